import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { CGROUP_ROUND_MS, FREEZE_ROUNDS_MAX } from '../limits.ts';
import { membersOf, type TreeMark } from './process-tree.ts';

/**
 * SIGSTOP to every process that belongs to `mark`, again until a whole look finds each of them stopped: a process may have started
 * another one just before it was reached. Rejects when that does not happen.
 */
export async function freezeTree(mark: TreeMark): Promise<void> {
  for (let round = 0; round < FREEZE_ROUNDS_MAX; round += 1) {
    const running = membersOf(mark).filter((pid) => !isStopped(pid));
    if (running.length === 0) return;
    for (const pid of running) send(pid, 'SIGSTOP');
    await pause(CGROUP_ROUND_MS);
  }
  throw new Error('the environment could not be frozen');
}

export function thawTree(mark: TreeMark): void {
  for (const pid of membersOf(mark)) send(pid, 'SIGCONT');
}

/** Gone counts as stopped. A process group, where there is no `/proc` to look into, is only asked. */
function isStopped(pid: number): boolean {
  if (pid < 0) {
    send(pid, 'SIGSTOP');
    return true;
  }
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return /^[TtZX]/.test(stat.slice(stat.lastIndexOf(')') + 2));
  } catch {
    return true;
  }
}

function send(pid: number, signal: 'SIGSTOP' | 'SIGCONT'): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It ended meanwhile.
  }
}
