import { chmod, link, mkdir, readdir, readlink, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { linkLeavesTree } from './entry-path.ts';
import type { Tree } from './tree.ts';

/** What will be at one place of the merged tree. `source` is the file that is linked there. */
type Place = Folder | { readonly type: 'file'; readonly source: string } | Link;
type Folder = { readonly type: 'folder'; readonly entries: Map<string, Place> };
type Link = { readonly type: 'link'; readonly target: string };

/**
 * Lays read-only trees over each other in `folder`, which must exist and be empty, and makes that read-only: folders are merged, anything
 * else of a later tree takes the place of what an earlier one has there. Files are hard links and take no room. Returns the bytes of all
 * trees together. Nothing is written through a link: what is to be where is known before the first is made. Throws `TooManyNodes`
 * beyond so many files, folders and links.
 */
export async function mergeTrees(
  trees: readonly Tree[],
  folder: string,
  nodesMax = Number.POSITIVE_INFINITY,
): Promise<number> {
  const root: Folder = { type: 'folder', entries: new Map() };
  const budget = { left: nodesMax };
  for (const tree of trees) await lay(tree.folder, root, budget);
  const links = new Map(linksIn(root, ''));
  await write(root, '', folder, (path) => !linkLeavesTree(path, links));
  return trees.reduce((sum, tree) => sum + tree.bytes, 0);
}

/** Thrown before anything is made. */
export class TooManyNodes extends Error {
  override readonly name = 'TooManyNodes';
}

async function lay(source: string, { entries }: Folder, budget: { left: number }): Promise<void> {
  for (const entry of await readdir(source, { withFileTypes: true })) {
    budget.left -= 1;
    if (budget.left < 0) throw new TooManyNodes('a tree has more nodes than may be copied');
    const path = join(source, entry.name);
    if (entry.isDirectory()) {
      const present = entries.get(entry.name);
      const folder: Folder = present?.type === 'folder' ? present : { type: 'folder', entries: new Map() };
      entries.set(entry.name, folder);
      await lay(path, folder, budget);
    } else if (entry.isSymbolicLink()) {
      entries.set(entry.name, { type: 'link', target: await readlink(path) });
    } else {
      entries.set(entry.name, { type: 'file', source: path });
    }
  }
}

function* linksIn({ entries }: Folder, prefix: string): Generator<[path: string, target: string]> {
  for (const [name, place] of entries) {
    if (place.type === 'link') yield [prefix + name, place.target];
    else if (place.type === 'folder') yield* linksIn(place, `${prefix}${name}/`);
  }
}

/** A link that stayed inside its own tree may leave the merged one, where another tree has put a link on its way: it is left out. */
async function write(
  { entries }: Folder,
  prefix: string,
  folder: string,
  staysInside: (path: string) => boolean,
): Promise<void> {
  for (const [name, place] of entries) {
    const path = join(folder, name);
    if (place.type === 'file') await link(place.source, path);
    else if (place.type === 'link') {
      if (staysInside(prefix + name)) await symlink(place.target, path);
    } else {
      await mkdir(path);
      await write(place, `${prefix}${name}/`, path, staysInside);
    }
  }
  await chmod(folder, 0o555);
}
