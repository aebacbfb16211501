import { createHash } from 'node:crypto';
import { chmod, copyFile, link, mkdir, rename, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { isReachableByAll, type Scratch } from '../scratch.ts';

/**
 * A path of the same program that sandboxes can open: its own where they run as this user, or where everyone may read it;
 * otherwise a hard link (or copy) in the scratch folder, since a program in a 0700 folder is out of reach for another uid.
 */
export async function readableBySandboxes(path: string, scratch: Scratch): Promise<string> {
  if (scratch.uidBase === null || (await isOpenToAll(path))) return path;
  const folder = join(scratch.interpreterRoot, createHash('sha256').update(path).digest('hex').slice(0, 16));
  const target = join(folder, basename(path));
  await mkdir(folder, { recursive: true });
  await chmod(folder, 0o755);
  const incoming = `${target}.incoming`;
  await link(path, incoming).catch(() => copyFile(path, incoming));
  await chmod(incoming, 0o755);
  await rename(incoming, target);
  return target;
}

async function isOpenToAll(path: string): Promise<boolean> {
  return ((await stat(path)).mode & 0o005) === 0o005 && (await isReachableByAll(dirname(path)));
}
