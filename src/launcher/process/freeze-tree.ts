import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { CGROUP_ROUND_MS, FREEZE_ROUNDS_MAX } from '../limits.ts';
import { membersOf, type TreeMark } from './process-tree.ts';

/** Stops and continues one environment's processes by signals, where no control group freezes. */
export class StoppableTree {
  readonly #mark: TreeMark;
  readonly #stopped = new Set<number>();

  constructor(mark: TreeMark) {
    this.#mark = mark;
  }

  /**
   * SIGSTOP to every process that belongs to it, again until a whole look finds each of them stopped: a process may have started
   * another one just before it was reached. Ends early when that is not wanted any more, and rejects when it does not happen.
   */
  async freeze(isWanted: () => boolean): Promise<void> {
    for (let round = 0; round < FREEZE_ROUNDS_MAX && isWanted(); round += 1) {
      const running = (this.#mark.members?.() ?? membersOf(this.#mark)).filter(
        (pid) => !this.#isStopped(pid),
      );
      if (running.length === 0) return;
      for (const pid of running) {
        this.#stopped.add(pid);
        send(pid, 'SIGSTOP');
      }
      await pause(CGROUP_ROUND_MS);
    }
    if (isWanted()) throw new Error('the environment could not be frozen');
  }

  /** Nobody looks for them again: what is stopped starts nothing. What had stopped before by itself stays so. */
  thaw(): void {
    for (const pid of this.#stopped) send(pid, 'SIGCONT');
    this.#stopped.clear();
  }

  /** Gone counts as stopped. A process group, where there is no `/proc` to look into, is only asked. */
  #isStopped(pid: number): boolean {
    if (pid < 0) return this.#stopped.has(pid);
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
      return /^[TtZX]/.test(stat.slice(stat.lastIndexOf(')') + 2));
    } catch {
      return true;
    }
  }
}

function send(pid: number, signal: 'SIGSTOP' | 'SIGCONT'): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It ended meanwhile.
  }
}
