import { readFileSync } from 'node:fs';
import { mkdir, readdir, readFile, rmdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import {
  CGROUP_REMOVE_ROUNDS_MAX,
  CGROUP_ROUND_MS,
  CPU_PERIOD_US,
  CPU_QUOTA_US_MIN,
  FREEZE_ROUNDS_MAX,
  MIB_PER_CPU,
  PROCESSES_MAX,
} from '../limits.ts';
import { type Controller, type Hierarchy, parentFolders } from './cgroup-host.ts';

/** What one environment's group is held to. */
export type CgroupLimits = {
  readonly memoryBytes: number;
  /** Memory that AWS's share of the processor is computed from; undefined: no limit. */
  readonly cpuMemoryMiB?: number;
};

/** A place in which environments' groups are made: one folder for each hierarchy. */
export type CgroupHome = {
  readonly hierarchies: readonly Hierarchy[];
  /** Where something is missing, and why. */
  readonly missing: ReadonlyMap<Controller, string>;
};

/**
 * Makes the folder `name` in every hierarchy and switches on there what can be. A controller that cannot be used is named in
 * `missing` with the reason; nothing is thrown.
 */
export async function openCgroupHome(available: readonly Hierarchy[], name: string): Promise<CgroupHome> {
  const missing = new Map<Controller, string>();
  for (const controller of ['memory', 'pids', 'cpu', 'freezer'] as const) {
    missing.set(controller, 'the kernel offers no such control group here');
  }
  const hierarchies: Hierarchy[] = [];
  for (const hierarchy of available) {
    for (const parent of parentFolders(hierarchy)) {
      const folder = join(parent, name);
      try {
        const controllers = await openFolder(hierarchy, parent, folder);
        hierarchies.push({ ...hierarchy, folder, controllers });
        for (const controller of controllers) missing.delete(controller);
        break;
      } catch (error) {
        await rmdir(folder).catch(() => undefined);
        for (const controller of hierarchy.controllers) missing.set(controller, reasonOf(error));
      }
    }
  }
  return { hierarchies, missing };
}

async function openFolder(
  { version, controllers }: Hierarchy,
  parent: string,
  folder: string,
): Promise<Controller[]> {
  await mkdir(folder, { recursive: true });
  if (version === 1) return [...controllers];
  const wanted = controllers.filter((name) => name !== 'freezer');
  for (const place of [parent, folder]) {
    for (const name of wanted) {
      const file = join(place, 'cgroup.subtree_control');
      if ((await readFile(file, 'latin1')).split(/\s+/).includes(name)) continue;
      // Those that the parent does not pass on are found missing below.
      await writeFile(file, `+${name}`).catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'EBUSY' || name === 'memory') throw error;
      });
    }
  }
  const given = (await readFile(join(folder, 'cgroup.subtree_control'), 'latin1')).split(/\s+/);
  return controllers.filter((name) => name === 'freezer' || given.includes(name));
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** One environment's group: the same name in every hierarchy of the home. */
export class Cgroup {
  readonly #hierarchies: readonly Hierarchy[];

  private constructor(hierarchies: readonly Hierarchy[]) {
    this.#hierarchies = hierarchies;
  }

  /** Makes the group and sets its limits. On failure nothing is left of it. */
  static async make(home: CgroupHome, name: string, limits: CgroupLimits): Promise<Cgroup> {
    const hierarchies = home.hierarchies.map((one) => ({ ...one, folder: join(one.folder, name) }));
    const group = new Cgroup(hierarchies);
    try {
      for (const { folder } of hierarchies) await mkdir(folder);
      for (const one of hierarchies) {
        for (const [file, value] of settingsOf(one, limits)) {
          // Swap may not be accounted for.
          const optional = file.includes('memsw') || file.includes('swap') || file.includes('oom.group');
          await writeFile(join(one.folder, file), value).catch((error: unknown) => {
            if (!optional) throw error;
          });
        }
      }
      return group;
    } catch (error) {
      await group.remove();
      throw error;
    }
  }

