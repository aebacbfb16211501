import { access, constants } from 'node:fs/promises';
import { join } from 'node:path';
import type { InterpreterAnswer } from '../contract.ts';
import type { ProbeAnswer } from '../launcher-protocol.ts';
import type { FinderOptions } from './interpreter-finder.ts';
import type { Language } from './languages.ts';

/** The first interpreter of exactly that version on this host that sandboxes can run. */
export async function findInstalled(
  language: Language,
  version: string,
  options: FinderOptions,
): Promise<InterpreterAnswer> {
  const failures: string[] = [];
  const others = new Set<string>();
  for (const candidate of await candidates(language, version, options.searchPath)) {
    const answer = await tryInterpreter(language, candidate, options);
    if (!answer.works) {
      failures.push(answer.reason);
      continue;
    }
    const { version: found = '', path = candidate } = answer.facts;
    const versions = found.split(' ');
    const newest = versions.findLast((one) => isOfVersion(one, version));
    if (newest !== undefined) {
      return { available: true, interpreter: { kind: language.kind, path, version: newest } };
    }
    for (const other of versions) others.add(other);
  }
  return unavailable(language, version, failures, [...others]);
}

function unavailable(
  language: Language,
  version: string,
  failures: readonly string[],
  others: readonly string[],
): InterpreterAnswer {
  const what = `${language.name} ${version}`;
  const packageName = language.packageName(version);
  const install = `(apt install ${packageName}, where the distribution has it)`;
  if (failures.length > 0) {
    return {
      available: false,
      reason: `no ${what} here can be used: ${failures.join('; ')}`,
      remedy: `install ${packageName} where every user may read it ${install}`,
    };
  }
  const found = others.length === 0 ? '' : `, only ${others.join(' and ')}`;
  const substitute =
    others.length === 0 ? '' : ', or let another version stand in for it (--runtime-substitutes)';
  return {
    available: false,
    reason: `there is no ${what} on this host${found}`,
    remedy: `install it so that ${language.programs(version)[0]} is on the path ${install}${substitute}`,
  };
}

async function candidates(language: Language, version: string, searchPath: string): Promise<string[]> {
  const folders = [...searchPath.split(':'), ...(await language.folders())];
  const found: string[] = [];
  for (const name of language.programs(version)) {
    for (const folder of folders) {
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

/** Asks a candidate what it is, then the interpreter that it stands for. */
async function tryInterpreter(
  language: Language,
  path: string,
  options: FinderOptions,
): Promise<ProbeAnswer> {
  const ask = async (program: string): Promise<ProbeAnswer> =>
    (await options.link.send({
      command: 'probe',
      probe: { of: language.kind, path: program, isolation: options.isolation },
    })) ?? {
      works: false,
      reason: `${program} was not tried`,
    };
  const first = await ask(path);
  if (!first.works) return first;
  const own = language.ownProgram(first.facts);
  if (own === path) return { works: true, facts: { ...first.facts, path } };
  const second = await ask(own);
  return second.works ? { works: true, facts: { ...second.facts, path: own } } : second;
}

function isOfVersion(found: string, wanted: string): boolean {
  return found === wanted || found.startsWith(`${wanted}.`);
}
