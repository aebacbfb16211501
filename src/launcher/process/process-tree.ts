import { readdirSync, readFileSync, statSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { KILL_ROUND_MS, KILL_ROUNDS_MAX } from '../limits.ts';

/** How the processes of one environment are told from all others. */
export type TreeMark = {
  /** Processes that the launcher knows to be of it: they, their descendants and whoever shares their session are members. */
  readonly roots: readonly number[];
  /** The host uid, or range of uids, that no other process has. */
  readonly uids?: { readonly first: number; readonly count: number };
  /** Text that a member's variables contain as it was started. */
  readonly text?: string;
  /** Texts that the command line of a member contains, all of them, where it runs as this user and has not started this process. */
  readonly command?: readonly string[];
  /** Who they are, where a control group knows it: then nothing else is looked at. */
  readonly members?: () => readonly number[] | undefined;
  /** Lets what is frozen run, or it does not die; called when they were signalled first, and none can freeze another any more. */
  readonly thaw?: () => Promise<void>;
};

type ProcessEntry = { readonly pid: number; readonly parent: number; readonly session: number };

/** SIGKILL to every process that belongs to `mark`, again until none is left. Rejects when some cannot be killed. */
export async function killTree(mark: TreeMark): Promise<void> {
  const killed = new Set<number>();
  for (let round = 0; round < KILL_ROUNDS_MAX; round += 1) {
    const members = mark.members?.() ?? membersOf(mark, killed);
    if (members.length === 0) return;
    for (const pid of members) {
      killed.add(pid);
      signal(pid);
    }
    if (round === 0) await mark.thaw?.();
    await pause(KILL_ROUND_MS);
  }
  throw new Error(`processes are left after ${KILL_ROUNDS_MAX} attempts to kill them`);
}

/** Living processes that belong to `mark`, or whose parent is in `killed`. Zombies are not living. */
export function membersOf(mark: TreeMark, killed: ReadonlySet<number> = new Set()): number[] {
  const entries = listProcesses();
  if (entries === undefined) return mark.roots.map((pid) => -pid).filter((group) => signal(group, 0));
  const roots = new Set(mark.roots);
  const members = new Set<number>();
  for (const entry of entries) {
    if (roots.has(entry.pid) || roots.has(entry.session) || hasMark(entry.pid, mark)) members.add(entry.pid);
  }
  // Children of members are members; each pass finds at least one generation.
  for (let grown = true; grown; ) {
    grown = false;
    for (const { pid, parent } of entries) {
      if (members.has(pid) || !(members.has(parent) || killed.has(parent))) continue;
      members.add(pid);
      grown = true;
    }
  }
  return [...members];
}

/** The process that was started first of those below this one. */
export function firstChildOf(pid: number): number | undefined {
  return listProcesses()?.find(({ parent }) => parent === pid)?.pid;
}

/** The one of these processes that has `innerPid` in the innermost namespace that it is in. */
export function withInnerPid(pids: readonly number[], innerPid: number): number | undefined {
  const depths = pids.map((pid) => {
    const names = /^NSpid:\t(.*)$/m.exec(readProcess(pid, 'status'))?.[1]?.split('\t') ?? [];
    return { pid, depth: Number(names.at(-1)) === innerPid ? names.length : 0 };
  });
  // What is around the sandbox has pids of the host's alone, which may be the same number.
  const [found] = depths.filter(({ depth }) => depth > 0).sort((one, other) => other.depth - one.depth);
  return found?.pid;
}

/** Every living process but this one; undefined where there is no `/proc`, and only process groups can be seen. */
function listProcesses(): ProcessEntry[] | undefined {
  if (process.platform !== 'linux') return undefined;
  const entries: ProcessEntry[] = [];
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name) || Number(name) === process.pid) continue;
    const stat = readProcess(name, 'stat');
    // "pid (command) state ppid pgrp session …", where the command may contain anything.
    const [state = '', parent, , session] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (state === '' || state === 'Z' || state === 'X') continue;
    entries.push({ pid: Number(name), parent: Number(parent), session: Number(session) });
  }
  return entries;
}

function hasMark(pid: number, { uids, text, command }: TreeMark): boolean {
  if (command !== undefined && pid !== process.ppid && isOwn(pid)) {
    const line = readProcess(pid, 'cmdline');
    if (command.every((part) => line.includes(part))) return true;
  }
  if (uids !== undefined) {
    const uid = Number(/^Uid:\t(\d+)/m.exec(readProcess(pid, 'status'))?.[1] ?? -1);
    if (uid >= uids.first && uid < uids.first + uids.count) return true;
  }
  return text !== undefined && readProcess(pid, 'environ').includes(text);
}

function isOwn(pid: number): boolean {
  return statSync(`/proc/${pid}`, { throwIfNoEntry: false })?.uid === process.geteuid?.();
}

/** Empty when the process ended meanwhile or belongs to somebody else. */
function readProcess(pid: number | string, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'latin1');
  } catch {
    return '';
  }
}

/** Whether there was somebody to signal. */
export function signal(pid: number, name: 'SIGKILL' | 'SIGTERM' | 0 = 'SIGKILL'): boolean {
  try {
    return process.kill(pid, name);
  } catch {
    return false;
  }
}
