import { constants } from 'node:fs';
import { access, chmod, mkdir, stat } from 'node:fs/promises';
import { DataFolderUnusable } from './errors.ts';

/** Only the owner may look into the data folder: it holds code, environment variables and credentials. */
const folderMode = 0o700;

/** Creates the data folder if there is none and closes it to others. Throws `DataFolderUnusable`. */
export async function prepareDataFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true, mode: folderMode });
    const { mode } = await stat(folder);
    if ((mode & 0o077) !== 0 && process.platform !== 'win32') await chmod(folder, folderMode);
    await access(folder, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    throw unusable(folder, error);
  }
}

/** Says in one line why the data folder cannot be used. */
export function unusable(folder: string, cause: unknown): DataFolderUnusable {
  const reason =
    reasons[codeOf(cause)] ?? (cause instanceof Error ? cause.message.split('\n', 1)[0] : String(cause));
  return new DataFolderUnusable(`the data folder ${folder} cannot be used: ${reason}`, { cause });
}

export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'it belongs to another user',
  EROFS: 'the file system is read-only',
  ENOSPC: 'the disk is full',
  ENOTDIR: 'a part of the path is a file',
  EEXIST: 'it is a file',
  ENOENT: 'its parent cannot be created',
};
