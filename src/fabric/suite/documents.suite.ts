import assert from 'node:assert/strict';
import { BlobDamaged, type Fabric, type Key, RevisionMismatch } from '../contracts.ts';
import { documentBlobs, openDocuments } from '../documents.ts';
import { valueBytesMax } from '../limits.ts';
import { mirrorDocuments } from '../mirror.ts';
import { sweepBlobs } from '../sweep-blobs.ts';
import type { SuiteCases } from './fabric.suite.ts';

type Thing = { readonly name: string; readonly size?: number };

const large = 'x'.repeat(valueBytesMax);

export const documentCases: SuiteCases = {
  'documents: small and large ones are put, read, scanned and deleted alike': async (fabric) => {
    const things = openDocuments<Thing>(fabric, 'things');
    for (const name of ['small', large]) {
      const created = await things.put(['k'], { name }, 0);
      assert.deepEqual(await things.get(['k']), { key: ['k'], value: { name }, revision: created });
      await assert.rejects(things.put(['k'], { name: `${name} again` }, 0), RevisionMismatch);
      const replaced = await things.put(['k'], { name, size: 1 }, created);
      assert.deepEqual(await things.scan([]), [{ key: ['k'], value: { name, size: 1 }, revision: replaced }]);
      await assert.rejects(things.delete(['k'], created), RevisionMismatch);
      await things.delete(['k'], replaced);
      assert.equal(await things.get(['k']), undefined);
      assert.deepEqual(await things.scan([]), []);
    }
  },

  'documents: a text that looks like the name of a blob is a text': async (fabric) => {
    const texts = openDocuments<string>(fabric, 'texts');
    await texts.put(['k'], `blob:${'0'.repeat(64)}`);
    assert.equal((await texts.get(['k']))?.value, `blob:${'0'.repeat(64)}`);
  },

  'documents: scan pages like the kv': async (fabric) => {
    const things = openDocuments<Thing>(fabric, 'things');
    for (const name of ['a', 'b', 'c']) await things.put(['t', name], { name });
    const page = await things.scan(['t'], { limit: 1, after: ['t', 'a'] });
    assert.deepEqual(
      page.map((document) => document.value.name),
      ['b'],
    );
  },

  'documents: one whose blob is lost is an error, not absent': async (fabric) => {
    const things = openDocuments<Thing>(fabric, 'things');
    await things.put(['k'], { name: large });
    for (const digest of await documentBlobs(fabric, 'things')) await fabric.blobs.delete(digest);
    await assert.rejects(things.get(['k']), BlobDamaged);
  },

  'sweep: deletes old blobs that nothing names, and keeps the others': async (fabric, clock) => {
    const things = openDocuments<Thing>(fabric, 'things');
    await things.put(['k'], { name: large });
    const orphan = await fabric.blobs.put(Buffer.from('orphan'));
    const again = await fabric.blobs.put(Buffer.from('put again'));
    await clock.advance(10_000);
    await fabric.blobs.put(Buffer.from('put again'));
    const young = await fabric.blobs.put(Buffer.from('its record comes next'));
    const live = await documentBlobs(fabric, 'things');
    assert.equal(live.size, 1);
    assert.equal(await sweepBlobs(fabric, (digest) => live.has(digest), 5_000, clock), 1);
    assert.deepEqual(await Promise.all([orphan, again, young].map((digest) => fabric.blobs.has(digest))), [
      false,
      true,
      true,
    ]);
    assert.equal((await things.get(['k']))?.value.name, large);
  },

  'mirror: holds what is there and follows every change made here at once': async (fabric) => {
    const things = openDocuments<Thing>(fabric, 'things');
    await things.put(['a', '2'], { name: 'two' });
    await things.put(['a', '1'], { name: large });
    await things.put(['b', '1'], { name: 'elsewhere' });
    const mirror = await mirrorDocuments<Thing>(fabric, 'things', ['a']);
    assert.deepEqual(namesIn(mirror.list([])), [large, 'two']);
    const changes: string[] = [];
    mirror.onChange((key, value) => changes.push(`${key.join('/')} ${value?.size}`));
    const revision = await things.put(['a', '3'], { name: 'three', size: 3 });
    assert.deepEqual(mirror.get(['a', '3']), {
      key: ['a', '3'],
      value: { name: 'three', size: 3 },
      revision,
    });
    assert.deepEqual(namesIn(mirror.list([])), [large, 'two', 'three']);
    await things.put(['a', '1'], { name: large, size: 1 });
    assert.equal(mirror.get(['a', '1'])?.value.size, 1);
    await things.delete(['a', '2']);
    assert.equal(mirror.get(['a', '2']), undefined);
    assert.deepEqual(namesIn(mirror.list([])), [large, 'three']);
    await things.put(['b', '2'], { name: 'elsewhere' });
    assert.deepEqual(namesIn(mirror.list(['a'])), [large, 'three']);
    assert.deepEqual(namesIn(mirror.list(['a', '3'])), ['three']);
    assert.deepEqual(namesIn([...mirror.listFrom(['a'], '2')]), ['three']);
    assert.deepEqual(namesIn([...mirror.listFrom(['a'], '4')]), []);
    assert.deepEqual(namesIn([...mirror.listFrom(['a'])]), [large, 'three']);
    assert.deepEqual(changes, ['a/3 3', 'a/1 1', 'a/2 undefined']);
    mirror.close();
    await things.put(['a', '4'], { name: 'after close' });
    assert.equal(mirror.get(['a', '4']), undefined);
  },

  'mirror: opened while documents change, it ends up with what is stored': async (fabric) => {
    const things = openDocuments<Thing>(fabric, 'things');
    for (let number = 0; number < 30; number++) await things.put(['a', String(number)], { name: 'before' });
    const changing = Array.from({ length: 30 }, async (_, number) => {
      const name = number % 4 === 0 ? large : 'after';
      if (number % 3 === 0) await things.delete(['a', String(number)]);
      else await things.put(['a', String(number)], { name, size: number });
      await things.put(['a', `${number}+`], { name, size: number });
    });
    const mirror = await mirrorDocuments<Thing>(fabric, 'things', ['a']);
    await Promise.all(changing);
    assert.deepEqual(mirror.list([]), await things.scan(['a']));
    mirror.close();
  },

  'mirror: takes a large document of another writer when its blob is loaded': async (fabric) => {
    const mirror = await mirrorDocuments<Thing>(fabric, 'things', []);
    const changed = new Promise<void>((resolve) => mirror.onChange(() => resolve()));
    await openDocuments<Thing>(throughAnotherNode(fabric), 'things').put(['k'], { name: large });
    await changed;
    assert.equal(mirror.get(['k'])?.value.name, large);
    mirror.close();
  },

  'mirror: a large document that is deleted while it loads stays deleted': async (fabric) => {
    const mirror = await mirrorDocuments<Thing>(fabric, 'things', []);
    const elsewhere = openDocuments<Thing>(throughAnotherNode(fabric), 'things');
    await elsewhere.put(['k'], { name: large });
    await elsewhere.delete(['k']);
    const changed = new Promise<void>((resolve) => mirror.onChange((key) => key[0] === 'last' && resolve()));
    await elsewhere.put(['last'], { name: large });
    await changed;
    assert.equal(mirror.get(['k']), undefined);
    mirror.close();
  },
};

/** The same state seen as another process sees it: nothing that is being written here is at hand. */
function throughAnotherNode(fabric: Fabric): Fabric {
  return { ...fabric };
}

function namesIn(documents: readonly { readonly key: Key; readonly value: Thing }[]): string[] {
  return documents.map((document) => document.value.name);
}
