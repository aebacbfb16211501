import type { Clock, Random } from '#ambient';
import type { PlatformLog } from '#observe';
import type { InterpreterAnswer, Isolation } from '../contract.ts';
import type { LauncherLink } from '../launcher-link.ts';
import type { Scratch } from '../scratch.ts';
import { findInstalled } from './find-installed.ts';
import { findNode } from './find-node.ts';
import { LANGUAGES } from './languages.ts';

/** Where interpreters are looked for and how they are tried. */
export type FinderOptions = {
  readonly dataFolder: string;
  readonly npmRegistry: string;
  /** Whether what npm has may be fetched. */
  readonly download: boolean;
  readonly searchPath: string;
  /** By runtime id, the version of an interpreter that stands in for the one AWS has. */
  readonly substitutes: Readonly<Record<string, string>>;
  readonly isolation: Isolation;
  readonly scratch: Scratch;
  readonly link: Pick<LauncherLink, 'send'>;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: PlatformLog;
};

/** Finds each runtime's interpreter once. Callers at the same time share the search; a failure is looked into anew by the next. */
export class InterpreterFinder {
  readonly #options: FinderOptions;
  readonly #answers = new Map<string, Promise<InterpreterAnswer>>();

  constructor(options: FinderOptions) {
    this.#options = options;
  }

  /** Never rejects. */
  find(runtime: string): Promise<InterpreterAnswer> {
    const known = this.#answers.get(runtime);
    if (known !== undefined) return known;
    const search = find(runtime, this.#options).then((answer) => {
      if (!answer.available) this.#answers.delete(runtime);
      return answer;
    });
    this.#answers.set(runtime, search);
    return search;
  }
}

async function find(runtime: string, options: FinderOptions): Promise<InterpreterAnswer> {
  const [, nodeLine] = /^nodejs(\d+)\.x$/.exec(runtime) ?? [];
  try {
    if (nodeLine !== undefined) return await findNode(Number(nodeLine), options);
    for (const language of LANGUAGES) {
      const version = language.runtimeId.exec(runtime)?.[1];
      if (version === undefined) continue;
      return await findInstalled(language, options.substitutes[runtime] ?? version, options);
    }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return {
      available: false,
      reason: `looking for ${runtime} failed: ${reason}`,
      remedy: 'run "lambent doctor"',
    };
  }
  return {
    available: false,
    reason: `Lambent does not run ${runtime} yet`,
    remedy: 'use a nodejs, python, ruby, java or dotnet runtime',
  };
}
