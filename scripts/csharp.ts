/** C# compiled by mcs, against the one framework that mcs can read. What it makes runs on every .NET that came after. */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DOTNET_HOMES } from '../src/launcher/interpreters/languages.ts';

/** Where a .NET lies on this machine; the likeliest place where there is none. */
export const dotnetHome =
  DOTNET_HOMES.find((home) => existsSync(join(home, 'dotnet'))) ?? '/usr/share/dotnet';

/** The frameworks of this machine. */
export const dotnetVersions: readonly string[] = [
  ...(spawnSync(join(dotnetHome, 'dotnet'), ['--list-runtimes'], { encoding: 'utf8' }).stdout ?? '').matchAll(
    /^Microsoft\.NETCore\.App (\S+) /gm,
  ),
].map(([, version = '']) => version);

const reference = dotnetVersions.find((version) => version.startsWith('3.1.'));

/** The framework's assemblies that C# here is compiled against; undefined where this machine lacks them. */
export const referenceFolder =
  reference === undefined ? undefined : join(dotnetHome, 'shared/Microsoft.NETCore.App', reference);

/** What makes the assemblies, by its version and the framework's; undefined where one is missing. */
export function csharpCompiler(): string | undefined {
  const { stdout, status } = spawnSync('mcs', ['--version'], { encoding: 'utf8' });
  const version = status === 0 ? /version (\S+)/.exec(stdout)?.[1] : undefined;
  return version === undefined || reference === undefined ? undefined : `mcs ${version}, .NET ${reference}`;
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
  const known = [...FRAMEWORK.map((name) => join(referenceFolder ?? '', `${name}.dll`)), ...references];
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
    'System.Text.Json',
    'System.Threading',
    'System.Threading.Tasks',
  ],
];
