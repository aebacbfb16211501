import assert from 'node:assert/strict';
import { constants } from 'node:fs';
import { access, mkdir, mkdtemp, readdir, readFile, readlink, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import fc from 'fast-check';
import yazl from 'yazl';
import { unzippedBytesMax } from '../limits.ts';
import { wholeEntryBytesMax, zipEntriesMax } from './limits.ts';
import { removeTree } from './tree.ts';
import { unzip } from './unzip.ts';
import { buildZip, type EntrySpec, fileMode, linkMode } from './zip-builder.fixture.ts';
import { ZipRejected } from './zip-rejected.ts';

const folder = await mkdtemp(join(tmpdir(), 'lambent-unzip-'));
after(() => removeTree(folder));

let trees = 0;
async function newTree(): Promise<string> {
  trees += 1;
  const tree = join(folder, `jail-${trees}`, 'tree');
  await mkdir(tree, { recursive: true });
  return tree;
}

async function honestZip(files: Record<string, string | Buffer>): Promise<Buffer> {
  const zip = new yazl.ZipFile();
  for (const [name, data] of Object.entries(files)) {
    zip.addBuffer(Buffer.from(data), name, { mode: name.endsWith('.sh') ? 0o100755 : 0o100600 });
  }
  zip.addEmptyDirectory('empty');
  zip.end();
  const chunks: Buffer[] = [];
  for await (const chunk of zip.outputStream) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}

test('an honest zip: contents, folders, the right to execute; everyone may read and nobody may write', async () => {
  const large = Buffer.alloc(wholeEntryBytesMax + 1, 'large');
  const zip = await honestZip({
    'index.mjs': 'export {}',
    'lib/deep/run.sh': '#!/bin/sh\n',
    'large.bin': large,
  });
  const tree = await newTree();
  assert.equal(await unzip(zip, tree), large.length + 'export {}'.length + '#!/bin/sh\n'.length);
  assert.equal(await readFile(join(tree, 'index.mjs'), 'utf8'), 'export {}');
  assert.deepEqual(await readFile(join(tree, 'large.bin')), large);
  const modes = await Promise.all(
    ['index.mjs', 'lib/deep/run.sh', 'lib', 'empty', '.'].map(
      async (name) => (await stat(join(tree, name))).mode & 0o777,
    ),
  );
  assert.deepEqual(modes, [0o444, 0o555, 0o555, 0o555, 0o555]);
});

test('links inside the tree are kept', async () => {
  const tree = await newTree();
  await unzip(
    buildZip([
      { name: 'a/target.js', data: 'x' },
      { name: 'a/link.js', data: 'target.js', mode: linkMode },
    ]),
    tree,
  );
  assert.equal(await readlink(join(tree, 'a/link.js')), 'target.js');
  assert.equal(await readFile(join(tree, 'a/link.js'), 'utf8'), 'x');
});

test('names that differ in case are two files, as on AWS', async (t) => {
  const tree = await newTree();
  const insensitive = await access(join(tree, '../TREE'), constants.F_OK).then(
    () => true,
    () => false,
  );
  if (insensitive) return t.skip('this file system ignores case');
  await unzip(
    buildZip([
      { name: 'A.js', data: '1' },
      { name: 'a.js', data: '2' },
    ]),
    tree,
  );
  assert.deepEqual((await readdir(tree)).sort(), ['A.js', 'a.js']);
});

const bomb = Buffer.alloc(wholeEntryBytesMax * 2);

for (const [what, reason, specs] of [
  ['traversal', 'unsafe', [{ name: '../evil', data: 'x' }]],
  ['traversal deep down', 'unsafe', [{ name: 'a/b/../../../evil', data: 'x' }]],
  ['an absolute name', 'unsafe', [{ name: '/tmp/evil', data: 'x' }]],
  ['a drive letter', 'unsafe', [{ name: 'C:/evil', data: 'x' }]],
  ['a backslash', 'unsafe', [{ name: '..\\evil', data: 'x' }]],
  ['a NUL', 'unsafe', [{ name: 'index.js\0.txt', data: 'x' }]],
  ['a very long name', 'unsafe', [{ name: 'x/'.repeat(2_000), data: '' }]],
  [
    'a file twice',
    'unsafe',
    [
      { name: 'a', data: '1' },
      { name: 'a', data: '2' },
    ],
  ],
  [
    'a file twice under two spellings',
    'unsafe',
    [
      { name: 'a', data: '1' },
      { name: './a', data: '2' },
    ],
  ],
  [
    'a file that is a folder too',
    'unsafe',
    [
      { name: 'a', data: '1' },
      { name: 'a/b', data: '2' },
    ],
  ],
  [
    'a folder that becomes a file',
    'unsafe',
    [
      { name: 'a/b', data: '1' },
      { name: 'a', data: '2' },
    ],
  ],
  ['a link to the outside', 'unsafe', [{ name: 'l', data: '../..', mode: linkMode }]],
  ['an absolute link', 'unsafe', [{ name: 'l', data: '/etc/passwd', mode: linkMode }]],
  ['a link without target', 'unsafe', [{ name: 'l', data: '', mode: linkMode }]],
  ['a link that is too long', 'unsafe', [{ name: 'l', data: 'x'.repeat(2_000), mode: linkMode }]],
  [
    'writing through a link',
    'unsafe',
    [
      { name: 'l', data: '.', mode: linkMode },
      { name: 'l/evil', data: 'x' },
    ],
  ],
  [
    'out through two links',
    'unsafe',
    [
      { name: 'a/b/up', data: '../..', mode: linkMode },
      { name: 'out', data: 'a/b/up/../x', mode: linkMode },
    ],
  ],
  ['a device', 'unsafe', [{ name: 'null', data: '', mode: 0o020666 }]],
  ['a pipe', 'unsafe', [{ name: 'pipe', data: '', mode: 0o010666 }]],
  ['a folder with a file name', 'unsafe', [{ name: 'a', data: '', mode: 0o040755 }]],
  ['an entry for the root', 'unsafe', [{ name: '.', data: 'x' }]],
  [
    'shared data',
    'unsafe',
    [
      { name: 'a', data: 'x'.repeat(100) },
      { name: 'b', data: 'x'.repeat(100), sharedWith: 0 },
    ],
  ],
  ['too much declared', 'too-large', [{ name: 'a', data: 'x', declaredBytes: unzippedBytesMax }]],
  [
    'too much declared together',
    'too-large',
    [
      { name: 'a', data: 'x', declaredBytes: unzippedBytesMax - 1 },
      { name: 'b', data: 'x', declaredBytes: 1 },
    ],
  ],
  [
    'less than declared, just below the limit',
    'not-a-zip',
    [{ name: 'a', data: 'x', declaredBytes: unzippedBytesMax - 1 }],
  ],
  ['more than declared', 'not-a-zip', [{ name: 'a', data: bomb, declaredBytes: 10 }]],
  [
    'more than declared, streamed',
    'not-a-zip',
    [{ name: 'a', data: bomb, declaredBytes: wholeEntryBytesMax + 1 }],
  ],
  ['less than declared', 'not-a-zip', [{ name: 'a', data: 'x', declaredBytes: 10 }]],
  ['a wrong checksum', 'not-a-zip', [{ name: 'a', data: 'x', checksum: 1 }]],
  ['a wrong checksum, streamed', 'not-a-zip', [{ name: 'a', data: bomb, checksum: 1 }]],
  ['encryption', 'not-a-zip', [{ name: 'a', data: 'x', flags: 0x801 }]],
  ['an unknown compression', 'not-a-zip', [{ name: 'a', data: 'x', method: 12 }]],
  ['no entries', 'not-a-zip', []],
  [
    'a deep folder for every file',
    'unsafe',
    Array.from({ length: 1_100 }, (_, index) => ({ name: `${index}/${'x/'.repeat(100)}f` })),
  ],
] as [string, ZipRejected['reason'], EntrySpec[]][]) {
  test(`refused as ${reason}: ${what}`, async () => {
    const tree = await newTree();
    await assert.rejects(unzip(buildZip(specs), tree), { name: 'ZipRejected', reason });
    assert.deepEqual(await readdir(join(tree, '..')), ['tree']);
  });
}

test('refused: too many entries', async () => {
  const specs = Array.from({ length: 10 }, (_, index) => ({ name: `f${index}`, data: '' }));
  const zip = buildZip(specs);
  zip.writeUInt16LE(zipEntriesMax, zip.length - 12);
  await assert.rejects(unzip(zip, await newTree()), ZipRejected);
});

test('refused: what is no zip', async () => {
  const zip = buildZip([{ name: 'index.js', data: 'x'.repeat(1_000) }]);
  for (const bytes of [
    Buffer.alloc(0),
    Buffer.from('PK'),
    Buffer.alloc(1_000),
    zip.subarray(0, -1),
    zip.subarray(10),
  ]) {
    await assert.rejects(unzip(bytes, await newTree()), { name: 'ZipRejected', reason: 'not-a-zip' });
  }
});

test('a zip damaged at random unpacks inside its folder or is refused, and never anything else', async () => {
  const zip = buildZip([
    { name: 'index.js', data: 'exports.handler = () => 1;'.repeat(20) },
    { name: 'lib/', mode: 0o040755 },
    { name: 'lib/data.bin', data: Buffer.alloc(300, 7), stored: true },
    { name: 'lib/link', data: 'data.bin', mode: linkMode },
    { name: 'plain', data: 'no mode', mode: 0 },
    { name: 'run.sh', data: '#!/bin/sh', mode: fileMode | 0o111 },
  ]);
  const damage = fc.array(fc.tuple(fc.nat(zip.length - 1), fc.integer({ min: 0, max: 255 })), {
    minLength: 1,
    maxLength: 6,
  });
  await fc.assert(
    fc.asyncProperty(damage, fc.nat(zip.length), async (changes, cutAt) => {
      const damaged = Buffer.from(cutAt % 10 === 0 ? zip.subarray(0, cutAt) : zip);
      for (const [at, byte] of changes) if (at < damaged.length) damaged[at] = byte;
      const tree = await newTree();
      try {
        await unzip(damaged, tree);
      } catch (error) {
        assert.ok(error instanceof ZipRejected, String(error));
      }
      assert.deepEqual(await readdir(join(tree, '..')), ['tree']);
    }),
    { numRuns: 1_000 },
  );
});
