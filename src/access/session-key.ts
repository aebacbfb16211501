import { join } from 'node:path';
import type { Random } from '#ambient';
import { base32 } from './alphabets.ts';
import { loadPrivateFile } from './private-file.ts';

const keyBytes = 32;

/**
 * What every session token of this data folder is sealed with: drawn at the first start and then kept. Whoever holds it can be any role;
 * without the file the next start draws another, and no session of before counts any more. Throws `PrivateFileError`.
 */
export function loadSessionKey(dataFolder: string, random: Random): Buffer {
  const file = { path: join(dataFolder, 'session-key.json'), holds: 'the key of role sessions', parse };
  return loadPrivateFile(file, random.text(8, base32), () => ({
    key: random.bytes(keyBytes).toString('base64'),
  }));
}

function parse(stored: unknown): Buffer | undefined {
  const { key } = (stored ?? {}) as { readonly key?: unknown };
  if (typeof key !== 'string') return undefined;
  const bytes = Buffer.from(key, 'base64');
  return bytes.length === keyBytes && bytes.toString('base64') === key ? bytes : undefined;
}
