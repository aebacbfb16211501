import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import type { Blobs } from '../contracts.ts';
import type { SuiteCases } from './fabric.suite.ts';

export const blobCases: SuiteCases = {
  'blobs: are named by the SHA-256 of their bytes and read back': async ({ blobs }) => {
    for (const bytes of [new Uint8Array(), Buffer.from('hello'), randomBytes(3_000_000)]) {
      const digest = await blobs.put(bytes);
      assert.equal(digest, createHash('sha256').update(bytes).digest('hex'));
      assert.deepEqual(await blobs.get(digest), Buffer.from(bytes));
      assert.equal(await blobs.has(digest), true);
    }
  },

  'blobs: what is not there is undefined, whatever it is called': async ({ blobs }) => {
    for (const digest of ['0'.repeat(64), '', '../../format', `${'0'.repeat(62)}/.`, 'A'.repeat(64)]) {
      assert.equal(await blobs.get(digest), undefined);
      assert.equal(await blobs.has(digest), false);
      await blobs.delete(digest);
    }
  },

  'blobs: the same bytes put many times at once are one blob': async ({ blobs }) => {
    const digests = await Promise.all(Array.from({ length: 20 }, () => blobs.put(Buffer.from('same'))));
    assert.equal(new Set(digests).size, 1);
    assert.equal((await listed(blobs)).length, 1);
    assert.equal((await blobs.get(digests[0] ?? ''))?.toString(), 'same');
  },

  'blobs: deleted ones are gone, and can be put again': async ({ blobs }) => {
    const digest = await blobs.put(Buffer.from('bytes'));
    await blobs.delete(digest);
    assert.equal(await blobs.get(digest), undefined);
    assert.deepEqual(await listed(blobs), []);
    assert.equal(await blobs.put(Buffer.from('bytes')), digest);
    assert.equal(await blobs.has(digest), true);
  },

  'blobs: the list has sizes and the time of the last put': async ({ blobs }, clock) => {
    const firstMs = clock.now();
    const once = await blobs.put(Buffer.from('once'));
    const twice = await blobs.put(Buffer.from('put twice'));
    await clock.advance(60_000);
    await blobs.put(Buffer.from('put twice'));
    assert.deepEqual(
      await listed(blobs),
      [
        { digest: once, bytes: 4, putAtMs: firstMs },
        { digest: twice, bytes: 9, putAtMs: firstMs + 60_000 },
      ].sort((a, b) => (a.digest < b.digest ? -1 : 1)),
    );
  },

  'blobs: a conditional delete spares what was put again': async ({ blobs }, clock) => {
    const digest = await blobs.put(Buffer.from('bytes'));
    await clock.advance(1_000);
    const boundMs = clock.now();
    await Promise.all([blobs.put(Buffer.from('bytes')), blobs.delete(digest, boundMs)]);
    assert.equal(await blobs.has(digest), true);
    await clock.advance(1_000);
    await blobs.delete(digest, clock.now());
    assert.equal(await blobs.has(digest), false);
  },
};

async function listed(blobs: Blobs): Promise<{ readonly digest: string }[]> {
  const all: { readonly digest: string }[] = [];
  for await (const blob of blobs.list()) all.push(blob);
  return all.sort((a, b) => (a.digest < b.digest ? -1 : 1));
}
