import { constants } from 'node:fs';
import { chmod, link, mkdir, open, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { removeTree } from '../code/tree.ts';
import { ImageProblem } from './image-problem.ts';
import { imageBytesMax, imageNodesMax, linkTargetBytesMax } from './limits.ts';

/** A node of the tree as this unpacking has made it. Only folders have others inside. */
type Node =
  | { readonly kind: 'folder'; readonly inside: Map<string, Node>; layer: number }
  | { readonly kind: 'file' | 'link'; layer: number };

type Folder = Extract<Node, { kind: 'folder' }>;

/** Never follows a link and never opens what exists. */
const createOnly = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;

/**
 * An image's root while layers are laid over each other. It remembers what it has made, and goes through nothing but folders of
 * its own making: no link is ever followed. Throws `ImageProblem`; the caller then removes the folder.
 */
export class RootTree {
  readonly #folder: string;
  readonly #bounds: { readonly nodes: number; readonly bytes: number };
  readonly #root: Folder = { kind: 'folder', inside: new Map(), layer: 0 };
  #nodes = 0;
  #bytes = 0;
  #tarBytes = 0;
  #layer = 0;

  /** `folder` must exist and be empty, and nobody else may write there. */
  constructor(folder: string, bounds = { nodes: imageNodesMax, bytes: imageBytesMax }) {
    this.#folder = folder;
    this.#bounds = bounds;
  }

  /** Of all files, replaced ones included. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Counts what the layers have besides files too: headers, and what is replaced later. */
  countTar(bytes: number): void {
    this.#tarBytes += bytes;
    if (this.#tarBytes > this.#bounds.bytes)
      throw unsafe(`its layers unpack to more than ${this.#bounds.bytes} bytes`);
  }

  /** What comes from now on lies over what is there. */
  nextLayer(): void {
    this.#layer++;
  }

  async makeFolder(parts: readonly string[]): Promise<void> {
    const present = this.#find(parts);
    if (present?.kind === 'folder') {
      present.layer = this.#layer;
      return;
    }
    await this.#place(parts, { kind: 'folder', inside: new Map(), layer: this.#layer }, (path) =>
      mkdir(path),
    );
  }

  /** `declaredBytes` must be all that `chunks` gives. Of `mode` only the right to execute counts. */
  async writeFile(
    parts: readonly string[],
    mode: number,
    declaredBytes: number,
    chunks: AsyncIterable<Buffer>,
  ): Promise<void> {
    this.#bytes += declaredBytes;
    if (this.#bytes > this.#bounds.bytes)
      throw unsafe(`its files have more than ${this.#bounds.bytes} bytes`);
    await this.#place(parts, { kind: 'file', layer: this.#layer }, async (path) => {
      const handle = await open(path, createOnly, 0o600);
      try {
        for await (const chunk of chunks) await handle.writeFile(chunk);
        // Everyone may read and nobody may write; set-user-id and its like are dropped.
        await handle.chmod((mode & 0o111) === 0 ? 0o444 : 0o555);
      } finally {
        await handle.close();
      }
    });
  }

  /** An empty file, unless there is a file; a link gives way to it. Nothing where the folder is none of the image's own. */
  async makePlace(parts: readonly string[]): Promise<void> {
    const holder = this.#find(parts.slice(0, -1));
    if (holder?.kind === 'file' || holder?.kind === 'link' || this.#find(parts)?.kind === 'file') return;
    await this.writeFile(parts, 0, 0, Readable.from([]));
  }

  /** A symbolic link, kept as it is: inside the sandbox it leads wherever it leads there. */
  async makeLink(parts: readonly string[], target: string): Promise<void> {
    if (target === '' || target.includes('\0') || Buffer.byteLength(target) > linkTargetBytesMax)
      throw unsafe('a link has no target, or one that is too long');
    await this.#place(parts, { kind: 'link', layer: this.#layer }, (path) => symlink(target, path));
  }

  /** Another name for a file that is already there. */
  async makeHardLink(parts: readonly string[], target: readonly string[]): Promise<void> {
    const node = this.#find(target);
    if (node === undefined || node.kind === 'folder')
      throw unsafe(`a hard link leads to ${JSON.stringify(target.join('/'))}, which is no file of the image`);
    if (target.join('/') === parts.join('/')) return;
    const from = join(this.#folder, ...target);
    await this.#place(parts, { kind: node.kind, layer: this.#layer }, async (path) => {
      if (this.#find(target) === undefined) throw unsafe('a hard link takes the place of its own target');
      await link(from, path);
    });
  }

  /** Removes what lower layers have at a place; nothing where they have none. */
  async whiteOut(parts: readonly string[]): Promise<void> {
    const name = parts.at(-1);
    if (name === undefined) return this.emptyLower(parts);
    const holder = this.#folderAt(parts.slice(0, -1));
    const node = holder?.inside.get(name);
    if (holder === undefined || node === undefined) return;
    // An entry of the same layer stays, whichever comes first.
    if (node.layer !== this.#layer) await this.#remove(holder, name, parts);
    else if (node.kind === 'folder') await this.emptyLower(parts);
  }

  /** Removes what lower layers have inside a folder. */
  async emptyLower(parts: readonly string[]): Promise<void> {
    const folder = this.#folderAt(parts);
    if (folder === undefined) return;
    for (const [name, node] of [...folder.inside]) {
      if (node.layer !== this.#layer) await this.#remove(folder, name, [...parts, name]);
      else if (node.kind === 'folder') await this.emptyLower([...parts, name]);
    }
  }

  /** Takes the right to write from everyone. */
  async seal(): Promise<void> {
    const close = async (folder: Folder, path: string): Promise<void> => {
      for (const [name, node] of folder.inside)
        if (node.kind === 'folder') await close(node, join(path, name));
      await chmod(path, 0o555);
    };
    await close(this.#root, this.#folder);
  }

  /** Makes a node in the place of whatever is there. Folders above it that no layer named are made. */
  async #place(parts: readonly string[], node: Node, make: (path: string) => Promise<void>): Promise<void> {
    const name = parts.at(-1);
    if (name === undefined) throw unsafe('something takes the place of the root');
    const holder = await this.#makeFolders(parts.slice(0, -1));
    if (holder.inside.has(name)) await this.#remove(holder, name, parts);
    this.#count();
    await make(join(this.#folder, ...parts));
    holder.inside.set(name, node);
  }

  async #makeFolders(parts: readonly string[]): Promise<Folder> {
    let at = this.#root;
    let path = this.#folder;
    for (const part of parts) {
      path = join(path, part);
      let next = at.inside.get(part);
      if (next === undefined) {
        this.#count();
        await mkdir(path);
        next = { kind: 'folder', inside: new Map(), layer: this.#layer };
        at.inside.set(part, next);
      }
      if (next.kind !== 'folder')
        throw unsafe(`${JSON.stringify(parts.join('/'))} leads through a ${next.kind}`);
      next.layer = this.#layer;
      at = next;
    }
    return at;
  }

  #count(): void {
    if (++this.#nodes > this.#bounds.nodes)
      throw unsafe(`it has more than ${this.#bounds.nodes} files and folders`);
  }

  async #remove(holder: Folder, name: string, parts: readonly string[]): Promise<void> {
    await removeTree(join(this.#folder, ...parts));
    holder.inside.delete(name);
  }

  #find(parts: readonly string[]): Node | undefined {
    let at: Node | undefined = this.#root;
    for (const part of parts) at = at?.kind === 'folder' ? at.inside.get(part) : undefined;
    return at;
  }

  #folderAt(parts: readonly string[]): Folder | undefined {
    const node = this.#find(parts);
    return node?.kind === 'folder' ? node : undefined;
  }
}

function unsafe(detail: string): ImageProblem {
  return new ImageProblem('invalid', `the image is not safe to unpack: ${detail}`);
}
