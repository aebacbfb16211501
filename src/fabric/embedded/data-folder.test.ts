import assert from 'node:assert/strict';
import { chmod, mkdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { VirtualClock } from '#ambient';
import { prepareDataFolder } from './data-folder.ts';
import { DataFolderUnusable } from './errors.ts';
import { openEmbeddedFabric } from './open-embedded-fabric.ts';
import { temporaryFolder } from './temporary-folder.suite.ts';

const noModes = process.platform === 'win32' ? 'Windows has no file modes' : false;

test('a new data folder, its parents too, is closed to others', { skip: noModes }, async () => {
  const { path, remove } = await temporaryFolder();
  await prepareDataFolder(join(path, 'new', 'data'));
  assert.equal((await stat(join(path, 'new', 'data'))).mode & 0o777, 0o700);
  await remove();
});

test('an existing data folder that is too open is closed', { skip: noModes }, async () => {
  const { path, remove } = await temporaryFolder();
  await chmod(path, 0o755);
  await prepareDataFolder(path);
  assert.equal((await stat(path)).mode & 0o777, 0o700);
  await remove();
});

test('a data folder that is a file, or lies in one, is refused in one line', async () => {
  const { path, remove } = await temporaryFolder();
  const file = join(path, 'file');
  await writeFile(file, '');
  await assert.rejects(
    prepareDataFolder(file),
    new DataFolderUnusable(`the data folder ${file} cannot be used: it is a file`),
  );
  await assert.rejects(
    prepareDataFolder(join(file, 'data')),
    new DataFolderUnusable(
      `the data folder ${join(file, 'data')} cannot be used: a part of the path is a file`,
    ),
  );
  await remove();
});

const cannotBeRefused = process.getuid?.() === 0 ? 'root may write everywhere' : noModes;

test('a data folder without write permission is refused in one line', { skip: cannotBeRefused }, async () => {
  const { path, remove } = await temporaryFolder();
  await chmod(path, 0o500);
  await assert.rejects(
    prepareDataFolder(join(path, 'data')),
    new DataFolderUnusable(`the data folder ${join(path, 'data')} cannot be used: permission denied`),
  );
  await chmod(path, 0o700);
  await remove();
});

test('whatever fails while the folder is opened is one line, and the folder is free again', async () => {
  const { path, remove } = await temporaryFolder();
  const clock = new VirtualClock();
  await writeFile(join(path, 'blobs'), 'not a folder');
  await assert.rejects(openEmbeddedFabric({ folder: path, clock }), (error: Error) => {
    assert.ok(error instanceof DataFolderUnusable);
    assert.match(error.message, /^the data folder \S+ cannot be used: [^\n]+$/);
    return true;
  });
  await remove();
  await mkdir(path);
  await (await openEmbeddedFabric({ folder: path, clock })).close();
  await remove();
});
