import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { socketNameBytesMax, socketPathBytesMax } from './limits.ts';

/**
 * Runs `use` with a path to `folder` that leaves room for a Unix socket's name: a temporary link to it where its own path is too
 * long. The socket itself lies in the folder either way.
 */
export async function withShortPath<Result>(
  folder: string,
  use: (path: string) => Promise<Result>,
): Promise<Result> {
  if (Buffer.byteLength(folder) + 1 + socketNameBytesMax <= socketPathBytesMax) return await use(folder);
  const temporary = await mkdtemp(join(tmpdir(), 'lambent-'));
  try {
    const link = join(temporary, 'd');
    await symlink(folder, link);
    return await use(link);
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}
