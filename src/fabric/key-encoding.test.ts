import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { FabricLimit } from './contracts.ts';
import { decodeKey, encodeKey, encodePrefix, isUnder } from './key-encoding.ts';
import { encodedKeyCharactersMax, keyPartsMax } from './limits.ts';

const part = fc.oneof(
  fc.string({ unit: 'binary', minLength: 1, maxLength: 20 }),
  fc.string({
    unit: fc.constantFrom('a', 'b', 'z', '0', '1', '-', '.', '/', '_', '=', '~', 'Z', 'é', '\0'),
    minLength: 1,
    maxLength: 4,
  }),
);
const key = fc.array(part, { minLength: 1, maxLength: keyPartsMax });

test('an encoded key has only characters that every engine takes', () => {
  fc.assert(
    fc.property(key, (parts) => {
      assert.match(encodeKey(parts), /^[A-Za-z0-9_=]+(\.[A-Za-z0-9_=]+)*$/);
    }),
  );
});

test('decoding gives the key back', () => {
  fc.assert(
    fc.property(key, (parts) => {
      assert.deepEqual(decodeKey(encodeKey(parts)), parts);
    }),
  );
});

test('encoded keys sort as the UTF-8 bytes of their parts', () => {
  fc.assert(
    fc.property(key, key, (one, other) => {
      assert.equal(Math.sign(compareText(encodeKey(one), encodeKey(other))), compareParts(one, other));
    }),
    { numRuns: 1_000 },
  );
});

test('an encoded key is under an encoded prefix exactly when its first parts are those of the prefix', () => {
  fc.assert(
    fc.property(key, key, fc.nat(keyPartsMax), (one, other, length) => {
      const prefix = one.slice(0, length);
      assert.ok(isUnder(encodeKey(one), encodePrefix(prefix)));
      const starts = prefix.every((part, index) => other[index] === part);
      assert.equal(isUnder(encodeKey(other), encodePrefix(prefix)), starts);
    }),
  );
});

test('590 bytes in all parts together always fit', () => {
  const worst = [
    '-'.repeat(255),
    '-'.repeat(255),
    ...Array.from({ length: 5 }, () => '-'.repeat(13)),
    '-'.repeat(15),
  ];
  assert.equal(Buffer.byteLength(worst.join('')), 590);
  assert.ok(encodeKey(worst).length <= encodedKeyCharactersMax);
  assert.throws(() => encodeKey(['-'.repeat(255), '-'.repeat(255), '-'.repeat(85)]), FabricLimit);
});

function compareText(one: string, other: string): number {
  return Buffer.compare(Buffer.from(one), Buffer.from(other));
}

function compareParts(one: readonly string[], other: readonly string[]): number {
  for (const [index, part] of one.entries()) {
    const counterpart = other[index];
    if (counterpart === undefined) return 1;
    const order = compareText(part, counterpart);
    if (order !== 0) return order;
  }
  return one.length < other.length ? -1 : 0;
}
