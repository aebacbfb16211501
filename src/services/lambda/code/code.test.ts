import assert from 'node:assert/strict';
import { access, mkdir, mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { systemClock } from '#ambient';
import { type Fabric, memoryFabric } from '#fabric';
import type { HttpRequest } from '#wire';
import { openCode } from './code.ts';
import { codeDoor, codePath } from './code-door.ts';
import { silentLog } from './silent-log.fixture.ts';
import { removeTree, TreeCache } from './tree.ts';
import { buildZip } from './zip-builder.fixture.ts';

async function open(t: TestContext) {
  const codeRoot = await mkdtemp(join(tmpdir(), 'lambent-code-'));
  t.after(() => removeTree(codeRoot));
  const fabric: Fabric = memoryFabric(systemClock());
  return { codeRoot, fabric, code: await openCode({ fabric, codeRoot, log: silentLog }) };
}

const zip = buildZip([{ name: 'index.js', data: 'exports.handler = 1' }]);

test('a stored package is a blob and a tree, and the same package again is the same', async (t) => {
  const { code, codeRoot } = await open(t);
  const stored = await code.store(zip);
  assert.equal(stored.bytes, zip.length);
  assert.deepEqual(await code.store(zip), stored);
  assert.deepEqual(await code.zip(stored.digest), zip);
  assert.equal(
    await readFile(join(await code.tree(stored.digest), 'index.js'), 'utf8'),
    'exports.handler = 1',
  );
  assert.equal((await readdir(codeRoot)).length, 1);
});

test('a refused package leaves nothing behind', async (t) => {
  const { code, codeRoot, fabric } = await open(t);
  const hostile = buildZip([
    { name: 'fine.js', data: 'x' },
    { name: 'bad', data: 'x', checksum: 1 },
  ]);
  await assert.rejects(code.store(hostile), { name: 'ZipRejected', reason: 'not-a-zip' });
  assert.deepEqual(await readdir(codeRoot), []);
  for await (const blob of fabric.blobs.list()) assert.fail(`left behind: ${blob.digest}`);
});

test('a package that cannot be kept leaves nothing behind either', async (t) => {
  const { codeRoot, fabric } = await open(t);
  const full: Fabric = {
    ...fabric,
    blobs: { ...fabric.blobs, put: () => Promise.reject(new Error('no space')) },
  };
  const code = await openCode({ fabric: full, codeRoot, log: silentLog });
  await assert.rejects(code.store(zip), /no space/);
  assert.deepEqual(await readdir(codeRoot), []);
});

test('after a restart trees are unpacked again, once for all who ask', async (t) => {
  const { code, codeRoot, fabric } = await open(t);
  const { digest } = await code.store(zip);
  await mkdir(join(codeRoot, 'left-over'));
  await writeFile(join(codeRoot, 'left-over-file'), '');
  const again = await openCode({ fabric, codeRoot, log: silentLog });
  assert.deepEqual(await readdir(codeRoot), []);
  const folders = await Promise.all(Array.from({ length: 5 }, () => again.tree(digest)));
  assert.equal(new Set(folders).size, 1);
  assert.equal((await readdir(codeRoot)).length, 1);
});

test('an unknown package is an error, and asking again asks again', async (t) => {
  const { code, fabric } = await open(t);
  const digest = await fabric.blobs.put(zip);
  await fabric.blobs.delete(digest);
  await assert.rejects(code.borrow(digest), { name: 'CodeMissing' });
  await fabric.blobs.put(zip);
  await code.tree(digest);
});

test('the least recently used tree that nobody borrows makes room', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'lambent-trees-'));
  t.after(() => removeTree(folder));
  const cache = new TreeCache(silentLog, { trees: 2, bytes: 100 });
  const unpack =
    (name: string, bytes = 1) =>
    async () => {
      await mkdir(join(folder, name));
      return { folder: join(folder, name), bytes };
    };
  const present = () =>
    Promise.all(
      ['a', 'b', 'c', 'd', 'e'].map((name) =>
        access(join(folder, name)).then(
          () => name,
          () => '',
        ),
      ),
    ).then((names) => names.join(''));
  const settled = async (names: string) => {
    while ((await present()) !== names) await new Promise((resolve) => setImmediate(resolve));
  };
  const borrowed = await cache.borrow('a', unpack('a'));
  await cache.get('b', unpack('b'));
  await cache.get('c', unpack('c'));
  await settled('ac');
  borrowed.release();
  borrowed.release();
  await cache.get('a', unpack('never'));
  await cache.get('d', unpack('d'));
  await settled('ad');
  await cache.get('e', unpack('e', 1_000));
  await settled('e');
});

test('the door serves a package to whoever holds a presigned URL', async (t) => {
  const { code } = await open(t);
  const { digest } = await code.store(zip);
  const door = codeDoor(code, (_path, query) => query === 'signed');
  const request = (method: string, path: string, query: string) =>
    door.serve({ method, path, query } as HttpRequest);
  assert.equal(door.claims({ path: codePath(digest) } as HttpRequest), true);
  assert.equal(door.claims({ path: '/_lambent/health' } as HttpRequest), false);
  const served = await request('GET', codePath(digest), 'signed');
  assert.equal(served.status, 200);
  assert.deepEqual(served.headers, ['content-type', 'application/zip']);
  assert.deepEqual(served.body, zip);
  assert.equal((await request('GET', codePath(digest), '')).status, 403);
  assert.equal((await request('PUT', codePath(digest), 'signed')).status, 405);
  assert.equal((await request('GET', codePath('../x'), 'signed')).status, 404);
  assert.equal((await request('GET', codePath('0'.repeat(64)), 'signed')).status, 404);
});
