import { randomBytes, randomUUID } from 'node:crypto';

/** Chance as an argument (R17). */
export type Random = {
  /** A version 4 UUID, lower case. */
  uuid(): string;
  bytes(count: number): Buffer;
  /** `length` characters drawn evenly from `alphabet` (2 to 256 characters). */
  text(length: number, alphabet: string): string;
  /** A number in [0, 1). */
  fraction(): number;
};

/** Requests of at most this many bytes are cut from a pool: a system call for each would be felt on the path of every request. */
const pooledBytesMax = 64;
const poolBytes = 4096;

/** The machine's own source, fit for secrets. */
export function systemRandom(): Random {
  let pool = Buffer.alloc(0);
  let used = 0;
  const take = (count: number): Buffer => {
    if (count > pooledBytesMax) return randomBytes(count);
    if (used + count > pool.length) {
      // A new pool each time: what was handed out of the old one is never handed out again.
      pool = randomBytes(poolBytes);
      used = 0;
    }
    used += count;
    return pool.subarray(used - count, used);
  };
  return randomOf(take, randomUUID);
}

/** A repeatable source for tests: the same seed gives the same sequence. Never for secrets. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0 || 1;
  const nextByte = (): number => {
    state ^= state << 13;
    state >>>= 0;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return (state >>> 11) & 0xff;
  };
  return randomOf((count) => Buffer.from(Array.from({ length: count }, nextByte)));
}

function randomOf(bytes: (count: number) => Buffer, uuid?: () => string): Random {
  return {
    bytes,
    uuid: uuid ?? (() => uuidFrom(bytes(16))),
    text: (length, alphabet) => drawText(bytes, length, alphabet),
    fraction: () => bytes(6).readUIntBE(0, 6) / 2 ** 48,
  };
}

function drawText(bytes: (count: number) => Buffer, length: number, alphabet: string): string {
  // Bytes past the largest multiple of the alphabet's size are drawn again, or the first letters would come up more often.
  const fair = 256 - (256 % alphabet.length);
  let text = '';
  while (text.length < length) {
    for (const byte of bytes(length - text.length)) {
      if (byte < fair) text += alphabet[byte % alphabet.length];
    }
  }
  return text;
}

function uuidFrom(bytes: Buffer): string {
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
