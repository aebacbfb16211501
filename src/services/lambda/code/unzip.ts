import { constants } from 'node:fs';
import { chmod, type FileHandle, mkdir, open, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { crc32, createInflateRaw, inflateRaw } from 'node:zlib';
import yauzl, { type ZipFile } from 'yauzl';
import { linkLeavesTree } from './entry-path.ts';
import { entriesInFlightMax, linkTargetBytesMax, wholeEntryBytesMax } from './limits.ts';
import { type PlannedEntry, planUnzip } from './unzip-plan.ts';
import { ZipRejected } from './zip-rejected.ts';

const inflate = promisify(inflateRaw);

/** Never follows a link and never opens what exists, so also a case-insensitive file system cannot be tricked into overwriting. */
const createOnly = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;

/**
 * Unpacks a deployment package into `folder`, which must exist and be empty, and makes the tree read-only. Returns the bytes written.
 * Throws `ZipRejected`; the caller then removes the folder.
 */
export async function unzip(zip: Buffer, folder: string): Promise<number> {
  const file = await openZip(zip);
  try {
    const plan = await planUnzip(file).catch(rejectAsNotZip);
    for (const path of plan.folders) await mkdir(join(folder, path)).catch(rejectAsCollision);
    let bytes = 0;
    await eachInFlight(plan.files, async (planned) => {
      await writeFile(zip, planned, join(folder, planned.path));
      bytes += planned.entry.uncompressedSize;
    });
    // Links come last: while files are written there is none to write through.
    await writeLinks(zip, plan.links, folder);
    for (const path of plan.folders) await chmod(join(folder, path), 0o555);
    await chmod(folder, 0o555);
    return bytes;
  } finally {
    file.close();
  }
}

async function openZip(zip: Buffer): Promise<ZipFile> {
  try {
    return await yauzl.fromBufferPromise(zip, { decodeStrings: false });
  } catch (error) {
    return rejectAsNotZip(error);
  }
}

async function writeFile(zip: Buffer, { entry, mode, dataStart }: PlannedEntry, path: string): Promise<void> {
  const data = zip.subarray(dataStart, dataStart + entry.compressedSize);
  const handle = await open(path, createOnly, 0o600).catch(rejectAsCollision);
  try {
    // Whatever the zip says, everyone may read and nobody may write; only the right to execute is the zip's to give.
    await handle.chmod((mode & 0o555) | 0o444);
    if (entry.uncompressedSize <= wholeEntryBytesMax) {
      await handle.writeFile(await wholeEntry(data, entry));
    } else {
      await streamEntry(data, entry, handle);
    }
  } finally {
    await handle.close();
  }
}

type Declared = {
  readonly compressionMethod: number;
  readonly uncompressedSize: number;
  readonly crc32: number;
};

/** Inflates at most the declared size in memory, and checks that it was right. */
async function wholeEntry(data: Buffer, entry: Declared): Promise<Buffer> {
  const maxOutputLength = Math.max(1, entry.uncompressedSize);
  const whole =
    entry.compressionMethod === 0 ? data : await inflate(data, { maxOutputLength }).catch(rejectAsCorrupt);
  if (whole.length !== entry.uncompressedSize || crc32(whole) !== entry.crc32) rejectAsCorrupt();
  return whole;
}

/** As `wholeEntry`, a piece at a time: stops as soon as more comes out than was declared. */
async function streamEntry(data: Buffer, entry: Declared, output: FileHandle): Promise<void> {
  let bytes = 0;
  let checksum = 0;
  const write = async (chunks: AsyncIterable<Buffer>): Promise<void> => {
    for await (const chunk of chunks) {
      bytes += chunk.length;
      checksum = crc32(chunk, checksum);
      if (bytes > entry.uncompressedSize) rejectAsCorrupt();
      await output.writeFile(chunk);
    }
  };
  const source = Readable.from(slices(data), { objectMode: false });
  const inflating = entry.compressionMethod === 0 ? new PassThrough() : createInflateRaw();
  await pipeline(source, inflating, write).catch(rejectAsCorrupt);
  if (bytes !== entry.uncompressedSize || checksum !== entry.crc32) rejectAsCorrupt();
}

function* slices(data: Buffer): Generator<Buffer> {
  const sliceBytes = 65_536;
  for (let at = 0; at < data.length; at += sliceBytes) yield data.subarray(at, at + sliceBytes);
}

async function writeLinks(zip: Buffer, links: readonly PlannedEntry[], folder: string): Promise<void> {
  const targets = new Map<string, string>();
  for (const { path, entry, dataStart } of links) {
    if (entry.uncompressedSize > linkTargetBytesMax)
      throw new ZipRejected('unsafe', `the link ${path} is too long`);
    const target = await wholeEntry(zip.subarray(dataStart, dataStart + entry.compressedSize), entry);
    if (target.length === 0) throw new ZipRejected('unsafe', `the link ${path} has no target`);
    targets.set(path, target.toString());
  }
  for (const [path, target] of targets) {
    if (linkLeavesTree(path, targets))
      throw new ZipRejected('unsafe', `the link ${path} points out of the package`);
    await symlink(target, join(folder, path)).catch(rejectAsCollision);
  }
}

/** Runs `work` over all items, a few at a time; waits for those under way before it fails. */
async function eachInFlight<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const queue = items.values();
  const lane = async (): Promise<void> => {
    for (const item of queue) await work(item);
  };
  const lanes = await Promise.allSettled(Array.from({ length: entriesInFlightMax }, lane));
  for (const settled of lanes) if (settled.status === 'rejected') throw settled.reason;
}

function corrupt(cause?: unknown): ZipRejected {
  return new ZipRejected('not-a-zip', 'an entry is corrupt', cause);
}

function rejectAsCorrupt(cause?: unknown): never {
  if (isSystemError(cause)) throw cause;
  throw cause instanceof ZipRejected ? cause : corrupt(cause);
}

function rejectAsNotZip(cause: unknown): never {
  if (cause instanceof ZipRejected) throw cause;
  throw new ZipRejected('not-a-zip', cause instanceof Error ? cause.message : String(cause), cause);
}

function rejectAsCollision(cause: unknown): never {
  if (isSystemError(cause) && cause.code === 'EEXIST') {
    throw new ZipRejected('unsafe', 'two names of the package are one name on this file system', cause);
  }
  throw cause;
}

/** An error of the host (ENOSPC, EIO), as opposed to one that zlib raises about the data. */
function isSystemError(cause: unknown): cause is NodeJS.ErrnoException {
  return cause instanceof Error && 'syscall' in cause;
}
