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
import { dirname } from 'node:path';

/** One readable line for whoever operates this Lambent. */
export class PrivateFileError extends Error {
  override readonly name = 'PrivateFileError';
}

const fileMode = 0o600;
const fileBytesMax = 4096;

/** A secret in the data folder. `holds` says what, in the operator's words: `root credentials`. */
export type PrivateFile<T> = {
  readonly path: string;
  readonly holds: string;
  /** Undefined for what is no such secret. */
  parse(stored: unknown): T | undefined;
};

/** Undefined where there is none yet. Refuses a file that others than its owner may read or write. */
export function readPrivateFile<T>(file: PrivateFile<T>): T | undefined {
  const { path, holds } = file;
  let descriptor: number;
  try {
    descriptor = openSync(path, 'r');
  } catch (cause) {
    if (codeOf(cause) === 'ENOENT') return undefined;
    throw new PrivateFileError(`cannot read ${path} (${codeOf(cause)})`, { cause });
  }
  try {
    // Asked of the open file: what is at the path may be another one by now.
    const stat = fstatSync(descriptor);
    // Windows has no such modes; there the data folder lies in the user's own profile.
    if (process.platform !== 'win32' && (stat.mode & 0o077) !== 0) {
      const mode = (stat.mode & 0o777).toString(8);
      throw new PrivateFileError(
        `${path} is open to other users (mode ${mode}): run chmod 600 on it, or delete it to get a new one with other ${holds}`,
      );
    }
    const text = stat.isFile() && stat.size <= fileBytesMax ? readFileSync(descriptor, 'utf8') : '';
    const secret = file.parse(parseJson(text));
    if (secret !== undefined) return secret;
    throw new PrivateFileError(`${path} does not hold ${holds}: delete it to get new ones`);
  } finally {
    closeSync(descriptor);
  }
}

/**
 * What the file holds, or what `draw` gives where it is not there yet. Blocks, as befits a start. Written aside and linked into place:
 * whoever looks sees a whole file or none, and the first of two writers wins.
 */
export function loadPrivateFile<T>(file: PrivateFile<T>, suffix: string, draw: () => object): T {
  const present = readPrivateFile(file);
  if (present !== undefined) return present;
  const { path, holds } = file;
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const aside = `${path}.${suffix}`;
  const descriptor = openSync(aside, 'wx', fileMode);
  try {
    writeFileSync(descriptor, `${JSON.stringify(draw(), null, 2)}\n`);
    fsyncSync(descriptor);
    linkSync(aside, path);
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
  } finally {
    closeSync(descriptor);
    unlinkSync(aside);
  }
  const stored = readPrivateFile(file);
  if (stored === undefined) throw new PrivateFileError(`${path} vanished: it held ${holds}`);
  return stored;
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
