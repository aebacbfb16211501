import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { codeOf } from './data-folder.ts';
import { writeDurably } from './durable-file.ts';
import { DataFolderTooNew, DataFolderUnusable } from './errors.ts';

/**
 * Brings a data folder from one format version to the next. It may be cut short by a crash and is then run again from the
 * start, so it must be able to find its own half-done work.
 */
export type Migration = (folder: string) => Promise<void>;

/** The n-th leads from version n to n + 1; what this Lambent writes is the version behind the last. Append only. */
export const migrations: readonly Migration[] = [];

/**
 * Checks the folder's `format` file and migrates an older folder, one version at a time. An empty folder becomes the newest version.
 * Throws `DataFolderTooNew`, or `DataFolderUnusable` when the file is not ours.
 */
export async function prepareFormat(folder: string, steps: readonly Migration[] = migrations): Promise<void> {
  const newest = steps.length + 1;
  const present = await readVersion(folder);
  if (present === undefined) return await writeVersion(folder, newest);
  if (present > newest) {
    throw new DataFolderTooNew(
      `the data folder ${folder} has format version ${present}, and this Lambent knows versions up to ${newest}: use a newer Lambent`,
    );
  }
  for (const [index, migrate] of steps.entries()) {
    if (index + 1 < present) continue;
    await migrate(folder);
    await writeVersion(folder, index + 2);
  }
}

async function readVersion(folder: string): Promise<number | undefined> {
  const text = await readFile(join(folder, formatFile), 'utf8').catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  });
  if (text === undefined) return undefined;
  if (!/^[1-9][0-9]{0,8}\n$/.test(text)) {
    throw new DataFolderUnusable(
      `the data folder ${folder} cannot be used: its file '${formatFile}' holds no format version`,
    );
  }
  return Number(text);
}

async function writeVersion(folder: string, version: number): Promise<void> {
  await writeDurably(join(folder, formatFile), join(folder, `${formatFile}.new`), `${version}\n`);
}

const formatFile = 'format';
