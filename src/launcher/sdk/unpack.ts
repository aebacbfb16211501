import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { extract } from 'tar';
import yauzl from 'yauzl';
import { SDK_FILES_IN_FLIGHT_MAX, SDK_FILES_MAX, SDK_UNPACKED_BYTES_MAX } from '../limits.ts';

/** What functions never load of a package: ES modules are for browsers and bundlers, `exports` leads Node.js to CommonJS. */
const UNUSED = /^[^/]+\/dist-(es|types)\//;

/** Unpacks the package of an npm tarball into `folder`, without types and what is for bundlers. Links are left out. */
export async function unpackTarball(tarball: Buffer, folder: string): Promise<void> {
  const room = new Room();
  await mkdir(folder, { recursive: true });
  let problem: string | undefined;
  const unpacking = extract({
    cwd: folder,
    strip: 1,
    // Such as a name that leads out of the folder. What is being written then is still written: it has to end first.
    onwarn: (_code, message) => {
      problem ??= String(message);
    },
    filter: (path, entry) =>
      'type' in entry && entry.type === 'File' && !UNUSED.test(path) && room.takes(entry.size),
  });
  await new Promise<void>((resolve, reject) => {
    unpacking.once('error', reject).once('close', resolve);
    unpacking.end(tarball);
  });
  if (problem !== undefined) throw new Error(problem);
  room.check();
}

/** Unpacks a wheel of pure Python into `folder`, as pip would. A name that leads out of it is an error. */
export async function unpackWheel(wheel: Buffer, folder: string): Promise<void> {
  const room = new Room();
  const made = new Set<string>();
  const zip = await yauzl.fromBufferPromise(wheel);
  let writing: Promise<void>[] = [];
  try {
    for await (const entry of zip.eachEntry()) {
      if (entry.fileName.endsWith('/')) continue;
      if (!room.takes(entry.uncompressedSize)) break;
      const path = join(folder, entry.fileName);
      if (!made.has(dirname(path))) await mkdir(dirname(path), { recursive: true });
      made.add(dirname(path));
      writing.push(zip.openReadStreamPromise(entry).then((data) => writeFile(path, data, { flag: 'wx' })));
      if (writing.length < SDK_FILES_IN_FLIGHT_MAX) continue;
      await Promise.all(writing);
      writing = [];
    }
    await Promise.all(writing);
  } finally {
    await Promise.allSettled(writing);
    zip.close();
  }
  room.check();
}

/** What one archive may hold. */
class Room {
  #files = 0;
  #bytes = 0;

  takes(bytes: number): boolean {
    this.#files += 1;
    this.#bytes += bytes;
    return this.#files <= SDK_FILES_MAX && this.#bytes <= SDK_UNPACKED_BYTES_MAX;
  }

  check(): void {
    if (!this.takes(0))
      throw new Error(`it holds more than ${SDK_FILES_MAX} files or ${SDK_UNPACKED_BYTES_MAX} bytes`);
  }
}
