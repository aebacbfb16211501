import { link, mkdir, open, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { Random } from '#ambient';

/** The credentials of the root user of account 000000000000: whoever holds them may do everything. Never logged. */
export type RootCredentials = { readonly accessKeyId: string; readonly secretAccessKey: string };

/** One readable line for whoever operates this Lambent. */
export class RootCredentialsError extends Error {
  override readonly name = 'RootCredentialsError';
}

const base32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const secretAlphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const fileMode = 0o600;
const fileBytesMax = 4096;

export function rootCredentialsFile(dataFolder: string): string {
  return join(dataFolder, 'root-credentials.json');
}

/** Loads the root credentials, or draws and stores them at the first start. Throws `RootCredentialsError`. */
export async function loadRootCredentials(dataFolder: string, random: Random): Promise<RootCredentials> {
  const present = await readRootCredentials(dataFolder);
  if (present !== undefined) return present;
  await store(dataFolder, {
    accessKeyId: `AKIA${random.text(16, base32)}`,
    secretAccessKey: random.text(40, secretAlphabet),
  }, random.text(8, base32));
  const stored = await readRootCredentials(dataFolder);
  if (stored === undefined) throw new RootCredentialsError(`${rootCredentialsFile(dataFolder)} vanished`);
  return stored;
}

/** Undefined where there are none yet. Refuses a file that others than its owner may read or write. */
export async function readRootCredentials(dataFolder: string): Promise<RootCredentials | undefined> {
  const path = rootCredentialsFile(dataFolder);
  const file = await open(path, 'r').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw new RootCredentialsError(`cannot read ${path}: ${error.message}`, { cause: error });
  });
  if (file === undefined) return undefined;
  try {
    // Asked of the open file: what is at the path may be another one by now.
    const { mode, size } = await file.stat();
    // Windows has no such modes; there the data folder lies in the user's own profile.
    if (process.platform !== 'win32' && (mode & 0o077) !== 0) {
      throw new RootCredentialsError(
        `${path} is open to other users (mode ${(mode & 0o777).toString(8)}): run chmod 600 on it, or delete it to get new credentials`,
      );
    }
    if (size > fileBytesMax) throw damaged(path);
    return parse(await file.readFile('utf8'), path);
  } finally {
    await file.close();
  }
}

/** Written aside and linked into place: whoever looks sees a whole file or none, and the first of two writers wins. */
async function store(dataFolder: string, credentials: RootCredentials, suffix: string): Promise<void> {
  await mkdir(dataFolder, { recursive: true, mode: 0o700 });
  const path = rootCredentialsFile(dataFolder);
  const aside = `${path}.${suffix}`;
  const file = await open(aside, 'wx', fileMode);
  try {
    await file.writeFile(`${JSON.stringify(credentials, null, 2)}\n`);
    await file.sync();
    await link(aside, path).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
  } finally {
    await file.close();
    await unlink(aside);
  }
}

function parse(text: string, path: string): RootCredentials {
  let stored: Partial<Record<keyof RootCredentials, unknown>> | null;
  try {
    stored = JSON.parse(text);
  } catch {
    throw damaged(path);
  }
  const { accessKeyId, secretAccessKey } = stored ?? {};
  if (typeof accessKeyId !== 'string' || !/^AKIA[A-Z2-7]{16}$/.test(accessKeyId)) throw damaged(path);
  if (typeof secretAccessKey !== 'string' || !/^[A-Za-z0-9+/]{40}$/.test(secretAccessKey)) throw damaged(path);
  return { accessKeyId, secretAccessKey };
}

function damaged(path: string): RootCredentialsError {
  return new RootCredentialsError(`${path} does not hold root credentials: delete it to get new ones`);
}
