/** C# compiled by mcs, against the one framework that mcs can read. What it makes runs on every .NET that came after. */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { missingTool } from '../conformance/tool.ts';
import { DOTNET_HOMES } from '../src/launcher/interpreters/languages.ts';

/** The frameworks of this machine, each in its folder. */
const frameworks = DOTNET_HOMES.map((home) => join(home, 'shared/Microsoft.NETCore.App')).flatMap((folder) =>
  existsSync(folder) ? readdirSync(folder).map((version) => ({ folder, version })) : [],
);

export const dotnetVersions: readonly string[] = [...new Set(frameworks.map(({ version }) => version))];

/** The one whose assemblies mcs can read. */
const reference = frameworks.find(({ version }) => version.startsWith('3.1.'));

/** Why there is no compiling here; false where there is. */
export function missingCsharp(): string | false {
  return (reference === undefined && missingTool('.NET Core 3.1')) || missingTool('mcs');
}

/** What makes the assemblies, by its version and the framework's; undefined where one is missing. */
export function csharpCompiler(): string | undefined {
  const { stdout, status } = spawnSync('mcs', ['--version'], { encoding: 'utf8' });
  const version = status === 0 ? /version (\S+)/.exec(stdout)?.[1] : undefined;
  return version === undefined || reference === undefined
    ? undefined
    : `mcs ${version}, .NET ${reference.version}`;
}

/** The same bytes wherever it is done: names of sources are relative to the folder. */
export function compileCsharp(compilation: {
  readonly folder: string;
  readonly sources: readonly string[];
  readonly output: string;
  readonly target: 'library' | 'exe';
  /** Assemblies besides the framework's. */
  readonly references?: readonly string[];
}): void {
  const { folder, sources, output, target, references = [] } = compilation;
  if (reference === undefined) throw new Error('there is no .NET Core 3.1 here');
  const framework = join(reference.folder, reference.version);
  const known = [...FRAMEWORK.map((name) => join(framework, `${name}.dll`)), ...references];
  // 1701 and 1702 are about versions of references, which the framework itself mixes.
  const options = [
    '-nostdlib',
    '-noconfig',
    '-deterministic',
    '-optimize',
    '-warnaserror',
    '-nowarn:1701,1702',
  ];
  execFileSync(
    'mcs',
    [...options, `-target:${target}`, `-out:${output}`, ...known.map((path) => `-r:${path}`), ...sources],
    { cwd: folder, stdio: 'inherit' },
  );
}

/** Those of the framework that sources here use. */
const FRAMEWORK = [
  ...['System.Private.CoreLib', 'System.Private.Uri', 'System.Runtime', 'System.Runtime.Extensions'],
  ...['System.Collections', 'System.Collections.NonGeneric', 'System.ComponentModel.Primitives'],
  ...['System.Console', 'System.Diagnostics.Process', 'System.IO.FileSystem', 'System.Linq', 'System.Memory'],
  ...[
    'System.Net.Http',
    'System.Net.Primitives',
    'System.Net.Sockets',
    'System.Reflection.DispatchProxy',
    'System.Text.Json',
    'System.Threading',
    'System.Threading.Tasks',
  ],
];
