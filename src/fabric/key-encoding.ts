import { FabricLimit, type Key } from './contracts.ts';
import { encodedKeyCharactersMax, keyPartBytesMax, keyPartsMax } from './limits.ts';

/**
 * Keys as every engine can store them: `[A-Za-z0-9_=]`, parts joined by `.`, sorted as the parts' UTF-8 bytes sort.
 * Most letters and digits stand for themselves. Every other byte becomes an escape and two hex digits; there is one escape for
 * each gap between the plain characters, and it sorts into that gap: `0` below the digits, `=` above them, `_` between upper
 * and lower case, `z` above all. `.` sorts below every character used, so a key sorts directly before those that it is a prefix of.
 */
export function encodeKey(key: Key): string {
  if (key.length === 0) throw new FabricLimit('a key has at least one part');
  return encodePrefix(key);
}

/** As `encodeKey`, but no parts at all are allowed too. */
export function encodePrefix(prefix: Key): string {
  if (prefix.length > keyPartsMax) throw new FabricLimit(`a key has at most ${keyPartsMax} parts`);
  const encoded = prefix.map((part) => encodePart(part, keyPartBytesMax)).join('.');
  if (encoded.length > encodedKeyCharactersMax) {
    throw new FabricLimit(
      `a key has at most ${encodedKeyCharactersMax} characters when encoded, this one ${encoded.length}`,
    );
  }
  return encoded;
}

export function encodePart(part: string, bytesMax: number): string {
  if (!part.isWellFormed()) throw new FabricLimit('a part of a key is not well-formed Unicode');
  const bytes = Buffer.from(part, 'utf8');
  if (bytes.length === 0 || bytes.length > bytesMax) {
    throw new FabricLimit(`a part of a key has 1 to ${bytesMax} UTF-8 bytes, this one ${bytes.length}`);
  }
  let encoded = '';
  for (const byte of bytes) encoded += codes[byte];
  return encoded;
}

export function decodeKey(encoded: string): string[] {
  return encoded === '' ? [] : encoded.split('.').map(decodePart);
}

export function decodePart(encoded: string): string {
  const bytes: number[] = [];
  for (let at = 0; at < encoded.length; at++) {
    const character = encoded.charAt(at);
    if (!escapes.has(character)) bytes.push(character.charCodeAt(0));
    else {
      bytes.push(Number.parseInt(encoded.slice(at + 1, at + 3), 16));
      at += 2;
    }
  }
  return Buffer.from(bytes).toString('utf8');
}

/** Whether the encoded `key` is `prefix` or has it as its first whole parts. */
export function isUnder(key: string, prefix: string): boolean {
  return prefix === '' || key === prefix || (key.startsWith(prefix) && key.charAt(prefix.length) === '.');
}

const escapes = new Set(['0', '=', '_', 'z']);

const codes: readonly string[] = Array.from({ length: 256 }, (_, byte) => {
  const character = String.fromCharCode(byte);
  if (/^[1-9A-Za-y]$/.test(character)) return character;
  return escapeFor(byte) + byte.toString(16).toUpperCase().padStart(2, '0');
});

function escapeFor(byte: number): string {
  if (byte <= 0x30) return '0';
  if (byte <= 0x40) return '=';
  if (byte <= 0x60) return '_';
  return 'z';
}
