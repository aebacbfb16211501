import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compileCsharp } from '../../../scripts/csharp.ts';
import type { Files } from './launched-function.fixture.ts';

const SOURCES = fileURLToPath(new URL('actors/dotnet', import.meta.url));
const RUNTIME_CORE = fileURLToPath(
  new URL('../../../runtimes/dotnet/core/Amazon.Lambda.Core.cs', import.meta.url),
);

/** In the order in which they know each other. */
const LIBRARIES = ['Amazon.Lambda.Core', 'Actor', 'Handlers', 'Streams'] as const;

/** The suite's class library, listed as the build tools of .NET would for a framework of this version. */
export function compileAssemblies(version: string): Files {
  return { ...compiled(LIBRARIES, 'library'), ...listsOf('Actor', LIBRARIES, version) };
}

/** The class library of one source file, with AWS's interfaces beside it. */
export function compileLibrary(source: string, version: string): Files {
  const name = basename(source, '.cs');
  const libraries = ['Amazon.Lambda.Core', name];
  return { ...compiled(libraries, 'library', dirname(source)), ...listsOf(name, libraries, version) };
}

/** An executable assembly that speaks the Runtime API. */
export function compileExecutable(version: string): Files {
  return { ...compiled(['Executable'], 'exe'), ...listsOf('Executable', ['Executable'], version) };
}

function compiled(names: readonly string[], target: 'library' | 'exe', folderOfSources = SOURCES): Files {
  const folder = mkdtempSync(join(tmpdir(), 'lambent-dotnet-'));
  const made: string[] = [];
  try {
    for (const name of names) {
      const output = join(folder, `${name}.dll`);
      const isCore = name === 'Amazon.Lambda.Core';
      const sources = isCore ? [RUNTIME_CORE, 'LaterCore.cs'] : [`${name}.cs`];
      const folderOf = isCore ? SOURCES : folderOfSources;
      compileCsharp({ folder: folderOf, sources, output, target, references: made });
      made.push(output);
    }
    return Object.fromEntries(made.map((path) => [basename(path), readFileSync(path)]));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** `NAME.deps.json` and `NAME.runtimeconfig.json`. Culture data, for which the host would need a library, are left out. */
function listsOf(name: string, assemblies: readonly string[], version: string): Files {
  const target = '.NETCoreApp,Version=v3.1';
  const entries = (what: (assembly: string) => unknown) =>
    Object.fromEntries(assemblies.map((assembly) => [`${assembly}/1.0.0`, what(assembly)]));
  const dependencies = {
    runtimeTarget: { name: target, signature: '' },
    targets: { [target]: entries((assembly) => ({ runtime: { [`${assembly}.dll`]: {} } })) },
    libraries: entries(() => ({ type: 'project', serviceable: false, sha512: '' })),
  };
  const runtime = {
    tfm: 'netcoreapp3.1',
    framework: { name: 'Microsoft.NETCore.App', version },
    configProperties: { 'System.Globalization.Invariant': true },
  };
  return {
    [`${name}.deps.json`]: JSON.stringify(dependencies),
    [`${name}.runtimeconfig.json`]: JSON.stringify({ runtimeOptions: runtime }),
  };
}
