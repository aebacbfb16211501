import { join } from 'node:path';
import type { Random } from '#ambient';
import { base32, base64 } from './alphabets.ts';
import { loadPrivateFile, type PrivateFile, readPrivateFile } from './private-file.ts';

/** The credentials of the root user of account 000000000000: whoever holds them may do everything. Never logged. */
export type RootCredentials = { readonly accessKeyId: string; readonly secretAccessKey: string };

export function rootCredentialsFile(dataFolder: string): string {
  return join(dataFolder, 'root-credentials.json');
}

/** Loads the root credentials, or draws and stores them at the first start. Throws `PrivateFileError`. */
export function loadRootCredentials(dataFolder: string, random: Random): RootCredentials {
  return loadPrivateFile(fileIn(dataFolder), random.text(8, base32), () => ({
    accessKeyId: `AKIA${random.text(16, base32)}`,
    secretAccessKey: random.text(40, base64),
  }));
}

/** Undefined where there are none yet. Throws `PrivateFileError`, for a file that others may read too. */
export function readRootCredentials(dataFolder: string): RootCredentials | undefined {
  return readPrivateFile(fileIn(dataFolder));
}

function fileIn(dataFolder: string): PrivateFile<RootCredentials> {
  return { path: rootCredentialsFile(dataFolder), holds: 'root credentials', parse };
}

function parse(stored: unknown): RootCredentials | undefined {
  const { accessKeyId, secretAccessKey } = (stored ?? {}) as Partial<Record<keyof RootCredentials, unknown>>;
  if (typeof accessKeyId !== 'string' || !/^AKIA[A-Z2-7]{16}$/.test(accessKeyId)) return undefined;
  if (typeof secretAccessKey !== 'string' || !/^[A-Za-z0-9+/]{40}$/.test(secretAccessKey)) return undefined;
  return { accessKeyId, secretAccessKey };
}
