import assert from 'node:assert/strict';
import { type Change, FabricClosed, FabricLimit, type Key, type Kv, RevisionMismatch } from '../contracts.ts';
import { keyPartBytesMax, keyPartsMax, valueBytesMax } from '../limits.ts';
import type { SuiteCases } from './fabric.suite.ts';

export const kvCases: SuiteCases = {
  'kv: what was put is read back, bytes for bytes': async (fabric) => {
    const kv = fabric.kv('things');
    const value = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));
    const revision = await kv.put(['a', 'b'], value);
    assert.deepEqual(await kv.get(['a', 'b']), { key: ['a', 'b'], value, revision });
    await kv.put(['empty'], new Uint8Array());
    assert.equal((await kv.get(['empty']))?.value.length, 0);
    assert.equal(await kv.get(['a']), undefined);
    assert.equal(await fabric.kv('others').get(['a', 'b']), undefined);
  },

  'kv: a value is a copy, on the way in and out': async (fabric) => {
    const kv = fabric.kv('things');
    const value = Buffer.from('first');
    const put = kv.put(['k'], value);
    value.write('XXXXX');
    await put;
    (await kv.get(['k']))?.value.fill(0);
    assert.equal(await textAt(kv, ['k']), 'first');
  },

  'kv: put with expected 0 only creates, with n only replaces revision n': async (fabric) => {
    const kv = fabric.kv('things');
    const first = await kv.put(['k'], Buffer.from('1'), 0);
    await assert.rejects(kv.put(['k'], Buffer.from('x'), 0), RevisionMismatch);
    const second = await kv.put(['k'], Buffer.from('2'), first);
    await assert.rejects(kv.put(['k'], Buffer.from('x'), first), RevisionMismatch);
    await assert.rejects(kv.put(['absent'], Buffer.from('x'), second), RevisionMismatch);
    assert.equal(await textAt(kv, ['k']), '2');
    assert.equal(await kv.get(['absent']), undefined);
  },

  'kv: delete with expected deletes only that revision': async (fabric) => {
    const kv = fabric.kv('things');
    const first = await kv.put(['k'], Buffer.from('1'));
    const second = await kv.put(['k'], Buffer.from('2'));
    await assert.rejects(kv.delete(['k'], first), RevisionMismatch);
    await assert.rejects(kv.delete(['k'], 0), RevisionMismatch);
    assert.equal(await textAt(kv, ['k']), '2');
    await kv.delete(['k'], second);
    assert.equal(await kv.get(['k']), undefined);
    await kv.delete(['k']);
    await kv.delete(['k'], 0);
    await assert.rejects(kv.delete(['k'], second), RevisionMismatch);
  },

  'kv: revisions rise and never repeat, also not after a delete': async (fabric) => {
    const kv = fabric.kv('things');
    const seen: number[] = [];
    for (let round = 0; round < 5; round++) {
      seen.push(await kv.put(['k'], Buffer.from('1')), await kv.put(['k'], Buffer.from('2')));
      await kv.delete(['k']);
    }
    assert.deepEqual(
      seen,
      [...new Set(seen)].sort((a, b) => a - b),
    );
    await assert.rejects(kv.put(['k'], Buffer.from('x'), seen.at(-1)), RevisionMismatch);
  },

  'kv: of many who create the same key at once, one wins': async (fabric) => {
    const kv = fabric.kv('things');
    const tries = Array.from({ length: 50 }, (_, number) => kv.put(['k'], Buffer.from(String(number)), 0));
    const outcomes = await Promise.allSettled(tries);
    const winners = outcomes.flatMap((outcome, number) => (outcome.status === 'fulfilled' ? [number] : []));
    assert.equal(winners.length, 1);
    assert.equal(await textAt(kv, ['k']), String(winners[0]));
  },

  'kv: concurrent increments by compare-and-swap lose none': async (fabric) => {
    const kv = fabric.kv('things');
    await kv.put(['counter'], Buffer.from('0'));
    const increment = async (): Promise<void> => {
      for (;;) {
        const entry = await kv.get(['counter']);
        assert.ok(entry);
        const next = Buffer.from(String(Number(Buffer.from(entry.value).toString()) + 1));
        try {
          await kv.put(['counter'], next, entry.revision);
          return;
        } catch (error) {
          if (!(error instanceof RevisionMismatch)) throw error;
        }
      }
    };
    await Promise.all(Array.from({ length: 40 }, increment));
    assert.equal(await textAt(kv, ['counter']), '40');
  },

  'kv: a write is read by everybody as soon as it resolves': async (fabric) => {
    const kv = fabric.kv('things');
    for (let round = 0; round < 20; round++) {
      await kv.put(['k'], Buffer.from(String(round)));
      assert.equal(await textAt(fabric.kv('things'), ['k']), String(round));
      assert.equal((await kv.scan(['k'])).length, 1);
      await kv.delete(['k']);
      assert.equal(await kv.get(['k']), undefined);
      assert.deepEqual(await kv.scan([]), []);
    }
  },

  'kv: scan goes by the order of the parts, not of their joined text': async (fabric) => {
    const kv = fabric.kv('things');
    const sorted: Key[] = [
      ['!'],
      ['-'],
      ['0'],
      ['1'],
      ['10'],
      [':'],
      ['A'],
      ['Z'],
      ['_'],
      ['a'],
      ['a', '!'],
      ['a', 'z'],
      ['a', 'z', '0'],
      ['a!'],
      ['a.'],
      ['a/'],
      ['ab'],
      ['a~'],
      ['z'],
      ['~'],
      ['ä'],
      ['\u{ffff}'],
      ['😀'],
    ];
    await Promise.all(sorted.toReversed().map((key) => kv.put(key, Buffer.from('x'))));
    assert.deepEqual(await keysUnder(kv, []), sorted);
  },

  'kv: a prefix is of whole parts, the key itself included': async (fabric) => {
    const kv = fabric.kv('things');
    for (const key of [['a'], ['a', 'b'], ['a', 'b', 'c'], ['a', 'bc'], ['a-'], ['ab'], ['b']]) {
      await kv.put(key, Buffer.from('x'));
    }
    await fabric.kv('thing').put(['a', 'other'], Buffer.from('x'));
    await fabric.kv('things-2').put(['a', 'other'], Buffer.from('x'));
    assert.deepEqual(await keysUnder(kv, ['a', 'b']), [
      ['a', 'b'],
      ['a', 'b', 'c'],
    ]);
    assert.deepEqual(await keysUnder(kv, ['a']), [['a'], ['a', 'b'], ['a', 'b', 'c'], ['a', 'bc']]);
    assert.deepEqual(await keysUnder(kv, ['c']), []);
  },

  'kv: pages of a scan join without gap or overlap': async (fabric) => {
    const kv = fabric.kv('things');
    const all = Array.from({ length: 25 }, (_, number) => ['a', String(number).padStart(2, '0')]);
    await Promise.all([...all, ['0'], ['b']].map((key) => kv.put(key, Buffer.from('x'))));
    const paged: Key[] = [];
    for (let after: Key | undefined; ; after = paged.at(-1)) {
      const page = await kv.scan(['a'], { limit: 10, ...(after && { after }) });
      assert.ok(page.length <= 10);
      if (page.length === 0) break;
      paged.push(...page.map((entry) => entry.key));
    }
    assert.deepEqual(paged, all);
    assert.deepEqual((await kv.scan(['a'], { after: ['a'] })).length, 25);
    assert.deepEqual((await kv.scan(['a'], { after: ['0'] })).length, 25);
    assert.deepEqual((await kv.scan(['a'], { after: ['b'] })).length, 0);
  },

  'kv: a key or value beyond the limits is refused and nothing is written': async (fabric) => {
    const kv = fabric.kv('things');
    const value = Buffer.from('x');
    const refused: Key[] = [
      [],
      [''],
      ['a', ''],
      ['x'.repeat(keyPartBytesMax + 1)],
      ['é'.repeat(keyPartBytesMax / 2 + 1)],
      ['\ud800'],
      Array.from({ length: keyPartsMax + 1 }, () => 'a'),
      Array.from({ length: keyPartsMax }, () => '-'.repeat(keyPartBytesMax)),
    ];
    for (const key of refused) {
      await assert.rejects(kv.put(key, value), FabricLimit);
      await assert.rejects(kv.get(key), FabricLimit);
      await assert.rejects(kv.delete(key), FabricLimit);
    }
    await assert.rejects(kv.put(['k'], Buffer.alloc(valueBytesMax + 1)), FabricLimit);
    await assert.rejects(kv.scan([], { limit: 0 }), FabricLimit);
    assert.throws(() => fabric.kv('No Bucket'), FabricLimit);
    assert.deepEqual(await kv.scan([]), []);
  },

  'kv: a key and a value of just the limits are stored': async (fabric) => {
    const kv = fabric.kv('n'.repeat(48));
    const keys = [
      ['x'.repeat(keyPartBytesMax)],
      Array.from({ length: keyPartsMax }, () => 'x'.repeat(200)),
      ['-'.repeat(255), '-'.repeat(255), '-'.repeat(80)],
    ];
    for (const key of keys) {
      await kv.put(key, Buffer.alloc(valueBytesMax, 7));
      assert.equal((await kv.get(key))?.value.length, valueBytesMax);
    }
    assert.equal((await kv.scan([])).length, keys.length);
  },

  'kv: a watch hears every change under its prefix before the write resolves': async (fabric) => {
    const kv = fabric.kv('things');
    await kv.put(['a', 'early'], Buffer.from('x'));
    const heard: Change[] = [];
    const stop = kv.watch(['a'], (change) => heard.push(change));
    const revision = await kv.put(['a', '1'], Buffer.from('one'));
    assert.deepEqual(heard, [
      { type: 'put', entry: { key: ['a', '1'], value: Buffer.from('one'), revision } },
    ]);
    await kv.put(['ab'], Buffer.from('x'));
    await fabric.kv('others').put(['a', '1'], Buffer.from('x'));
    await assert.rejects(kv.put(['a', '1'], Buffer.from('x'), 0), RevisionMismatch);
    await kv.delete(['a', 'absent']);
    assert.equal(heard.length, 1);
    await kv.delete(['a', '1']);
    assert.equal(heard.length, 2);
    const gone = heard[1];
    assert.ok(gone?.type === 'delete' && gone.revision > revision);
    assert.deepEqual(gone.key, ['a', '1']);
    stop();
    await kv.put(['a', '2'], Buffer.from('x'));
    assert.equal(heard.length, 2);
  },

  'kv: a watch hears the changes of a key in the order of their revisions': async (fabric) => {
    const kv = fabric.kv('things');
    const heard: number[] = [];
    kv.watch([], (change) => heard.push(change.type === 'put' ? change.entry.revision : change.revision));
    let last = 0;
    const writes = Array.from({ length: 60 }, async (_, number) => {
      if (number % 7 === 3) await kv.delete(['k']);
      else if (number % 5 === 1) await kv.put(['k'], Buffer.from('c'), last).catch(() => undefined);
      else last = await kv.put(['k'], Buffer.from(String(number)));
    });
    await Promise.all(writes);
    assert.ok(heard.length >= 40);
    assert.deepEqual(
      heard,
      heard.toSorted((a, b) => a - b),
    );
  },

  'kv: what was begun before close is done': async (fabric) => {
    const writes = Array.from({ length: 10 }, (_, number) =>
      fabric.kv('things').put([String(number)], Buffer.from('x')),
    );
    await fabric.close();
    assert.equal((await Promise.all(writes)).length, 10);
  },

  'kv: after close, reads and writes are refused': async (fabric) => {
    const kv = fabric.kv('things');
    const queue = fabric.queue('work');
    await fabric.close();
    await assert.rejects(kv.get(['k']), FabricClosed);
    await assert.rejects(kv.scan([]), FabricClosed);
    await assert.rejects(kv.put(['k'], Buffer.from('x')), FabricClosed);
    await assert.rejects(kv.delete(['k']), FabricClosed);
    await assert.rejects(queue.publish('k', Buffer.from('x')), FabricClosed);
  },
};

async function textAt(kv: Kv, key: Key): Promise<string | undefined> {
  const entry = await kv.get(key);
  return entry && Buffer.from(entry.value).toString();
}

async function keysUnder(kv: Kv, prefix: Key): Promise<Key[]> {
  return (await kv.scan(prefix)).map((entry) => entry.key);
}
