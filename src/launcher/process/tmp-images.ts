import { chmod, chown, mkdir, readdir, readFile, rm, rmdir, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { TMP_IDLE_MAX, TMP_SIZES_MAX } from '../limits.ts';
import { runProgram } from './run-program.ts';

/** Programs that make and mount a file system, as found; root alone may use them. */
export type TmpPrograms = Partial<Record<(typeof TMP_PROGRAMS)[number], string>>;
export const TMP_PROGRAMS = ['mkfs.ext4', 'cp', 'mount', 'umount'] as const;

/** One environment's `/tmp`, mounted. */
export type TmpFolder = {
  readonly path: string;
  /** In whose mount namespace it is, and then in memory; undefined: the host's. */
  readonly holder?: number;
  /** Its content is gone when this resolves. Nothing that could see it may be alive. */
  remove(): Promise<void>;
};

/**
 * File systems of an exact size in sparse files, which end in ENOSPC and count as disk, not as memory. Making one takes a few
 * programs, so a few stay mounted: one of each size lately used waits ready, and one that is given back empty is used again.
 */
export class TmpImages {
  readonly #folder: string;
  readonly #programs: TmpPrograms;
  readonly #templates = new Map<number, Promise<string>>();
  /** Mounted and empty, by size; the size lately used last. */
  readonly #idle = new Map<number, Promise<string>[]>();
  #count = 0;
  #closed = false;

  constructor(folder: string, programs: TmpPrograms) {
    this.#folder = folder;
    this.#programs = programs;
  }

  /** A folder that only `uid` can enter. Rejects where this machine cannot mount files. */
  async take(sizeMiB: number, uid: number): Promise<TmpFolder> {
    const idle = this.#idle.get(sizeMiB) ?? [];
    this.#idle.delete(sizeMiB);
    this.#idle.set(sizeMiB, idle);
    const path = await (idle.pop() ?? this.#make(sizeMiB));
    try {
      await chown(path, uid, uid);
      await chmod(path, 0o700);
    } catch (error) {
      await this.#unmount(path);
      throw error;
    }
    if (idle.length === 0) this.#keep(sizeMiB, this.#make(sizeMiB));
    return { path, remove: () => this.#giveBack(sizeMiB, path) };
  }

  /** Unmounts what waits. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const sizeMiB of [...this.#idle.keys()]) await this.#drop(sizeMiB);
  }

  #keep(sizeMiB: number, path: Promise<string>): void {
    // Whoever takes it hears of a failure.
    path.catch(() => undefined);
    const idle = this.#idle.get(sizeMiB) ?? [];
    idle.push(path);
    this.#idle.set(sizeMiB, idle);
    const [oldest] = this.#idle.keys();
    if (this.#closed) void this.#drop(sizeMiB);
    else if (this.#idle.size > TMP_SIZES_MAX && oldest !== undefined) void this.#drop(oldest);
  }

  async #drop(sizeMiB: number): Promise<void> {
    const idle = this.#idle.get(sizeMiB) ?? [];
    this.#idle.delete(sizeMiB);
    for (const path of idle) await path.then((made) => this.#unmount(made)).catch(() => undefined);
  }

  async #giveBack(sizeMiB: number, path: string): Promise<void> {
    const idle = this.#idle.get(sizeMiB);
    const reusable = !this.#closed && idle !== undefined && idle.length < TMP_IDLE_MAX;
    // Unmounting empties the fullest one at once, and leaves nothing of it on the disk.
    if (!reusable || (await readdir(path)).length > 0) return await this.#unmount(path);
    await chown(path, 0, 0);
    this.#keep(sizeMiB, Promise.resolve(path));
  }

  async #make(sizeMiB: number): Promise<string> {
    const template = await this.#template(sizeMiB);
    this.#count += 1;
    const path = join(this.#folder, String(this.#count));
    const image = `${path}.image`;
    await mkdir(path, { mode: 0o700 });
    try {
      await this.#run('cp', ['--sparse=always', '--', template, image]);
      await this.#run('mount', ['-o', 'loop,nosuid,nodev,noatime,discard', '--', image, path]);
    } catch (error) {
      await rmdir(path);
      throw error;
    } finally {
      // Its blocks are freed when the mount ends.
      await rm(image, { force: true });
    }
    await rmdir(join(path, 'lost+found')).catch(() => undefined);
    return path;
  }

  async #unmount(path: string): Promise<void> {
    await this.#run('umount', ['--', path]).catch(() => this.#run('umount', ['--lazy', '--', path]));
    await rmdir(path);
  }

  #template(sizeMiB: number): Promise<string> {
    const known = this.#templates.get(sizeMiB);
    if (known !== undefined) return known;
    const made = this.#makeTemplate(sizeMiB);
    this.#templates.set(sizeMiB, made);
    made.catch(() => this.#templates.delete(sizeMiB));
    return made;
  }

  async #makeTemplate(sizeMiB: number): Promise<string> {
    await mkdir(this.#folder, { recursive: true, mode: 0o711 });
    await chmod(this.#folder, 0o711);
    const path = join(this.#folder, `${sizeMiB}.template`);
    await writeFile(path, '', { mode: 0o600 });
    await truncate(path, sizeMiB * 1024 * 1024);
    // No journal and nothing kept for root: what was asked for is what the function gets.
    await this.#run('mkfs.ext4', ['-q', '-m', '0', '-i', '16384', '-O', '^has_journal,^resize_inode', path]);
    return path;
  }

  async #run(name: (typeof TMP_PROGRAMS)[number], args: readonly string[]): Promise<void> {
    const file = this.#programs[name];
    if (file === undefined) throw new Error(`${name} is not installed`);
    const run = await runProgram({ file, arguments: args, cwd: '/', variables: {} });
    if (!run.succeeded) throw new Error(`${name} says: ${run.reason}`);
  }
}

/** Unmounts whatever a predecessor left mounted below `folder`. */
export async function unmountBelow(folder: string, umount: string): Promise<void> {
  const text = await readFile('/proc/self/mountinfo', 'latin1').catch(() => '');
  const points = text.split('\n').map((line) => line.split(' ')[4] ?? '');
  for (const point of points.filter((path) => path.startsWith(`${folder}/`))) {
    await runProgram({ file: umount, arguments: ['--lazy', '--', point], cwd: '/', variables: {} });
  }
}
