import { mkdir, readFile, rmdir, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock, Timer } from '#ambient';
import { TMP_CHECK_PERIOD_MS } from '../limits.ts';
import type { Holder, HolderSource } from './holder.ts';
import type { TmpFolder, TmpPrograms } from './tmp-images.ts';

const MIB = 1024 * 1024;
const PAGE_BYTES = 4096;

/** A mounted folder; `full`: it cannot grow until others have given memory back. */
type Mounted = { readonly sizeBytes: number; full: boolean };

/**
 * `/tmp` of environments where Lambent is not root: file systems in memory, each of its size, mounted in a holder's namespaces, so that
 * they outlive the sandboxes that bind them. What all of them take together is bounded: `check`.
 */
export class MemoryFolders {
  readonly #holders: () => Promise<Holder>;
  readonly #programs: TmpPrograms;
  readonly #folder: string;
  readonly #bytesMax: number;
  readonly #mounted = new Map<string, Mounted>();
  #count = 0;
  readonly #clock: Clock;
  #next: Timer | undefined;
  #checking = false;

  constructor(
    { holders, clock }: HolderSource,
    programs: TmpPrograms,
    { folder, bytesMax }: { readonly folder: string; readonly bytesMax: number },
  ) {
    this.#clock = clock;
    this.#holders = holders;
    this.#programs = programs;
    this.#folder = folder;
    this.#bytesMax = bytesMax;
  }

  /** Rejects where this kernel lets nobody mount. */
  async take(sizeMiB: number): Promise<TmpFolder> {
    const holder = await this.#holders();
    this.#count += 1;
    const path = join(this.#folder, String(this.#count));
    const sizeBytes = sizeMiB * MIB;
    await mkdir(path, { recursive: true, mode: 0o700 });
    // Files cost memory without having a byte.
    const options = `size=${sizeBytes},nr_inodes=${sizeBytes / PAGE_BYTES},mode=0700,nosuid,nodev`;
    try {
      await holder.run(this.#program('mount'), ['-t', 'tmpfs', '-o', options, 'tmpfs', path]);
    } catch (error) {
      await rmdir(path);
      throw error;
    }
    this.#mounted.set(path, { sizeBytes, full: false });
    if (this.#next === undefined) this.#watch();
    return { path, holder: holder.pid, remove: () => this.#unmount(holder, path) };
  }

  /**
   * Where they take more than their bound together, nothing can be added to any until they take a tenth less. What is written between
   * two checks comes on top.
   */
  async check(): Promise<void> {
    // One number of the kernel's, of which these are a part, spares looking at each.
    const isSafe = (await sharedMemoryBytes()) <= this.#bytesMax && ![...this.#mounted.values()].some(isFull);
    if (this.#checking || isSafe) return;
    this.#checking = true;
    try {
      await this.#settle(await this.#holders());
    } finally {
      this.#checking = false;
    }
  }

  /** Nothing is looked at any more; the folders end with their holder. */
  close(): void {
    this.#next?.cancel();
  }

  #watch(): void {
    this.#next = this.#clock.after(TMP_CHECK_PERIOD_MS, () => {
      this.#next = undefined;
      if (this.#mounted.size > 0) this.#watch();
      this.check().catch(() => undefined);
    });
  }

  async #settle(holder: Holder): Promise<void> {
    const used = new Map<string, number>();
    for (const path of this.#mounted.keys()) used.set(path, await usedBytes(holder.outside(path)));
    // One that was unmounted meanwhile was something else when it was looked at.
    const total = [...this.#mounted.keys()].reduce((sum, path) => sum + (used.get(path) ?? 0), 0);
    for (const [path, mounted] of this.#mounted) {
      const full = total > this.#bytesMax || (mounted.full && total > this.#bytesMax * 0.9);
      if (full === mounted.full) continue;
      // No size at all would be no bound. One that has grown meanwhile is looked at again.
      const sizeBytes = full ? Math.max(used.get(path) ?? 0, PAGE_BYTES) : mounted.sizeBytes;
      await holder
        .run(this.#program('mount'), ['-o', `remount,size=${sizeBytes}`, path])
        .then(() => {
          mounted.full = full;
        })
        .catch(() => undefined);
    }
  }

  async #unmount(holder: Holder, path: string): Promise<void> {
    if (!this.#mounted.delete(path)) return;
    const umount = this.#program('umount');
    await holder.run(umount, ['--', path]).catch(() => holder.run(umount, ['--lazy', '--', path]));
    await rmdir(path);
  }

  #program(name: 'mount' | 'umount'): string {
    const path = this.#programs[name];
    if (path === undefined) throw new Error(`${name} is not installed`);
    return path;
  }
}

const isFull = ({ full }: Mounted): boolean => full;

async function usedBytes(path: string): Promise<number> {
  const { blocks, bfree, bsize } = await statfs(path);
  return (blocks - bfree) * bsize;
}

/** What all file systems in memory of this host take. */
async function sharedMemoryBytes(): Promise<number> {
  const text = await readFile('/proc/meminfo', 'latin1');
  return Number(/^Shmem: +(\d+) kB$/m.exec(text)?.[1] ?? Number.POSITIVE_INFINITY) * 1024;
}
