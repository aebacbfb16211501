import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { PassThrough, Readable, type Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createZstdDecompress } from 'node:zlib';
import { Parser, type ReadEntry } from 'tar';
import { ImageProblem } from './image-problem.ts';
import { layerPath, layerTarget } from './layer-path.ts';
import { layerEntriesMax } from './limits.ts';
import type { Compression } from './manifest.ts';
import type { RootTree } from './root-tree.ts';

/**
 * Lays one layer over a root. `digest` is the lower-case hex SHA-256 of the tar, uncompressed, which is checked when all of it has
 * been read. Throws `ImageProblem`, and then the root is of no more use.
 */
export async function applyLayer(
  source: AsyncIterable<Buffer>,
  { compression, digest }: { readonly compression: Compression; readonly digest: string },
  root: RootTree,
): Promise<void> {
  root.nextLayer();
  const hash = createHash('sha256');
  const checked = async function* (chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const chunk of chunks) {
      root.countTar(chunk.length);
      hash.update(chunk);
      yield chunk;
    }
  };
  try {
    await pipeline(Readable.from(source), decompressor(compression), checked, (tar) => unpackTar(tar, root));
  } catch (error) {
    if (error instanceof ImageProblem || isSystemError(error)) throw error;
    throw invalid(error instanceof Error ? error.message : String(error), error);
  }
  if (hash.digest('hex') !== digest) throw invalid(`a layer unpacks to something else than ${digest}`);
}

function decompressor(compression: Compression): Transform {
  if (compression === 'gzip') return createGunzip();
  return compression === 'zstd' ? createZstdDecompress() : new PassThrough();
}

/** Feeds a tar to the parser and takes its entries one after the other. */
async function unpackTar(tar: AsyncIterable<Buffer>, root: RootTree): Promise<void> {
  const failed = Promise.withResolvers<never>();
  failed.promise.catch(() => undefined);
  let entries = 0;
  let work = Promise.resolve();
  const take = (entry: ReadEntry): void => {
    if (++entries > layerEntriesMax)
      failed.reject(invalid(`a layer has more than ${layerEntriesMax} entries`));
    work = work.then(() => placeEntry(entry, root));
    work.catch(failed.reject);
  };
  const parser = new Parser({
    onReadEntry: take,
    onwarn(code: string, message: string | Error) {
      // A layer without a change is a tar without an entry.
      if (code === 'TAR_BAD_ARCHIVE' && ended && entries === 0) return;
      failed.reject(invalid(message instanceof Error ? message.message : message));
    },
  });
  let ended = false;
  parser.on('eof', () => {
    ended = true;
  });
  parser.on('ignoredEntry', (entry: ReadEntry) =>
    failed.reject(invalid(`a layer has an entry of the kind ${entry.type}`)),
  );
  parser.on('error', failed.reject);
  const finished = once(parser, 'end');
  finished.catch(() => undefined);
  for await (const chunk of tar) {
    if (!parser.write(chunk)) await Promise.race([once(parser, 'drain'), failed.promise]);
  }
  parser.end();
  await Promise.race([finished, failed.promise]);
  await Promise.race([work, failed.promise]);
}

async function placeEntry(entry: ReadEntry, root: RootTree): Promise<void> {
  const target = layerTarget(entry.path);
  if (target.kind === 'node' && isFile(entry)) {
    await root.writeFile(target.parts, entry.mode ?? 0, entry.size, entry as AsyncIterable<Buffer>);
    return;
  }
  await placeOther(entry, target, root);
  entry.resume();
}

function isFile({ type }: ReadEntry): boolean {
  return type === 'File' || type === 'OldFile' || type === 'ContiguousFile';
}

async function placeOther(
  entry: ReadEntry,
  target: ReturnType<typeof layerTarget>,
  root: RootTree,
): Promise<void> {
  if (target.kind === 'ignored') return;
  const { kind, parts } = target;
  if (kind === 'whiteout') return root.whiteOut(parts);
  if (kind === 'opaque') return root.emptyLower(parts);
  switch (entry.type) {
    case 'Directory':
      return root.makeFolder(parts);
    case 'SymbolicLink':
      return root.makeLink(parts, entry.linkpath ?? '');
    case 'Link':
      return root.makeHardLink(parts, layerPath(entry.linkpath ?? ''));
    // A sandbox has devices of its own, and no unprivileged process could make them.
    case 'CharacterDevice':
    case 'BlockDevice':
    case 'FIFO':
      return root.whiteOut(parts);
    default:
      throw invalid(`a layer has an entry of the kind ${entry.type}`);
  }
}

function invalid(detail: string, cause?: unknown): ImageProblem {
  return new ImageProblem('invalid', `a layer cannot be unpacked: ${detail}`, cause);
}

/** An error of the host (ENOSPC, EIO), as opposed to one that zlib raises about the data. */
function isSystemError(cause: unknown): boolean {
  return cause instanceof Error && 'syscall' in cause;
}
