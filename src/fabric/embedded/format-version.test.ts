import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { VirtualClock } from '#ambient';
import { DataFolderTooNew, DataFolderUnusable } from './errors.ts';
import { type Migration, migrations, prepareFormat } from './format-version.ts';
import { openEmbeddedFabric } from './open-embedded-fabric.ts';
import { temporaryFolder } from './temporary-folder.suite.ts';

test('an empty folder gets the newest version and no migration', async () => {
  const { path, remove } = await temporaryFolder();
  await prepareFormat(path, [unexpected, unexpected]);
  assert.equal(await versionIn(path), '3\n');
  await remove();
});

test('an older folder is migrated step by step from its version', async () => {
  const { path, remove } = await temporaryFolder();
  await writeFile(join(path, 'format'), '2\n');
  const steps: string[] = [];
  const note =
    (name: string): Migration =>
    async (folder) => {
      steps.push(`${name} at ${(await versionIn(folder)).trim()}`);
    };
  await prepareFormat(path, [unexpected, note('two to three'), note('three to four')]);
  assert.deepEqual(steps, ['two to three at 2', 'three to four at 3']);
  assert.equal(await versionIn(path), '4\n');
  await remove();
});

test('a migration that fails is tried again, and those before it are not', async () => {
  const { path, remove } = await temporaryFolder();
  await prepareFormat(path, []);
  let fails = true;
  let done = 0;
  const steps: Migration[] = [
    async () => {
      done++;
    },
    async () => {
      if (fails) throw new Error('the power went');
    },
  ];
  await assert.rejects(prepareFormat(path, steps), /the power went/);
  assert.equal(await versionIn(path), '2\n');
  fails = false;
  await prepareFormat(path, steps);
  assert.equal(done, 1);
  assert.equal(await versionIn(path), '3\n');
  await remove();
});

test('a newer folder is refused in one line and left as it is', async () => {
  const { path, remove } = await temporaryFolder();
  const newest = migrations.length + 1;
  await writeFile(join(path, 'format'), `${newest + 1}\n`);
  await assert.rejects(
    openEmbeddedFabric({ folder: path, clock: new VirtualClock() }),
    new DataFolderTooNew(
      `the data folder ${path} has format version ${newest + 1}, and this Lambent knows versions up to ${newest}: use a newer Lambent`,
    ),
  );
  assert.equal(await versionIn(path), `${newest + 1}\n`);
  await remove();
});

test('a format file of somebody else is refused', async () => {
  const { path, remove } = await temporaryFolder();
  for (const text of ['', '0\n', '-1\n', '1', 'one\n', '1\n1\n']) {
    await writeFile(join(path, 'format'), text);
    await assert.rejects(prepareFormat(path), DataFolderUnusable);
  }
  await remove();
});

async function unexpected(): Promise<void> {
  assert.fail('this migration must not run');
}

function versionIn(folder: string): Promise<string> {
  return readFile(join(folder, 'format'), 'utf8');
}
