import { createHash } from 'node:crypto';

const readableCharacters = 80;

/** A file name for any text: readable, the same on every file system, and different for different texts, also where case is ignored. */
export function safeName(text: string): string {
  const readable = text.replace(/[^A-Za-z0-9_-]+/g, '_').slice(0, readableCharacters);
  return `${readable}~${createHash('sha256').update(text).digest('hex').slice(0, 24)}`;
}
