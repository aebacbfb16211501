import { readFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';

/** What Lambent asks of control groups. */
const CONTROLLERS = ['memory', 'pids', 'cpu', 'freezer'] as const;
export type Controller = (typeof CONTROLLERS)[number];

/** One folder in which control groups can be made, and what they control there. */
export type Hierarchy = {
  readonly version: 1 | 2;
  readonly folder: string;
  readonly controllers: readonly Controller[];
};

/**
 * Where this process stands in each hierarchy that has a controller of ours: version 1, hybrid and version 2 alike. A controller
 * belongs to one hierarchy; version 2 lists those that no version 1 hierarchy has, and its freezer comes with every group.
 */
export function findHierarchies(mountinfo: string, selfCgroup: string): Hierarchy[] {
  const found = new Map<string, Hierarchy>();
  const taken = new Set<Controller>();
  const mounts = mountinfo.split('\n').flatMap(parseMount);
  for (const { root, point, type, options } of mounts) {
    if (type !== 'cgroup') continue;
    const own = pathIn(selfCgroup, (names) => names.some((name) => options.includes(name)));
    const controllers = CONTROLLERS.filter((name) => options.includes(name) && !taken.has(name));
    if (own === undefined || controllers.length === 0 || !isBelow(own, root)) continue;
    for (const name of controllers) taken.add(name);
    found.set(point, { version: 1, folder: join(point, relative(root, own)), controllers });
  }
  const unified = mounts.find(({ type }) => type === 'cgroup2');
  const own = pathIn(selfCgroup, (names) => names.length === 1 && names[0] === '');
  const left = CONTROLLERS.filter((name) => !taken.has(name));
  if (unified !== undefined && own !== undefined && left.length > 0 && isBelow(own, unified.root)) {
    const folder = join(unified.point, relative(unified.root, own));
    found.set(unified.point, { version: 2, folder, controllers: left });
  }
  return [...found.values()];
}

/** Where a process of version 2 may make groups: in its own group while that is the root, else beside it. */
export function parentFolders({ version, folder }: Hierarchy): string[] {
  return version === 1 ? [folder] : [folder, dirname(folder)];
}

export async function readHierarchies(): Promise<Hierarchy[]> {
  const read = (name: string): Promise<string> => readFile(`/proc/self/${name}`, 'latin1').catch(() => '');
  return findHierarchies(await read('mountinfo'), await read('cgroup'));
}

type Mount = {
  readonly root: string;
  readonly point: string;
  readonly type: string;
  readonly options: readonly string[];
};

/** `31 23 0:28 / /sys/fs/cgroup/memory rw,relatime - cgroup cgroup rw,memory`, see proc_pid_mountinfo(5). */
function parseMount(line: string): Mount[] {
  const [before = '', after = ''] = line.split(' - ');
  const [, , , root, point] = before.split(' ');
  const [type, , options = ''] = after.split(' ');
  if (root === undefined || point === undefined || type === undefined) return [];
  return [{ root: plain(root), point: plain(point), type, options: options.split(',') }];
}

/** Spaces and the like are written as octal numbers. */
function plain(path: string): string {
  return path.replace(/\\(\d{3})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 8)));
}

/** `4:memory:/a/b` → `/a/b`, for the line whose controllers are the ones that are looked for. */
function pathIn(selfCgroup: string, isIt: (names: readonly string[]) => boolean): string | undefined {
  for (const line of selfCgroup.split('\n')) {
    const [, names, path] = /^\d+:([^:]*):(.*)$/.exec(line) ?? [];
    if (names !== undefined && path !== undefined && isIt(names.split(','))) return path;
  }
  return undefined;
}

/** In a container, `/proc/self/cgroup` may name a path that the mounted part does not show. */
function isBelow(path: string, root: string): boolean {
  return !relative(root, path).startsWith('..');
}
