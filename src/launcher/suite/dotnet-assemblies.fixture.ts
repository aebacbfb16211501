import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { missingTool } from '../../../conformance/tool.ts';
import { DOTNET_HOMES } from '../interpreters/languages.ts';
import type { Files } from './launched-function.fixture.ts';

const SOURCES = fileURLToPath(new URL('actors/dotnet', import.meta.url));

/** Where a .NET lies on this machine; the likeliest place where there is none. */
const dotnetHome = DOTNET_HOMES.find((home) => existsSync(join(home, 'dotnet'))) ?? '/usr/share/dotnet';

/** The frameworks of this machine. */
export const dotnetVersions: readonly string[] = [
  ...(spawnSync(join(dotnetHome, 'dotnet'), ['--list-runtimes'], { encoding: 'utf8' }).stdout?.matchAll(
    /^Microsoft\.NETCore\.App (\S+) /gm,
  ) ?? []),
].map(([, version = '']) => version);

/** The framework that mcs, which knows no later one, compiles against. What it makes runs on all that came after. */
const reference = dotnetVersions.find((version) => version.startsWith('3.1.'));

/** Why no function of .NET can be made and run here; false where it can. */
export function missingDotnet(): string | false {
  const missing = missingTool(join(dotnetHome, 'dotnet'), ['--list-runtimes']) || missingTool('mcs');
  if (missing !== false || reference !== undefined) return missing;
  return missingTool(join(dotnetHome, 'shared/Microsoft.NETCore.App/3.1'));
}

const ASSEMBLIES = ['Actor', 'Handlers', 'Amazon.Lambda.Core'] as const;

/** Compiles the suite's C# sources, and lists them as the build tools of .NET would for a framework of this version. */
export function compileAssemblies(version: string): Files {
  const folder = mkdtempSync(join(tmpdir(), 'lambent-dotnet-'));
  const compiled = (name: string): string => join(folder, `${name}.dll`);
  try {
    compile('Amazon.Lambda.Core', compiled('Amazon.Lambda.Core'), []);
    compile('Actor', compiled('Actor'), [compiled('Amazon.Lambda.Core')]);
    compile('Handlers', compiled('Handlers'), [compiled('Amazon.Lambda.Core'), compiled('Actor')]);
    const assemblies = ASSEMBLIES.map((name) => [`${name}.dll`, readFileSync(compiled(name))] as const);
    return { ...Object.fromEntries(assemblies), ...listsOf('Actor', ASSEMBLIES, version) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function compile(name: string, output: string, references: readonly string[]): void {
  const framework = join(dotnetHome, 'shared/Microsoft.NETCore.App', reference ?? '');
  const known = [...FRAMEWORK.map((assembly) => join(framework, `${assembly}.dll`)), ...references];
  execFileSync('mcs', [
    ...['-nostdlib', '-noconfig', '-optimize', '-nowarn:1701,1702', '-target:library', `-out:${output}`],
    ...known.map((path) => `-r:${path}`),
    join(SOURCES, `${name}.cs`),
  ]);
}

const FRAMEWORK = [
  ...['System.Private.CoreLib', 'System.Runtime', 'System.Runtime.Extensions', 'System.Collections'],
  ...['System.Collections.NonGeneric', 'System.ComponentModel.Primitives', 'System.Console'],
  ...['System.Diagnostics.Process', 'System.IO.FileSystem', 'System.Linq', 'System.Memory'],
  ...['System.Text.Json', 'System.Threading', 'System.Threading.Tasks'],
];

/** `NAME.deps.json` and `NAME.runtimeconfig.json`. The culture data, which need a library of the host's, are left out. */
export function listsOf(name: string, assemblies: readonly string[], version: string): Files {
  const target = '.NETCoreApp,Version=v3.1';
  const entries = (what: (assembly: string) => unknown) =>
    Object.fromEntries(assemblies.map((assembly) => [`${assembly}/1.0.0`, what(assembly)]));
  const dependencies = {
    runtimeTarget: { name: target, signature: '' },
    targets: { [target]: entries((assembly) => ({ runtime: { [`${assembly}.dll`]: {} } })) },
    libraries: entries(() => ({ type: 'project', serviceable: false, sha512: '' })),
  };
  const runtime = {
    framework: { name: 'Microsoft.NETCore.App', version },
    configProperties: { 'System.Globalization.Invariant': true },
  };
  return {
    [`${name}.deps.json`]: JSON.stringify(dependencies),
    [`${name}.runtimeconfig.json`]: JSON.stringify({ runtimeOptions: runtime }),
  };
}
