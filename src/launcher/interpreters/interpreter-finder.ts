import type { InterpreterAnswer, Isolation } from '../contract.ts';
import type { LauncherLink } from '../launcher-link.ts';
import type { Scratch } from '../scratch.ts';

export type InterpreterFinder = { find(runtime: string): Promise<InterpreterAnswer> };

type FinderOptions = {
  readonly dataFolder: string;
  readonly npmRegistry: string;
  readonly scratch: Scratch;
  readonly searchPath: string;
  readonly isolation: Isolation;
  readonly link: Pick<LauncherLink, 'send'>;
};

export function findInterpreters(options: FinderOptions): InterpreterFinder {
  return {
    async find(runtime) {
      if (runtime !== 'nodejs24.x') return { available: false, reason: `${runtime} is not here`, remedy: '' };
      const answer = await options.link.send({
        command: 'probe',
        probe: { of: 'nodejs', path: process.execPath, isolation: options.isolation },
      });
      if (answer?.works !== true) return { available: false, reason: answer?.reason ?? '', remedy: '' };
      return { available: true, interpreter: { kind: 'nodejs', path: process.execPath, version: answer.facts.version ?? '' } };
    },
  };
}
