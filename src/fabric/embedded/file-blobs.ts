import { mkdir, opendir, readFile, rm, stat, utimes } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Clock } from '#ambient';
import { BlobDamaged, type Blobs, FabricClosed, FabricUnavailable } from '../contracts.ts';
import { codeOf } from './data-folder.ts';
import { syncFolder, writeDurably } from './durable-file.ts';

/**
 * Blobs as files `ab/cd/ABCD…` under `folder`, named by their SHA-256 and never changed. A file's modification time is when it was
 * last put. What happens to one digest happens one after the other, so that a delete cannot hit a blob that is being put again.
 */
export class FileBlobs implements Blobs {
  readonly #folder: string;
  readonly #temporary: string;
  readonly #clock: Clock;
  /** The last thing under way per digest. */
  readonly #busy = new Map<string, Promise<unknown>>();
  /** Folders that are known to be durable: at most the 65,793 of the fan-out. */
  readonly #durableFolders = new Set<string>();
  #temporaryFiles = 0;
  #closed = false;

  private constructor(folder: string, clock: Clock) {
    this.#folder = folder;
    this.#temporary = join(folder, temporaryFolder);
    this.#clock = clock;
  }

  static async open(folder: string, clock: Clock): Promise<FileBlobs> {
    const blobs = new FileBlobs(folder, clock);
    // What is in there belongs to puts that a crash cut short; nobody was told that they succeeded.
    await rm(blobs.#temporary, { recursive: true, force: true });
    await mkdir(blobs.#temporary, { recursive: true, mode: 0o700 });
    await syncFolder(dirname(folder));
    return blobs;
  }

  async put(bytes: Uint8Array): Promise<string> {
    const digest = await sha256(bytes);
    await this.#alone(digest, () => this.#write(digest, bytes));
    return digest;
  }

  async get(digest: string): Promise<Buffer | undefined> {
    if (!digestPattern.test(digest)) return undefined;
    const bytes = await readFile(this.#path(digest)).catch(undefinedIfMissing);
    if (bytes && (await sha256(bytes)) !== digest) throw new BlobDamaged(`blob ${digest} is damaged on disk`);
    return bytes;
  }

  async has(digest: string): Promise<boolean> {
    return (
      digestPattern.test(digest) && (await stat(this.#path(digest)).catch(undefinedIfMissing)) !== undefined
    );
  }

  async delete(digest: string, putBeforeMs = Number.POSITIVE_INFINITY): Promise<void> {
    if (!digestPattern.test(digest)) return;
    await this.#alone(digest, async () => {
      const present = await stat(this.#path(digest)).catch(undefinedIfMissing);
      if (present && Math.round(present.mtimeMs) < putBeforeMs) await rm(this.#path(digest));
    });
  }

  async *list(): AsyncGenerator<{
    readonly digest: string;
    readonly bytes: number;
    readonly putAtMs: number;
  }> {
    for await (const file of await opendir(this.#folder, { recursive: true })) {
      if (!file.isFile() || !digestPattern.test(file.name)) continue;
      const present = await stat(join(file.parentPath, file.name)).catch(undefinedIfMissing);
      if (present) yield { digest: file.name, bytes: present.size, putAtMs: Math.round(present.mtimeMs) };
    }
  }

  /** Waits for what is under way. */
  async close(): Promise<void> {
    this.#closed = true;
    await Promise.allSettled([...this.#busy.values()]);
  }

  async #write(digest: string, bytes: Uint8Array): Promise<void> {
    const path = this.#path(digest);
    const temporary = join(this.#temporary, String(this.#temporaryFiles++));
    try {
      await this.#makeFolder(dirname(path));
      const present = await stat(path).catch(undefinedIfMissing);
      // A crash may have come between the rename and the sync that makes it durable.
      if (present?.size === bytes.length) await syncFolder(dirname(path));
      else await writeDurably(path, temporary, bytes);
      const now = new Date(this.#clock.now());
      await utimes(path, now, now);
    } catch (error) {
      await rm(temporary, { force: true });
      throw new FabricUnavailable(`blob ${digest} could not be stored: ${codeOf(error)}`, { cause: error });
    }
  }

  /** Makes a folder of the fan-out durable, from the top. */
  async #makeFolder(folder: string): Promise<void> {
    if (folder === this.#folder || this.#durableFolders.has(folder)) return;
    const parent = dirname(folder);
    await this.#makeFolder(parent);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await syncFolder(parent);
    this.#durableFolders.add(folder);
  }

  async #alone<Result>(digest: string, action: () => Promise<Result>): Promise<Result> {
    if (this.#closed) throw new FabricClosed('the fabric is closed');
    const before = this.#busy.get(digest) ?? Promise.resolve();
    const mine = before.then(action, action);
    this.#busy.set(digest, mine);
    try {
      return await mine;
    } finally {
      if (this.#busy.get(digest) === mine) this.#busy.delete(digest);
    }
  }

  #path(digest: string): string {
    return join(this.#folder, digest.slice(0, 2), digest.slice(2, 4), digest);
  }
}

const temporaryFolder = 'incoming';

const digestPattern = /^[0-9a-f]{64}$/;

/** On a thread of the pool: hashing 50 MB would hold up every request for tens of milliseconds. */
async function sha256(bytes: Uint8Array): Promise<string> {
  return Buffer.from(await crypto.subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>)).toString('hex');
}

function undefinedIfMissing(error: unknown): undefined {
  if (codeOf(error) === 'ENOENT') return undefined;
  throw error;
}
