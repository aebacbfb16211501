import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { systemClock } from '#ambient';
import { memoryFabric } from '#fabric';
import { openCode } from './code.ts';
import { sparesMax, spotNodesMax, treesBytesMax, treesMax } from './limits.ts';
import { silentLog } from './silent-log.fixture.ts';
import { removeTree } from './tree.ts';
import { buildZip, type EntrySpec, linkMode } from './zip-builder.fixture.ts';

async function open(t: TestContext, bounds = { trees: treesMax, bytes: treesBytesMax }) {
  const codeRoot = await mkdtemp(join(tmpdir(), 'lambent-spares-'));
  t.after(() => removeTree(codeRoot));
  const code = await openCode({ fabric: memoryFabric(systemClock()), codeRoot, log: silentLog, bounds });
  return {
    code,
    codeRoot,
    store: async (...files: readonly EntrySpec[]) => (await code.store(buildZip(files))).digest,
    /** Folders of copies in the code's root. */
    copies: async (trees: number) => (await readdir(codeRoot)).length - trees,
  };
}

const file = (name: string, data = 'x'): EntrySpec => ({ name, data });
const inodeOf = async (path: string) => (await stat(path)).ino;

test('a copy has the same files, and is made once until it is taken', async (t) => {
  const { code, store, copies } = await open(t);
  const digest = await store(file('index.js', 'code'), file('lib/a.js'), {
    ...file('link', 'index.js'),
    mode: linkMode,
  });
  await Promise.all([code.spares.prepare([digest]), code.spares.prepare([digest])]);
  assert.equal(await copies(1), 1);
  const [folder = ''] = (await code.spares.take([[digest]])) ?? [];
  assert.equal(await readFile(join(folder, 'link'), 'utf8'), 'code');
  const tree = await code.tree(digest);
  assert.equal(await inodeOf(join(folder, 'index.js')), await inodeOf(join(tree, 'index.js')));
  assert.equal((await stat(folder)).mode & 0o222, 0);
  const [other] = (await code.spares.take([[digest]])) ?? [];
  assert.notEqual(other, folder, 'one copy is one environment’s');
});

test('a large tree is not copied while somebody waits, only ahead', async (t) => {
  const { code, store } = await open(t);
  const files = Array.from({ length: spotNodesMax + 1 }, (_, index) => file(`f${index}`));
  const [large, small] = [await store(...files), await store(file('index.js'))];
  assert.equal(await code.spares.take([[small], [large]]), undefined);
  await code.spares.prepare([large]);
  assert.equal((await code.spares.take([[small], [large]]))?.length, 2);
});

test('where one of two copies cannot be, the other is kept or removed', async (t) => {
  const { code, store, copies } = await open(t);
  const [own, native] = [await store(file('index.js')), await store(file('lib/libx.so.1'))];
  await code.spares.prepare([own]);
  assert.equal(await code.spares.take([[own], [native]]), undefined);
  assert.equal(await copies(2), 1);
  assert.equal((await code.spares.take([[own]]))?.length, 1);
});

test('shared libraries where the loader looks need a start of their own', async (t) => {
  const { code, store } = await open(t);
  for (const [name, possible] of [
    ['lib/native.so', false],
    ['lib/native.so.2.1', false],
    ['lib/also.js', true],
    ['node_modules/x/build/x.so', true],
  ] as const) {
    const digest = await store(file(name));
    await code.spares.prepare([digest]);
    assert.equal((await code.spares.take([[digest]])) !== undefined, possible, name);
  }
});

test('there are never more than so many copies, and none of what is discarded', async (t) => {
  const { code, store, codeRoot } = await open(t);
  const digests: string[] = [];
  for (let index = 0; index < sparesMax + 3; index += 1) digests.push(await store(file(`f${index}`)));
  const [layer = ''] = digests;
  for (const digest of digests) await code.spares.prepare([digest]);
  await code.spares.prepare([layer, digests.at(-1) ?? '']);
  await code.discard(layer);
  // The copies of the first ones are being removed meanwhile.
  for (const digest of digests.slice(0, 3)) await code.discard(digest);
  const names = await readdir(codeRoot);
  assert.ok(names.length <= 2 * sparesMax + 3, `${names.length} folders`);
  assert.equal(await code.spares.take([[layer]]), undefined);
});

test('a copy goes with its tree', async (t) => {
  const { code, store, codeRoot } = await open(t, { trees: 1, bytes: treesBytesMax });
  const first = await store(file('index.js', 'first'));
  await code.spares.prepare([first]);
  await store(file('index.js', 'second'));
  while ((await readdir(codeRoot)).length > 1) await setImmediate();
});

test('code and layers come to the place of an environment, of which nothing is left in the end', async (t) => {
  const { code, store, codeRoot } = await open(t);
  const own = await store(file('index.js', 'code'));
  const layers = [
    await store(file('nodejs/a.js', 'a'), file('top.txt', 'first')),
    await store(file('nodejs/b.js', 'b'), file('top.txt', 'second')),
  ];
  const slot = await code.openSlot();
  const task = await inodeOf(slot.taskFolder);
  const opt = await inodeOf(slot.layersFolder);
  const [copy = '', merged] = (await code.spares.take([[own], layers])) ?? [];
  await slot.attach(copy, merged);
  assert.equal(await readFile(join(slot.taskFolder, 'index.js'), 'utf8'), 'code');
  assert.notEqual(await inodeOf(slot.taskFolder), task, 'renamed to its place');
  assert.equal(await inodeOf(slot.layersFolder), opt, 'what is mounted stays');
  assert.deepEqual((await readdir(join(slot.layersFolder, 'nodejs'))).sort(), ['a.js', 'b.js']);
  assert.equal(await readFile(join(slot.layersFolder, 'top.txt'), 'utf8'), 'second');
  assert.equal((await stat(slot.taskFolder)).mode & 0o222, 0);
  await slot.remove();
  const trees = await readdir(codeRoot);
  assert.equal(trees.filter((name) => name.startsWith('slot-')).length, 0);
  assert.equal(await readFile(join(await code.tree(own), 'index.js'), 'utf8'), 'code');
});

test('code comes into the folder of a runtime that cannot leave it', async (t) => {
  const { code, store, codeRoot } = await open(t);
  const own = await store(file('index.js', 'code'), file('data/deep/more.txt', 'more'));
  const slot = await code.openSlot();
  const task = await inodeOf(slot.taskFolder);
  const [copy = ''] = (await code.spares.take([[own]])) ?? [];
  await slot.attach(copy, undefined, { intoTask: true });
  assert.equal(await inodeOf(slot.taskFolder), task, 'it is still the folder that the runtime works in');
  assert.equal(await readFile(join(slot.taskFolder, 'data/deep/more.txt'), 'utf8'), 'more');
  assert.deepEqual((await readdir(slot.taskFolder)).sort(), ['data', 'index.js']);
  for (const path of [slot.taskFolder, join(slot.taskFolder, 'data')])
    assert.equal((await stat(path)).mode & 0o222, 0, path);
  await slot.remove();
  const trees = await readdir(codeRoot);
  assert.ok(!trees.includes(basename(copy)), 'nothing is left of the copy');
  assert.equal(await readFile(join(await code.tree(own), 'index.js'), 'utf8'), 'code');
});
