import { createHash } from 'node:crypto';
import type { Clock } from '#ambient';
import type { RegistrySettings } from '#service';
import type { Architecture } from '../records/architecture.ts';
import { chunksOf } from './exchange.ts';
import type { ImageName } from './image-name.ts';
import { ImageProblem } from './image-problem.ts';
import type { Hold, ImageStore, StoredImage, StoredLayer } from './image-store.ts';
import { pieceBytes } from './limits.ts';
import {
  type BlobReference,
  type LayerReference,
  manifestAccept,
  parseConfiguration,
  parseManifest,
  platformIn,
} from './manifest.ts';
import { Repository } from './registry.ts';

export type PullParts = {
  readonly registries: RegistrySettings;
  readonly clock: Clock;
  /** Aborted when Lambent ends: a pull would keep it from that. */
  readonly closing: AbortSignal;
};

/**
 * Finds out which manifest a name means for an architecture now: its digest, in lower-case hex. An image that is here already, perhaps
 * for somebody else, has to be in this repository too. Throws `ImageProblem`.
 */
export function resolveDigest(
  name: ImageName,
  architecture: Architecture,
  store: ImageStore,
  parts: PullParts,
  waitMs: number,
): Promise<string> {
  return within(parts, waitMs, async (signal) => {
    const repository = new Repository(name, parts.registries, parts.clock, signal);
    const named = await repository.manifest(name.digest ?? name.tag, manifestAccept);
    const platform = platformIn(named.bytes, named.type, architecture);
    const { bytes, digest } =
      platform === undefined ? named : await repository.manifest(`sha256:${platform}`, manifestAccept);
    const { layers } = parseManifest(bytes);
    if (store.find(digest) !== undefined)
      for (const layer of layers) await repository.prove(`sha256:${layer.digest}`);
    return digest;
  });
}

/**
 * Fetches an image by the digest of its manifest. Its layers are checked as they come and gathered in `hold`. Throws `ImageProblem`.
 */
export function pullImage(
  name: ImageName,
  digest: string,
  { store, hold }: { readonly store: ImageStore; readonly hold: Hold },
  parts: PullParts,
  waitMs: number,
): Promise<StoredImage> {
  return within(parts, waitMs, async (signal) => {
    const repository = new Repository(name, parts.registries, parts.clock, signal);
    const { bytes } = await repository.manifest(`sha256:${digest}`, manifestAccept);
    const manifest = parseManifest(bytes);
    const { defaults, layerDigests } = parseConfiguration(await wholeBlob(repository, manifest.config));
    if (layerDigests.length !== manifest.layers.length)
      throw new ImageProblem('invalid', `the image ${digest} has a layer too many or too few`);
    const layers: StoredLayer[] = [];
    for (const [index, layer] of manifest.layers.entries()) {
      const known = store.layer(layer.digest);
      for (const piece of known?.pieces ?? []) hold.add(piece);
      // What is here may be somebody else's: it is used only where the repository would have given it.
      if (known !== undefined) await repository.prove(`sha256:${layer.digest}`);
      const pieces =
        known?.pieces ?? (await repository.attempting(() => storeLayer(repository, layer, hold)));
      const { digest: layerDigest, compression } = layer;
      layers.push({ digest: layerDigest, compression, tarDigest: layerDigests[index] ?? '', pieces });
    }
    return { layers, defaults };
  });
}

function wholeBlob(repository: Repository, blob: BlobReference): Promise<Buffer> {
  return repository.attempting(async () => {
    const chunks: Buffer[] = [];
    for await (const chunk of checkedBlob(repository, blob)) chunks.push(chunk);
    return Buffer.concat(chunks);
  });
}

async function storeLayer(repository: Repository, layer: LayerReference, hold: Hold): Promise<string[]> {
  const pieces: string[] = [];
  let waiting: Buffer[] = [];
  let bytes = 0;
  const store = async (): Promise<void> => {
    if (bytes === 0) return;
    const piece = waiting;
    [waiting, bytes] = [[], 0];
    pieces.push(await hold.store(piece));
  };
  for await (const chunk of checkedBlob(repository, layer)) {
    waiting.push(chunk);
    bytes += chunk.length;
    if (bytes >= pieceBytes) await store();
  }
  await store();
  return pieces;
}

/** A blob's chunks. Throws as soon as there are more than announced, and at the end where they are not those of the digest. */
async function* checkedBlob(
  repository: Repository,
  { digest, bytes: announced }: BlobReference,
): AsyncGenerator<Buffer> {
  const body = await repository.blob(`sha256:${digest}`);
  const hash = createHash('sha256');
  let bytes = 0;
  try {
    for await (const chunk of chunksOf(body)) {
      bytes += chunk.length;
      if (bytes > announced)
        throw new ImageProblem(
          'invalid',
          `the blob ${digest} has more than the ${announced} bytes announced`,
        );
      hash.update(chunk);
      yield chunk;
    }
  } finally {
    body.destroy();
  }
  if (bytes !== announced || hash.digest('hex') !== digest)
    throw new ImageProblem('invalid', `the blob ${digest} came with other bytes than its digest promises`);
}

/** Ends `work` when its time is over, or Lambent's. */
async function within<T>(
  { clock, closing }: PullParts,
  waitMs: number,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const late = new AbortController();
  const timer = clock.after(waitMs, () => late.abort());
  try {
    return await work(AbortSignal.any([late.signal, closing]));
  } catch (error) {
    if (closing.aborted) throw new ImageProblem('unreachable', 'Lambent ends', error);
    if (!late.signal.aborted) throw error;
    throw new ImageProblem('unreachable', `the registry took longer than ${waitMs} ms`, error);
  } finally {
    timer.cancel();
  }
}
