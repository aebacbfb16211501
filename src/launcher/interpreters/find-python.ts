import { access, constants } from 'node:fs/promises';
import { join } from 'node:path';
import type { InterpreterAnswer } from '../contract.ts';
import type { ProbeAnswer } from '../launcher-protocol.ts';
import type { FinderOptions } from './interpreter-finder.ts';

/** The first interpreter of exactly that minor version on the search path that sandboxes can run. */
export async function findPython(version: string, options: FinderOptions): Promise<InterpreterAnswer> {
  const failures: string[] = [];
  for (const candidate of await candidates(version, options.searchPath)) {
    const answer = await tryPython(candidate, options);
    if (!answer.works) {
      failures.push(answer.reason);
      continue;
    }
    if (!isOfVersion(answer.facts.version, version)) continue;
    const path = answer.facts.path ?? candidate;
    return { available: true, interpreter: { kind: 'python', path, version: answer.facts.version ?? '' } };
  }
  const missing = `there is no Python ${version} on this host`;
  return {
    available: false,
    reason: failures.length === 0 ? missing : `no Python ${version} here can be used: ${failures.join('; ')}`,
    remedy:
      failures.length === 0
        ? `install it so that python${version} is on the path (apt install python${version}, where the distribution has it)`
        : `install python${version} where every user may read it (apt install python${version}, where the distribution has it)`,
  };
}

/** `python3.X` anywhere on the path, then whatever `python3` is. */
async function candidates(version: string, searchPath: string): Promise<string[]> {
  const found: string[] = [];
  for (const name of [`python${version}`, 'python3']) {
    for (const folder of searchPath.split(':')) {
      if (!folder.startsWith('/')) continue;
      const path = join(folder, name);
      const there = await access(path, constants.X_OK).then(
        () => true,
        () => false,
      );
      if (there) found.push(path);
    }
  }
  return [...new Set(found)];
}

/**
 * Asks a candidate what it is. A wrapper or a virtual environment stands for the interpreter it belongs to, which is
 * asked in its turn: only that one can be put into a sandbox with its library.
 */
async function tryPython(path: string, options: FinderOptions): Promise<ProbeAnswer> {
  const ask = async (program: string): Promise<ProbeAnswer> =>
    (await options.link.send({
      command: 'probe',
      probe: { of: 'python', path: program, isolation: options.isolation },
    })) ?? {
      works: false,
      reason: `${program} was not tried`,
    };
  const first = await ask(path);
  if (!first.works) return first;
  const { version = '', prefix = '' } = first.facts;
  const own = join(prefix, 'bin', `python${version.split('.').slice(0, 2).join('.')}`);
  if (own === path) return { works: true, facts: { ...first.facts, path } };
  const second = await ask(own);
  return second.works ? { works: true, facts: { ...second.facts, path: own } } : second;
}

function isOfVersion(found: string | undefined, wanted: string): boolean {
  return found === wanted || found?.startsWith(`${wanted}.`) === true;
}
