import {
  type Document,
  documentBlobs,
  type Fabric,
  type Mirror,
  mirrorDocuments,
  openDocuments,
} from '#fabric';
import type { Compression, ImageDefaults } from './manifest.ts';

const bucket = 'lambda-images';

const sliceBytes = 64 * 1024;

/** Begins every piece, so that no other blob has the same bytes: a piece is removed without asking who else may name it. */
const pieceMark = Buffer.from('lambent image piece\n');

/** An image that has been pulled, as it is stored under the digest of its manifest. */
export type StoredImage = { readonly layers: readonly StoredLayer[]; readonly defaults: ImageDefaults };

export type StoredLayer = {
  /** Of the layer as it travels: lower-case hex SHA-256. */
  readonly digest: string;
  readonly compression: Compression;
  /** Of its tar. */
  readonly tarDigest: string;
  /** The blobs that it is made of, in their order. */
  readonly pieces: readonly string[];
};

/**
 * The pulled images, and the blobs of their layers. Layers are kept as images have them, in pieces, since a blob is written as a whole;
 * images share what is the same.
 */
export class ImageStore {
  readonly #fabric: Fabric;
  readonly #mirror: Mirror<StoredImage>;
  /** How many images and holders want a piece. */
  readonly #wanted = new Map<string, number>();
  readonly #piecesOf = new Map<string, ReadonlySet<string>>();

  private constructor(fabric: Fabric, mirror: Mirror<StoredImage>) {
    this.#fabric = fabric;
    this.#mirror = mirror;
    for (const { key, value } of mirror.list([])) this.#follow(key.join(), value);
    mirror.onChange((key, image) => this.#follow(key.join(), image));
  }

  static async open(fabric: Fabric): Promise<ImageStore> {
    return new ImageStore(fabric, await mirrorDocuments<StoredImage>(fabric, bucket, []));
  }

  find(digest: string): StoredImage | undefined {
    return this.#mirror.get([digest])?.value;
  }

  /** A layer that some image has already. */
  layer(digest: string): StoredLayer | undefined {
    for (const { value } of this.#images()) {
      const found = value.layers.find((layer) => layer.digest === digest);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  async put(digest: string, image: StoredImage): Promise<void> {
    await openDocuments<StoredImage>(this.#fabric, bucket).put([digest], image);
  }

  /** Forgets an image, and every piece that nothing else wants. */
  async delete(digest: string): Promise<void> {
    const pieces = this.#piecesOf.get(digest);
    if (pieces === undefined) return;
    await openDocuments<StoredImage>(this.#fabric, bucket).delete([digest]);
    await this.#removeUnwanted(pieces);
  }

  /** Whatever is held until `release` is not removed; then what nothing wants is. */
  hold(): Hold {
    const held = new Set<string>();
    const add = (piece: string): void => {
      if (held.has(piece)) return;
      held.add(piece);
      this.#want(piece, 1);
    };
    return {
      add,
      store: async (chunks) => {
        const bytes = Buffer.concat([pieceMark, ...chunks]);
        // Held before it is written: a piece that somebody else is removing just now is written anew.
        const digest = Buffer.from(await crypto.subtle.digest('SHA-256', bytes)).toString('hex');
        add(digest);
        await this.#fabric.blobs.put(bytes);
        return digest;
      },
      release: async () => {
        for (const piece of held) this.#want(piece, -1);
        await this.#removeUnwanted(held);
      },
    };
  }

  /** A stored layer as it travels. Throws where a piece is gone or damaged. */
  async *read({ pieces }: StoredLayer): AsyncGenerator<Buffer> {
    for (const piece of pieces) {
      const bytes = await this.#fabric.blobs.get(piece);
      if (bytes === undefined) throw new Error(`a piece of a stored layer is gone: ${piece}`);
      // Not whole: whoever hashes and parses them would hold up everything else.
      for (let at = pieceMark.length; at < bytes.length; at += sliceBytes)
        yield bytes.subarray(at, at + sliceBytes);
    }
  }

  /** What a sweep must keep. */
  async blobs(): Promise<readonly string[]> {
    return [...(await documentBlobs(this.#fabric, bucket)), ...this.#wanted.keys()];
  }

  close(): void {
    this.#mirror.close();
  }

  #images(): readonly Document<StoredImage>[] {
    return this.#mirror.list([]);
  }

  #follow(digest: string, image: StoredImage | undefined): void {
    const before = this.#piecesOf.get(digest) ?? [];
    const after = new Set(image?.layers.flatMap(({ pieces }) => pieces));
    for (const piece of after) this.#want(piece, 1);
    for (const piece of before) this.#want(piece, -1);
    if (image === undefined) this.#piecesOf.delete(digest);
    else this.#piecesOf.set(digest, after);
  }

  #want(piece: string, change: 1 | -1): void {
    const wanted = (this.#wanted.get(piece) ?? 0) + change;
    if (wanted === 0) this.#wanted.delete(piece);
    else this.#wanted.set(piece, wanted);
  }

  async #removeUnwanted(pieces: Iterable<string>): Promise<void> {
    for (const piece of pieces) if (!this.#wanted.has(piece)) await this.#fabric.blobs.delete(piece);
  }
}

/** Pieces that are being gathered for an image. */
export type Hold = {
  add(piece: string): void;
  /** Stores a piece and returns the digest of its blob. */
  store(chunks: readonly Buffer[]): Promise<string>;
  release(): Promise<void>;
};
