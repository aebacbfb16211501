import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, readlink, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import fc from 'fast-check';
import { systemClock } from '#ambient';
import { memoryFabric } from '#fabric';
import { openCode } from './code.ts';
import { silentLog } from './silent-log.fixture.ts';
import { removeTree } from './tree.ts';
import { buildZip, type EntrySpec, linkMode } from './zip-builder.fixture.ts';

async function open(t: TestContext) {
  const codeRoot = await mkdtemp(join(tmpdir(), 'lambent-merge-'));
  t.after(() => removeTree(codeRoot));
  const fabric = memoryFabric(systemClock());
  const code = await openCode({ fabric, codeRoot, log: silentLog });
  return {
    code,
    codeRoot,
    async merged(...layers: readonly (readonly EntrySpec[])[]) {
      const digests: string[] = [];
      for (const layer of layers) digests.push((await code.store(buildZip(layer))).digest);
      return { digests, ...(await code.borrowMerged(digests)) };
    },
  };
}

const file = (name: string, data: string): EntrySpec => ({ name, data });
const symlink = (name: string, target: string): EntrySpec => ({ name, data: target, mode: linkMode });

/** Every path of a tree with what it is. */
async function contentsOf(folder: string, prefix = ''): Promise<Record<string, string>> {
  const contents: Record<string, string> = {};
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    const name = prefix + entry.name;
    if (entry.isDirectory()) Object.assign(contents, { [name]: '/' }, await contentsOf(path, `${name}/`));
    else
      contents[name] = entry.isSymbolicLink() ? `-> ${await readlink(path)}` : await readFile(path, 'utf8');
  }
  return contents;
}

test('folders are merged, and a later file takes the place of an earlier one', async (t) => {
  const { merged } = await open(t);
  const one = [file('python/both.py', '1'), file('python/one.py', '1'), file('bin/tool', '1')];
  const two = [file('python/both.py', '2'), file('python/deep/two.py', '2')];
  const { folder } = await merged(one, two);
  assert.deepEqual(await contentsOf(folder), {
    bin: '/',
    'bin/tool': '1',
    python: '/',
    'python/both.py': '2',
    'python/deep': '/',
    'python/deep/two.py': '2',
    'python/one.py': '1',
  });
  const { folder: reversed } = await merged(two, one);
  assert.equal(await readFile(join(reversed, 'python/both.py'), 'utf8'), '1');
});

test('a file over a folder, a folder over a file, and both over links: the later one is there', async (t) => {
  const { merged } = await open(t);
  const one = [file('a/inside', '1'), file('b', '1'), file('z/x', '1'), symlink('c', 'z'), symlink('d', 'b')];
  const two = [file('a', '2'), file('b/inside', '2'), file('c/x', '2'), file('d', '2')];
  assert.deepEqual(await contentsOf((await merged(one, two)).folder), {
    a: '2',
    b: '/',
    'b/inside': '2',
    c: '/',
    'c/x': '2',
    d: '2',
    z: '/',
    'z/x': '1',
  });
  assert.deepEqual(await contentsOf((await merged(two, one)).folder), {
    a: '/',
    'a/inside': '1',
    b: '1',
    c: '-> z',
    d: '-> b',
    z: '/',
    'z/x': '1',
  });
});

test('the merged tree is read-only, and so is what it is made of still', async (t) => {
  const { merged } = await open(t);
  const executable = { name: 'bin/tool', data: '#!/bin/sh\n', mode: 0o100755 };
  const { folder } = await merged([file('a/x', '1'), executable], [file('a/y', '2')]);
  const modeOf = async (path: string) => ((await stat(join(folder, path))).mode & 0o777).toString(8);
  assert.deepEqual(await Promise.all(['', 'a', 'a/x', 'a/y', 'bin/tool'].map(modeOf)), [
    '555',
    '555',
    '444',
    '444',
    '555',
  ]);
});

test('a link that another layer leads out of the tree is left out', async (t) => {
  const { merged } = await open(t);
  const one = [
    file('deep/down/x', '1'),
    symlink('link', 'deep/down/../../x'),
    symlink('good', 'deep/down/x'),
  ];
  const two = [file('x', '2'), symlink('deep/down', '..')];
  const { folder } = await merged(one, two);
  assert.deepEqual(await contentsOf(folder), {
    deep: '/',
    'deep/down': '-> ..',
    good: '-> deep/down/x',
    x: '2',
  });
});

test('each list of layers is merged once, and goes with the first package that is discarded', async (t) => {
  const { code, codeRoot, merged } = await open(t);
  const [one, two] = [[file('a', '1')], [file('b', '2')]];
  const first = await merged(one, two);
  const second = await merged(one, two);
  assert.equal(first.folder, second.folder);
  assert.equal((await readdir(codeRoot)).length, 3);
  const single = await merged(one);
  assert.equal(single.folder, await code.tree(single.digests[0] ?? ''));
  for (const tree of [first, second, single]) tree.release();
  for (const digest of first.digests) await code.discard(digest);
  assert.deepEqual(await readdir(codeRoot), []);
});

test('what is borrowed stays whole when the packages it is made of are discarded', async (t) => {
  const { code, merged } = await open(t);
  const { folder, digests } = await merged([file('a', '1')], [file('b', '2')]);
  for (const digest of digests) await code.discard(digest);
  assert.deepEqual(await contentsOf(folder), { a: '1', b: '2' });
});

test('a layer whose package is missing leaves nothing behind', async (t) => {
  const { code, codeRoot } = await open(t);
  const { digest } = await code.store(buildZip([file('a', '1')]));
  await assert.rejects(code.borrowMerged([digest, '0'.repeat(64)]), { name: 'CodeMissing' });
  assert.equal((await readdir(codeRoot)).length, 1);
  await code.discard(digest);
  assert.deepEqual(await readdir(codeRoot), []);
});

test('whatever the layers are, the last one that has a path decides it', async (t) => {
  const { merged } = await open(t);
  const name = fc.constantFrom('a', 'b', 'a/a', 'a/b', 'b/a', 'b/b', 'a/a/a');
  const layer = fc
    .uniqueArray(name, { minLength: 1, maxLength: 3 })
    .filter((names) => !names.some((one) => names.some((two) => two.startsWith(`${one}/`))));
  let run = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(layer, { minLength: 2, maxLength: 5 }), async (layers) => {
      run += 1;
      const specs = layers.map((names, index) => names.map((path) => file(path, `${run}.${index}`)));
      const { folder, release } = await merged(...specs);
      const got = await contentsOf(folder);
      release();
      const wanted: Record<string, string> = {};
      for (const [index, names] of layers.entries()) {
        for (const path of names) {
          const above = path.split('/').map((_, depth, parts) => parts.slice(0, depth).join('/'));
          for (const place of Object.keys(wanted)) {
            const isFileAbove = above.includes(place) && wanted[place] !== '/';
            if (isFileAbove || place.startsWith(`${path}/`)) delete wanted[place];
          }
          for (const place of above) if (place !== '') wanted[place] = '/';
          wanted[path] = `${run}.${index}`;
        }
      }
      assert.deepEqual(got, wanted);
    }),
    { numRuns: 40 },
  );
});
