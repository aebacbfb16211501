/** What environments have on this host, as an operator sees it from outside of Lambent. Linux. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

type Entry = { readonly pid: number; readonly parent: number; readonly command: string };

export type Remains = {
  /** Command lines of the programs that the launcher has started, and of theirs. */
  readonly programs: readonly string[];
  readonly folders: readonly string[];
  /** Control groups. */
  readonly groups: readonly string[];
};

const looksMax = 200;

/** Looks until nothing is left, and gives what is still left after the last look. */
export async function lastOf(pid: number): Promise<Remains> {
  let remains = await remainsOf(pid);
  for (let look = 0; look < looksMax && Object.values(remains).some(({ length }) => length > 0); look += 1)
    remains = await remainsOf(pid);
  return remains;
}

export const nothing: Remains = { programs: [], folders: [], groups: [] };

/** The processes that the gateway with this process id has started, and where they keep what environments have. */
export async function launcherOf(pid: number) {
  const entries = descendants(await listProcesses(), pid);
  const own = entries.filter(({ command }) => command.includes('/launcher/process/'));
  const launcher = own.find(({ command }) => command.includes('/launcher/process/main'));
  const scratch = /"scratchFolder":"([^"]+)"/.exec(launcher?.command ?? '')?.[1];
  if (launcher === undefined || scratch === undefined) throw new Error(`no launcher below ${pid}`);
  // What holds an ordinary user's namespaces is the launcher's own.
  const started = descendants(entries, launcher.pid).filter(({ command }) => !holdsNamespaces(command));
  const programs = started.map(({ command }) => command.replaceAll('\0', ' '));
  return { pids: own.map((each) => each.pid), scratch, programs };
}

export const holdsNamespaces = (command: string): boolean => command.includes('lambent-holder\0');

/** Of the environments that the Lambent with this process id has now. */
export async function remainsOf(pid: number): Promise<Remains> {
  const { scratch, programs } = await launcherOf(pid);
  return { programs, ...(await remainsIn(scratch)) };
}

/** What does not end with processes. */
export async function remainsIn(scratch: string): Promise<Omit<Remains, 'programs'>> {
  const groups = await readFile(join(scratch, 'control-groups'), 'utf8').catch(() => '');
  const folders = groups.split('\n').filter((line) => line !== '');
  return {
    folders: await readdir(join(scratch, 'environments')),
    groups: (await Promise.all(folders.map(foldersIn))).flat(),
  };
}

/** Temporary folders of their own size, also those that wait for the next environment. */
export async function mountsIn(scratch: string): Promise<number> {
  const lines = (await readFile('/proc/self/mountinfo', 'utf8')).split('\n');
  return lines.filter((line) => line.includes(`${scratch}/`)).length;
}

/** Namespaces of functions' networks. */
export async function networksIn(scratch: string): Promise<readonly string[]> {
  const rules = await readFile(join(scratch, 'networks/rules'), 'utf8').catch(() => '');
  const tag = /^table inet lambent_(\w+)/.exec(rules)?.[1];
  const names = tag === undefined ? [] : await readdir('/run/netns');
  return names.filter((name) => name.startsWith(`lambent-${tag}-`));
}

/** Whether a process is stopped by a signal, or frozen with its control group. */
export async function standsStill(pid: number): Promise<boolean> {
  const read = (path: string) => readFile(path, 'latin1').catch(() => '');
  const [stat, groups] = [await read(`/proc/${pid}/stat`), await read(`/proc/${pid}/cgroup`)];
  const [, first] = /^\d+:freezer:(.*)$/m.exec(groups) ?? [];
  const [, second] = /^0::(.*)$/m.exec(groups) ?? [];
  return (
    /\) T /.test(stat) ||
    (await read(`/sys/fs/cgroup/freezer${first}/freezer.state`)).startsWith('FROZEN') ||
    (await read(`/sys/fs/cgroup${second}/cgroup.events`)).includes('frozen 1')
  );
}

function descendants(entries: readonly Entry[], ancestor: number): Entry[] {
  const children = entries.filter(({ parent }) => parent === ancestor);
  return children.flatMap((child) => [child, ...descendants(entries, child.pid)]);
}

async function listProcesses(): Promise<Entry[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const entries = await Promise.all(pids.map(entryOf));
  return entries.filter((entry) => entry !== undefined);
}

/** Undefined for one that is gone, or has ended and waits to be noticed. */
async function entryOf(pid: string): Promise<Entry | undefined> {
  const read = (file: string) => readFile(`/proc/${pid}/${file}`, 'latin1').catch(() => '');
  const [command, stat] = [await read('cmdline'), await read('stat')];
  const [, state, parent] = /\) (\w) (\d+) /.exec(stat) ?? [];
  return state === undefined || state === 'Z'
    ? undefined
    : { pid: Number(pid), parent: Number(parent), command };
}

async function foldersIn(path: string): Promise<string[]> {
  const entries = await readdir(path, { withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
}
