import { createHash } from 'node:crypto';
import { chown, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Random } from '#ambient';
import { DownloadFailed, download, sameDigest } from '../download.ts';
import { SDK_ARCHIVE_BYTES_MAX } from '../limits.ts';
import type { Archive } from './part.ts';

/** Fetched packages as they came, in the data folder: what they are unpacked to is made anew by every start. */
export class Archives {
  readonly #dataFolder: string;
  readonly #folder: string;
  readonly #random: Random;

  constructor(dataFolder: string, random: Random) {
    this.#dataFolder = dataFolder;
    this.#folder = join(dataFolder, 'runtimes', 'sdk');
    this.#random = random;
  }

  /** An archive's bytes, fetched where they are not here, or not what they were. Throws `DownloadFailed`, or what `fetch` throws. */
  async get(archive: Archive, signal: AbortSignal): Promise<Buffer> {
    const path = join(this.#folder, archive.file);
    const kept = await readFile(path).catch(() => undefined);
    if (kept !== undefined && isIntact(kept, archive)) return kept;
    const address = await archive.address(signal);
    const { bytes } = await download(address, { bytesMax: SDK_ARCHIVE_BYTES_MAX, signal });
    if (!isIntact(bytes, archive))
      throw new DownloadFailed(
        `${address} is not what it should be: its ${archive.algorithm.toUpperCase()} differs`,
      );
    await this.#keep(path, bytes);
    return bytes;
  }

  /** What was noted of archives under a name; undefined where nothing was, or only half of it. */
  async note(name: string): Promise<unknown> {
    try {
      return JSON.parse(await readFile(join(this.#folder, `${name}.json`), 'utf8')) as unknown;
    } catch {
      return undefined;
    }
  }

  async keepNote(name: string, note: unknown): Promise<void> {
    await this.#keep(join(this.#folder, `${name}.json`), Buffer.from(JSON.stringify(note)));
  }

  /** How many of these are here, whole or not. */
  async count(archives: readonly Archive[]): Promise<number> {
    const names = new Set(await readdir(this.#folder).catch(() => []));
    return archives.filter(({ file }) => names.has(file)).length;
  }

  async #keep(path: string, bytes: Buffer): Promise<void> {
    const incoming = join(this.#folder, `.incoming-${this.#random.uuid()}`);
    await mkdir(this.#folder, { recursive: true });
    try {
      await writeFile(incoming, bytes, { flag: 'wx' });
      for (const made of [dirname(this.#folder), this.#folder, incoming]) await this.#giveAway(made);
      await rename(incoming, path);
    } finally {
      await rm(incoming, { force: true });
    }
  }

  /** What root fetches ahead belongs to whom the data folder does: that is who a gateway started by root becomes. */
  async #giveAway(path: string): Promise<void> {
    if (process.getuid?.() !== 0) return;
    const { uid, gid } = await stat(this.#dataFolder);
    await chown(path, uid, gid);
  }
}

function isIntact(bytes: Buffer, { algorithm, digest }: Archive): boolean {
  return sameDigest(digest, createHash(algorithm).update(bytes).digest());
}
