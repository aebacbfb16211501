import { entryNameBytesMax, entryPartBytesMax, linkHopsMax } from './limits.ts';
import { ZipRejected } from './zip-rejected.ts';

/**
 * The parts of an entry's name below the root of the tree; empty for the root itself. Throws `ZipRejected` for every name that
 * could reach outside on any system: `..`, absolute, drive letter, backslash, NUL.
 */
export function entryPath(name: string): string[] {
  if (Buffer.byteLength(name) > entryNameBytesMax) {
    throw new ZipRejected('unsafe', `an entry's name is longer than ${entryNameBytesMax} bytes`);
  }
  if (
    name === '' ||
    name.includes('\0') ||
    name.includes('\\') ||
    name.startsWith('/') ||
    /^[a-z]:/i.test(name)
  ) {
    throw new ZipRejected('unsafe', `unsafe entry name ${JSON.stringify(name)}`);
  }
  const parts = name.split('/').filter((part) => part !== '' && part !== '.');
  for (const part of parts) {
    if (part === '..') throw new ZipRejected('unsafe', `unsafe entry name ${JSON.stringify(name)}`);
    if (Buffer.byteLength(part) > entryPartBytesMax) {
      throw new ZipRejected('unsafe', `a part of an entry's name is longer than ${entryPartBytesMax} bytes`);
    }
  }
  return parts;
}

/**
 * Whether following the link at `path` (parts joined with `/`) ever leaves the tree. `links` has every link of the tree with its target.
 * Walks part by part as the kernel does: dropping `x/..` from the text is wrong where `x` is itself a link.
 */
export function linkLeavesTree(path: string, links: ReadonlyMap<string, string>): boolean {
  const todo = path.split('/').reverse();
  const at: string[] = [];
  let hops = 0;
  for (let part = todo.pop(); part !== undefined; part = todo.pop()) {
    if (part === '' || part === '.') continue;
    if (part === '..') {
      if (at.length === 0) return true;
      at.pop();
      continue;
    }
    at.push(part);
    const target = links.get(at.join('/'));
    if (target === undefined) continue;
    if (target.startsWith('/') || target.includes('\0')) return true;
    // A loop of links leads nowhere; Linux answers ELOOP after the same number of hops.
    if (++hops > linkHopsMax) return false;
    at.pop();
    todo.push(...target.split('/').reverse());
  }
  return false;
}
