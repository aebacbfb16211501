import { chmod, chown, mkdir, readFile, rm, rmdir, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { TMP_SPARE_SIZES_MAX } from '../limits.ts';
import { runProgram } from './run-program.ts';

/** Programs that make and mount a file system, as found; root alone may use them. */
export type TmpPrograms = Partial<Record<(typeof TMP_PROGRAMS)[number], string>>;
export const TMP_PROGRAMS = ['mkfs.ext4', 'cp', 'mount', 'umount'] as const;

/** One environment's `/tmp`, mounted on the host. */
export type TmpFolder = {
  readonly path: string;
  /** Unmounts it, with which its content is gone. */
  remove(): Promise<void>;
};

/**
 * File systems of an exact size in sparse files, which end in ENOSPC and count as disk, not as memory. One of each size lately used
 * waits ready: making one takes a few programs.
 */
export class TmpImages {
  readonly #folder: string;
  readonly #programs: TmpPrograms;
  readonly #templates = new Map<number, Promise<string>>();
  readonly #spares = new Map<number, Promise<TmpFolder>>();
  #count = 0;
  #closed = false;

  constructor(folder: string, programs: TmpPrograms) {
    this.#folder = folder;
    this.#programs = programs;
  }

  /** A folder that only `uid` can enter. Rejects where this machine cannot mount files. */
  async take(sizeMiB: number, uid: number): Promise<TmpFolder> {
    const made = this.#spares.get(sizeMiB) ?? this.#make(sizeMiB);
    this.#spares.delete(sizeMiB);
    const taken = await made;
    try {
      await chown(taken.path, uid, uid);
      await chmod(taken.path, 0o700);
    } catch (error) {
      await taken.remove();
      throw error;
    }
    this.#prepareAnother(sizeMiB);
    return taken;
  }

  /** Unmounts what waits. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const spare of this.#spares.values()) await dropped(spare);
    this.#spares.clear();
  }

  #prepareAnother(sizeMiB: number): void {
    if (this.#closed || this.#spares.has(sizeMiB)) return;
    for (const [oldest, spare] of this.#spares) {
      if (this.#spares.size < TMP_SPARE_SIZES_MAX) break;
      this.#spares.delete(oldest);
      void dropped(spare);
    }
    const spare = this.#make(sizeMiB);
    // Whoever takes it hears of a failure.
    spare.catch(() => undefined);
    this.#spares.set(sizeMiB, spare);
  }

  async #make(sizeMiB: number): Promise<TmpFolder> {
    const template = await this.#template(sizeMiB);
    this.#count += 1;
    const path = join(this.#folder, String(this.#count));
    const image = `${path}.image`;
    await mkdir(path, { mode: 0o700 });
    const remove = async (): Promise<void> => {
      await this.#run('umount', ['--', path]).catch(() => this.#run('umount', ['--lazy', '--', path]));
      await rmdir(path);
    };
    try {
      await this.#run('cp', ['--sparse=always', '--', template, image]);
      await this.#run('mount', ['-o', 'loop,nosuid,nodev,noatime', '--', image, path]);
    } catch (error) {
      await rmdir(path);
      throw error;
    } finally {
      // Its blocks are freed when the mount ends.
      await rm(image, { force: true });
    }
    await rmdir(join(path, 'lost+found')).catch(() => undefined);
    return { path, remove };
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

async function dropped(spare: Promise<TmpFolder>): Promise<void> {
  await spare.then((folder) => folder.remove()).catch(() => undefined);
}

/** Unmounts whatever a predecessor left mounted below `folder`. */
export async function unmountBelow(folder: string, umount: string): Promise<void> {
  const text = await readFile('/proc/self/mountinfo', 'latin1').catch(() => '');
  const points = text.split('\n').map((line) => line.split(' ')[4] ?? '');
  for (const point of points.filter((path) => path.startsWith(`${folder}/`))) {
    await runProgram({ file: umount, arguments: ['--lazy', '--', point], cwd: '/', variables: {} });
  }
}
