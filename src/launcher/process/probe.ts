import { access, constants, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { InterpreterKind, Isolation } from '../contract.ts';
import { sandbox } from '../drivers/bubblewrap.ts';
import type { Probe, ProbeAnswer } from '../launcher-protocol.ts';
import { HOLDER_PROGRAMS } from './holder.ts';
import { FORWARD_PROGRAMS, NETWORK_PROGRAMS } from './networks.ts';
import { PASTA_PROGRAMS } from './pasta.ts';
import { runProgram } from './run-program.ts';
import { TMP_PROGRAMS, type TmpPrograms } from './tmp-images.ts';
import type { UserNetworkPrograms } from './user-networks.ts';

export type Usable = { readonly versions: readonly string[]; readonly prefix: string };

export type ProbeContext = {
  readonly searchPath: string;
  readonly scratchFolder: string;
  /** The uid that probed programs run as; null for the launcher's own. */
  readonly uid: number | null;
  /** Interpreters that `start` may use. */
  readonly usable: Map<string, Usable>;
  /** Programs that drivers need, as found. */
  readonly programs: TmpPrograms & UserNetworkPrograms & { bwrap?: string; setpriv?: string };
};

const PROGRAMS = [
  ...(['bwrap', 'setpriv'] as const),
  ...TMP_PROGRAMS,
  ...NETWORK_PROGRAMS,
  ...FORWARD_PROGRAMS,
  ...HOLDER_PROGRAMS,
  ...PASTA_PROGRAMS,
] as const;

/** What a probe has found usable is usable under one kind of isolation. */
export function usableKey(path: string, isolation: Isolation): string {
  return `${isolation} ${path}`;
}

/** What each interpreter is asked to say about itself. */
const QUESTIONS = {
  nodejs: ['-p', 'JSON.stringify({version:process.versions.node,prefix:""})'],
  python: [
    '-I',
    '-c',
    'import sys,json,platform;print(json.dumps({"version":platform.python_version(),"prefix":sys.base_prefix,"executable":sys.executable}))',
  ],
  ruby: [
    '--disable-gems',
    '-e',
    'require "rbconfig"; require "json"; print JSON.generate(version: RUBY_VERSION, prefix: RbConfig::CONFIG["prefix"], executable: RbConfig.ruby)',
  ],
  java: ['-XshowSettings:properties', '-version'],
  dotnet: ['--list-runtimes'],
} as const;

/** What an interpreter said, as facts: most answer in JSON. Throws when they do not. */
function factsOf(of: InterpreterKind, output: string): Record<string, string> {
  if (of === 'java') return javaFacts(output);
  return of === 'dotnet' ? dotnetFacts(output) : (JSON.parse(output) as Record<string, string>);
}

/** `java.version` is `1.8.0_402`, `17.0.15`, `25` or `26-ea`: here 8.0.402, 17.0.15, 25.0.0 and 26.0.0. */
function javaFacts(output: string): Record<string, string> {
  const [, major, minor = '0', patch = '0'] =
    /^ *java\.version = (?:1\.)?(\d+)(?:\.(\d+))?(?:[._](\d+))?/m.exec(output) ?? [];
  const prefix = /^ *java\.home = (.+)$/m.exec(output)?.[1];
  if (major === undefined || prefix === undefined) throw new Error('no Java');
  return { version: `${major}.${minor}.${patch}`, prefix };
}

/** A line for each framework, such as `Microsoft.NETCore.App 8.0.11 [/usr/lib/dotnet/shared/Microsoft.NETCore.App]`: one program runs them all. None for those to come. */
function dotnetFacts(output: string): Record<string, string> {
  const found = [...output.matchAll(/^Microsoft\.NETCore\.App (\d+\.\d+\.\d+) \[(.+)\/shared\/[^/]+\]$/gm)];
  const prefix = found[0]?.[2];
  if (prefix === undefined) throw new Error('no runtime of .NET');
  return { version: found.map(([, version]) => version).join(' '), prefix };
}

export async function probe(
  what: Exclude<Probe, { of: 'limits' | 'network' }>,
  context: ProbeContext,
): Promise<ProbeAnswer> {
  await findPrograms(context);
  if (what.of === 'bubblewrap') return await probeBubblewrap(context);
  const run = await runProgram({
    file: what.path,
    arguments: QUESTIONS[what.of],
    cwd: '/',
    variables: { PATH: context.searchPath },
    ...(context.uid !== null && { uid: context.uid }),
  });
  if (!run.succeeded) return { works: false, reason: `${what.path} does not run: ${run.reason}` };
  try {
    const facts = factsOf(what.of, run.output);
    const { version = '', prefix = '' } = facts;
    context.usable.set(usableKey(what.path, what.isolation), { versions: version.split(' '), prefix });
    return { works: true, facts };
  } catch {
    return { works: false, reason: `${what.path} answers with something else than its version` };
  }
}

/** Starts the strictest sandbox around nothing. The facts are bwrap's path and version. */
async function probeBubblewrap({ programs, scratchFolder, uid }: ProbeContext): Promise<ProbeAnswer> {
  if (programs.bwrap === undefined) return { works: false, reason: 'bwrap is not installed' };
  if (uid !== null && programs.setpriv === undefined)
    return { works: false, reason: 'setpriv is not installed' };
  const about = await runProgram({ file: programs.bwrap, arguments: ['--version'], cwd: '/', variables: {} });
  const version = /\d+(\.\d+)+/.exec(about.output)?.[0] ?? 'unknown';
  const run = await runProgram(
    sandbox({ programs, scratchFolder, uid }, ['--remount-ro', '/'], ['/bin/sh', '-c', 'exit 0']),
  );
  return run.succeeded
    ? { works: true, facts: { path: programs.bwrap, version } }
    : { works: false, reason: `bwrap ${version} says: ${run.reason}` };
}

/** Looks for the programs that have not been found yet. */
export async function findPrograms(context: Pick<ProbeContext, 'searchPath' | 'programs'>): Promise<void> {
  for (const name of PROGRAMS) {
    if (context.programs[name] !== undefined) continue;
    const path = await search(name, context.searchPath);
    if (path !== undefined) context.programs[name] = path;
  }
}

async function search(name: string, searchPath: string): Promise<string | undefined> {
  for (const folder of searchPath.split(':')) {
    if (!folder.startsWith('/')) continue;
    const path = join(folder, name);
    try {
      await access(path, constants.X_OK);
      if ((await stat(path)).isFile()) return path;
    } catch {
      // Not in this folder.
    }
  }
  return undefined;
}
