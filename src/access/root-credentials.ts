import {
  closeSync,
  fstatSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
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

/** Loads the root credentials, or draws and stores them at the first start. Blocks, as befits a start. Throws `RootCredentialsError`. */
export function loadRootCredentials(dataFolder: string, random: Random): RootCredentials {
  const present = readRootCredentials(dataFolder);
  if (present !== undefined) return present;
  const accessKeyId = `AKIA${random.text(16, base32)}`;
  const secretAccessKey = random.text(40, secretAlphabet);
  store(dataFolder, { accessKeyId, secretAccessKey }, random.text(8, base32));
  const stored = readRootCredentials(dataFolder);
  if (stored === undefined) throw new RootCredentialsError(`${rootCredentialsFile(dataFolder)} vanished`);
  return stored;
}

/** Undefined where there are none yet. Refuses a file that others than its owner may read or write. */
export function readRootCredentials(dataFolder: string): RootCredentials | undefined {
  const path = rootCredentialsFile(dataFolder);
  let descriptor: number;
  try {
    descriptor = openSync(path, 'r');
  } catch (cause) {
    if (codeOf(cause) === 'ENOENT') return undefined;
    throw new RootCredentialsError(`cannot read ${path} (${codeOf(cause)})`, { cause });
  }
  try {
    // Asked of the open file: what is at the path may be another one by now.
    const stat = fstatSync(descriptor);
    // Windows has no such modes; there the data folder lies in the user's own profile.
    if (process.platform !== 'win32' && (stat.mode & 0o077) !== 0) {
      const mode = (stat.mode & 0o777).toString(8);
      throw new RootCredentialsError(
        `${path} is open to other users (mode ${mode}): run chmod 600 on it, or delete it to get new credentials`,
      );
    }
    if (!stat.isFile() || stat.size > fileBytesMax) throw damaged(path);
    return parse(readFileSync(descriptor, 'utf8'), path);
  } finally {
    closeSync(descriptor);
  }
}

/** Written aside and linked into place: whoever looks sees a whole file or none, and the first of two writers wins. */
function store(dataFolder: string, credentials: RootCredentials, suffix: string): void {
  mkdirSync(dataFolder, { recursive: true, mode: 0o700 });
  const path = rootCredentialsFile(dataFolder);
  const aside = `${path}.${suffix}`;
  const descriptor = openSync(aside, 'wx', fileMode);
  try {
    writeFileSync(descriptor, `${JSON.stringify(credentials, null, 2)}\n`);
    fsyncSync(descriptor);
    linkSync(aside, path);
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
  } finally {
    closeSync(descriptor);
    unlinkSync(aside);
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
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
  if (typeof secretAccessKey !== 'string' || !/^[A-Za-z0-9+/]{40}$/.test(secretAccessKey))
    throw damaged(path);
  return { accessKeyId, secretAccessKey };
}

function damaged(path: string): RootCredentialsError {
  return new RootCredentialsError(`${path} does not hold root credentials: delete it to get new ones`);
}