  /**
   * Files by which a process that writes `0` joins the group, as do the children it has from then on. In version 1 the one for
   * threads: a single thread that moves itself waits for nobody, where moving a process waits for every processor, 10 ms and more.
   */
  get doors(): readonly string[] {
    return this.#hierarchies.map(({ version, folder }) =>
      join(folder, version === 1 ? 'tasks' : 'cgroup.procs'),
    );
  }

  /** Every process of the group that is alive; undefined where there is no group. */
  processes(): readonly number[] | undefined {
    const [hierarchy] = this.#hierarchies;
    return hierarchy && processesIn(hierarchy.folder);
  }

  /** Whether the kernel has killed a process of the group because its memory was used up. */
  async ranOutOfMemory(): Promise<boolean> {
    const hierarchy = this.#with('memory');
    if (hierarchy === undefined) return false;
    const file = hierarchy.version === 1 ? 'memory.oom_control' : 'memory.events';
    const text = await readFile(join(hierarchy.folder, file), 'latin1').catch(() => '');
    return Number(/^oom_kill (\d+)$/m.exec(text)?.[1] ?? 0) > 0;
  }

  get canFreeze(): boolean {
    return this.#with('freezer') !== undefined;
  }

  /** Resolves when no process of the group runs, or that is not wanted any more. */
  async freeze(isWanted: () => boolean): Promise<void> {
    const { version, folder } = this.#freezer();
    for (let round = 0; round < FREEZE_ROUNDS_MAX; round += 1) {
      if (!isWanted()) return;
      await this.#setFrozen(true);
      const state = await readFile(join(folder, version === 1 ? 'freezer.state' : 'cgroup.events'), 'latin1');
      if (version === 1 ? state.startsWith('FROZEN') : /^frozen 1$/m.test(state)) return;
      await pause(CGROUP_ROUND_MS);
    }
    throw new Error('the environment could not be frozen');
  }

  /** Also what lets a kill take effect: version 1 keeps it from frozen processes. */
  async thaw(): Promise<void> {
    await this.#setFrozen(false);
  }

  /** Removes the group, whose processes must have ended; the kernel may need a moment to notice. */
  async remove(): Promise<void> {
    for (const { folder } of this.#hierarchies) await removeGroup(folder);
  }

  async #setFrozen(frozen: boolean): Promise<void> {
    const { version, folder } = this.#freezer();
    if (version === 1) await writeFile(join(folder, 'freezer.state'), frozen ? 'FROZEN' : 'THAWED');
    else await writeFile(join(folder, 'cgroup.freeze'), frozen ? '1' : '0');
  }

  #freezer(): Hierarchy {
    const hierarchy = this.#with('freezer');
    if (hierarchy === undefined) throw new Error('no control group freezes here');
    return hierarchy;
  }

  #with(controller: Controller): Hierarchy | undefined {
    return this.#hierarchies.find(({ controllers }) => controllers.includes(controller));
  }
}

/** Files and values that hold a group to its limits. */
export function settingsOf(
  { version, controllers }: Hierarchy,
  { memoryBytes, cpuMemoryMiB }: CgroupLimits,
): [string, string][] {
  const settings: [string, string][] = [];
  const bytes = String(memoryBytes);
  if (controllers.includes('memory')) {
    if (version === 1)
      settings.push(['memory.limit_in_bytes', bytes], ['memory.memsw.limit_in_bytes', bytes]);
    else settings.push(['memory.max', bytes], ['memory.swap.max', '0'], ['memory.oom.group', '1']);
  }
  if (controllers.includes('pids')) settings.push(['pids.max', String(PROCESSES_MAX)]);
  if (controllers.includes('cpu') && cpuMemoryMiB !== undefined) {
    const quota = Math.max(CPU_QUOTA_US_MIN, Math.round((CPU_PERIOD_US * cpuMemoryMiB) / MIB_PER_CPU));
    if (version === 1)
      settings.push(['cpu.cfs_period_us', String(CPU_PERIOD_US)], ['cpu.cfs_quota_us', String(quota)]);
    else settings.push(['cpu.max', `${quota} ${CPU_PERIOD_US}`]);
  }
  return settings;
}

/** Lets what a predecessor froze run on: version 1 keeps a kill from frozen processes. */
export async function thawCgroupHome(folder: string): Promise<void> {
  for (const group of await groupsIn(folder))
    await writeFile(join(group, 'freezer.state'), 'THAWED', { flag: 'r+' }).catch(() => undefined);
}

/** Kills what is in the groups of a home that a predecessor left, and removes them and the home. */
export async function removeCgroupHome(folder: string): Promise<void> {
  for (const group of await groupsIn(folder)) await removeGroup(group);
  await removeGroup(folder);
}

async function groupsIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => join(folder, name));
}

async function removeGroup(folder: string): Promise<void> {
  for (let round = 0; round < CGROUP_REMOVE_ROUNDS_MAX; round += 1) {
    try {
      await rmdir(folder);
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EBUSY') return;
    }
    for (const pid of processesIn(folder)) killed(pid);
    await pause(CGROUP_ROUND_MS);
  }
}

function processesIn(folder: string): number[] {
  let text = '';
  try {
    text = readFileSync(join(folder, 'cgroup.procs'), 'latin1');
  } catch {
    // The group is gone.
  }
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map(Number);
}

function killed(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It ended meanwhile.
  }
}
