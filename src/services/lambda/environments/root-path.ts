import { lstat, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { rootLinkHopsMax } from './limits.ts';

/**
 * Where a path of an image lies on this host: links are followed as they would be inside, so that none leads out of the root folder.
 * Undefined where there is nothing.
 */
export async function pathInRoot(root: string, path: string): Promise<string | undefined> {
  const todo = path.split('/').reverse();
  const at: string[] = [];
  let hops = 0;
  for (let part = todo.pop(); part !== undefined; part = todo.pop()) {
    if (part === '' || part === '.') continue;
    if (part === '..') {
      at.pop();
      continue;
    }
    const here = join(root, ...at, part);
    const file = await lstat(here).catch(() => undefined);
    if (file === undefined) return undefined;
    if (!file.isSymbolicLink()) {
      at.push(part);
      continue;
    }
    if (++hops > rootLinkHopsMax) return undefined;
    const target = await readlink(here);
    if (target.startsWith('/')) at.length = 0;
    todo.push(...target.split('/').reverse());
  }
  return join(root, ...at);
}
