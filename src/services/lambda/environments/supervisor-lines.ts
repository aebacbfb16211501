import type { Exit } from '#launcher';
import { supervisorLineBytesMax } from './limits.ts';

/** What the supervisor of an environment says: the lines of the launcher's `supervisor.ts`. */
export type SupervisorListener = {
  started(pid: number): void;
  runtimeExited(exit: Exit): void;
  extensionExited(number: number, exit: Exit): void;
  malformed(error: Error): void;
};

/** Signals by the numbers that they have on Linux and macOS alike, and Linux's own of those that programs die of. */
const signals: Readonly<Record<number, string>> = {
  1: 'SIGHUP',
  2: 'SIGINT',
  3: 'SIGQUIT',
  4: 'SIGILL',
  5: 'SIGTRAP',
  6: 'SIGABRT',
  7: 'SIGBUS',
  8: 'SIGFPE',
  9: 'SIGKILL',
  11: 'SIGSEGV',
  13: 'SIGPIPE',
  15: 'SIGTERM',
  31: 'SIGSYS',
};

/** Cuts what the supervisor writes into lines. It is of no use after `malformed`. */
export class SupervisorLines {
  readonly #listener: SupervisorListener;
  #rest = '';

  constructor(listener: SupervisorListener) {
    this.#listener = listener;
  }

  push(chunk: Buffer): void {
    const lines = (this.#rest + chunk.toString('latin1')).split('\n');
    this.#rest = lines.pop() ?? '';
    if (this.#rest.length > supervisorLineBytesMax) {
      this.#listener.malformed(new Error('a line of the supervisor has no end'));
      this.#rest = '';
    }
    for (const line of lines) this.#take(line);
  }

  #take(line: string): void {
    const [, what, first, second] = /^(started|runtime|extension) (\d{1,9})(?: (\d{1,3}))?$/.exec(line) ?? [];
    if (what === 'started' && second === undefined) this.#listener.started(Number(first));
    else if (what === 'runtime' && second === undefined) this.#listener.runtimeExited(exitOf(Number(first)));
    else if (what === 'extension' && second !== undefined)
      this.#listener.extensionExited(Number(first), exitOf(Number(second)));
    else this.#listener.malformed(new Error('not a line of the supervisor'));
  }
}

/** A shell's status: 128 and a signal's number, or the program's own. */
function exitOf(status: number): Exit {
  const signal = signals[status - 128];
  return signal === undefined ? { code: status, signal: null } : { code: null, signal };
}
