import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { InterpreterKind } from '../contract.ts';

/** What an interpreter says of itself when it is probed. `version` is several, with blanks between them, where one program runs several. */
export type InterpreterFacts = Readonly<Record<string, string>>;

/** A language whose interpreters the host's distribution installs, and how one is found. */
export type Language = {
  readonly kind: Exclude<InterpreterKind, 'nodejs'>;
  /** As people write it. */
  readonly name: string;
  /** Runtime ids of the language; the first group is the version of the interpreter that AWS has there. */
  readonly runtimeId: RegExp;
  /** Program names that such an interpreter may have, the likelier first. */
  programs(version: string): readonly string[];
  /** Folders besides the search path in which it may lie. */
  folders(): Promise<readonly string[]>;
  /** The program behind a wrapper or a link: only that one can be put into a sandbox with its library. */
  ownProgram(facts: InterpreterFacts): string;
  /** The distribution's package. */
  packageName(version: string): string;
};

const noFolders = async (): Promise<readonly string[]> => [];

export const python: Language = {
  kind: 'python',
  name: 'Python',
  runtimeId: /^python(3\.\d+)$/,
  programs: (version) => [`python${version}`, 'python3'],
  folders: noFolders,
  ownProgram: ({ version = '', prefix = '' }) =>
    join(prefix, 'bin', `python${version.split('.').slice(0, 2).join('.')}`),
  packageName: (version) => `python${version}`,
};

export const ruby: Language = {
  kind: 'ruby',
  name: 'Ruby',
  runtimeId: /^ruby(\d+\.\d+)$/,
  programs: (version) => [`ruby${version}`, 'ruby'],
  folders: noFolders,
  ownProgram: ({ executable = '' }) => executable,
  packageName: (version) => `ruby${version}`,
};

/** Where Debian, Fedora and the vendors' packages put Java, whichever is the default. */
export const JAVA_HOMES = '/usr/lib/jvm';

export const java: Language = {
  kind: 'java',
  name: 'Java',
  runtimeId: /^java(\d+)(?:\.al2|\.al2023)?$/,
  programs: () => ['java'],
  folders: async () => {
    const homes = await readdir(JAVA_HOMES).catch(() => []);
    return homes.sort().map((home) => join(JAVA_HOMES, home, 'bin'));
  },
  ownProgram: ({ prefix = '' }) => join(prefix, 'bin/java'),
  packageName: (version) => `openjdk-${version}-jre-headless`,
};

/** Where Microsoft's and the distributions' packages put .NET. */
export const DOTNET_HOMES = [
  '/usr/share/dotnet',
  '/usr/lib/dotnet',
  '/usr/lib64/dotnet',
  '/usr/local/share/dotnet',
];

export const dotnet: Language = {
  kind: 'dotnet',
  name: '.NET',
  runtimeId: /^dotnet(\d+(?:\.\d+)?)$/,
  programs: () => ['dotnet'],
  folders: async () => DOTNET_HOMES,
  ownProgram: ({ prefix = '' }) => join(prefix, 'dotnet'),
  packageName: (version) => `dotnet-runtime-${version.includes('.') ? version : `${version}.0`}`,
};

export const LANGUAGES: readonly Language[] = [python, ruby, java, dotnet];
