import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '#ambient';
import type { Fabric } from '#fabric';
import type { PlatformLog } from '#observe';
import type { RegistrySettings } from '#service';
import type { BorrowedTree } from '../code/code.ts';
import { removeTree, type Tree, TreeCache } from '../code/tree.ts';
import type { Architecture } from '../records/architecture.ts';
import { type ImageName, parseImageName } from './image-name.ts';
import { ImageProblem } from './image-problem.ts';
import { ImageStore, type StoredImage } from './image-store.ts';
import { applyLayer } from './layer.ts';
import { imageTreesBytesMax, imageTreesMax, pullMs, pullsInFlightMax, resolveMs } from './limits.ts';
import type { ImageDefaults } from './manifest.ts';
import { pullImage, resolveDigest } from './pull.ts';
import { RootTree } from './root-tree.ts';

export { resolvedUri } from './image-name.ts';
export { ImageProblem } from './image-problem.ts';

/** Container images: pulled once and kept, unpacked as a cache. Everything throws `ImageProblem` for an image that cannot be had. */
export type Images = {
  /** The digest, in lower-case hex, of the manifest that a name means now. */
  resolve(uri: string, architecture: Architecture): Promise<string>;
  /** Pulls and unpacks an image of a digest, unless it is here. Nothing of one that fails is left. */
  pull(uri: string, digest: string): Promise<void>;
  /** The root folder of a pulled image, which stays until `release`, and how the image wants to be run. */
  borrow(digest: string): Promise<BorrowedImage>;
  /** Forgets an image that nothing names. No error where there is none. */
  discard(digest: string): Promise<void>;
  /** The digests of every blob that images are made of. */
  blobs(): Promise<readonly string[]>;
  /** Ends what is being pulled. */
  close(): void;
};

export type BorrowedImage = BorrowedTree & { readonly defaults: ImageDefaults };

/** Opens the images. `treeRoot` is where sandboxes can read; whoever owns it removes what an earlier run left there. */
export async function openImages(parts: {
  readonly fabric: Fabric;
  readonly treeRoot: string;
  readonly clock: Clock;
  readonly log: PlatformLog;
  readonly registries: RegistrySettings;
}): Promise<Images> {
  const { treeRoot, log } = parts;
  const ending = new AbortController();
  const pulling = { ...parts, closing: ending.signal };
  const store = await ImageStore.open(parts.fabric);
  const trees = new TreeCache(log, { trees: imageTreesMax, bytes: imageTreesBytesMax });
  const pulls = new Map<string, Promise<void>>();
  const lanes = new Lanes(pullsInFlightMax);

  const unpack = (image: StoredImage): Promise<Tree> => unpackImage(image, store, treeRoot);

  const pull = async (name: ImageName, digest: string): Promise<void> => {
    const known = store.find(digest);
    if (known !== undefined) {
      await trees.get(digest, () => unpack(known));
      return;
    }
    const hold = store.hold();
    try {
      const image = await pullImage(name, digest, { store, hold }, pulling, pullMs);
      await trees.get(digest, () => unpack(image));
      await store.put(digest, image);
      log.info(`pulled the image ${name.registry}/${name.repository}@sha256:${digest}`);
    } finally {
      await hold.release();
    }
  };

  return {
    resolve: async (uri, architecture) => resolveDigest(nameOf(uri), architecture, store, pulling, resolveMs),
    async pull(uri, digest) {
      const present = pulls.get(digest);
      if (present !== undefined) return present;
      const name = nameOf(uri);
      const pulled = lanes.run(() => pull(name, digest)).finally(() => pulls.delete(digest));
      pulls.set(digest, pulled);
      return pulled;
    },
    async borrow(digest) {
      const image = store.find(digest);
      if (image === undefined) throw new ImageProblem('missing', `the image ${digest} is not stored here`);
      return { ...(await trees.borrow(digest, () => unpack(image))), defaults: image.defaults };
    },
    async discard(digest) {
      await trees.drop(digest);
      await store.delete(digest);
    },
    blobs: () => store.blobs(),
    close() {
      ending.abort();
      store.close();
    },
  };
}

function nameOf(uri: string): ImageName {
  const name = parseImageName(uri);
  if (name === undefined)
    throw new ImageProblem('invalid', `${JSON.stringify(uri)} is no name of an image in a registry`);
  return name;
}

async function unpackImage({ layers }: StoredImage, store: ImageStore, treeRoot: string): Promise<Tree> {
  const folder = await mkdtemp(join(treeRoot, 'image-'));
  try {
    const root = new RootTree(folder);
    for (const layer of layers) {
      await applyLayer(store.read(layer), { compression: layer.compression, digest: layer.tarDigest }, root);
    }
    // A sandbox puts the host's own over them, as container engines do.
    await root.makePlace(['etc', 'resolv.conf']);
    await root.makePlace(['etc', 'hosts']);
    await root.seal();
    return { folder, bytes: root.bytes };
  } catch (error) {
    await removeTree(folder);
    throw error;
  }
}

/** Lets a few run at the same time; the others wait for their turn. */
class Lanes {
  #free: number;
  readonly #waiting: (() => void)[] = [];

  constructor(lanes: number) {
    this.#free = lanes;
  }

  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.#free > 0) this.#free--;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#free++;
      else next();
    }
  }
}
