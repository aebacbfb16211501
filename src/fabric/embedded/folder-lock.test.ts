import assert from 'node:assert/strict';
import { mkdir, readdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { systemClock } from '#ambient';
import { DataFolderInUse } from './errors.ts';
import { startFixture } from './fixture-process.suite.ts';
import { type FolderLock, lockFolder } from './folder-lock.ts';
import { temporaryFolder } from './temporary-folder.suite.ts';

const clock = systemClock();

const noSockets = process.platform === 'win32' ? 'Windows locks by a named pipe' : false;

test('a second owner is refused with one line that names the first, until the first releases', async () => {
  const { path, remove } = await temporaryFolder();
  const lock = await lockFolder(path, clock);
  await assert.rejects(
    lockFolder(path, clock),
    new DataFolderInUse(`the data folder ${path} is in use by another Lambent, process ${process.pid}`),
  );
  await lock.release();
  await (await lockFolder(path, clock)).release();
  await remove();
});

test('the same folder by another path is the same folder', { skip: noSockets }, async () => {
  const { path, remove } = await temporaryFolder();
  await mkdir(join(path, 'data'));
  await symlink(join(path, 'data'), join(path, 'link'));
  const lock = await lockFolder(join(path, 'data'), clock);
  await assert.rejects(lockFolder(join(path, 'link'), clock), DataFolderInUse);
  await lock.release();
  await remove();
});

test('a folder with a path too long for a socket is locked all the same', async () => {
  const { path, remove } = await temporaryFolder();
  const deep = join(path, 'd'.repeat(120), 'e'.repeat(120));
  await mkdir(deep, { recursive: true });
  const lock = await lockFolder(deep, clock);
  await assert.rejects(lockFolder(deep, clock), DataFolderInUse);
  await lock.release();
  await (await lockFolder(deep, clock)).release();
  await remove();
});

test('the socket of a killed owner does not keep the folder locked', { skip: noSockets }, async () => {
  const { path, remove } = await temporaryFolder();
  await killOwner(path);
  const lock = await lockFolder(path, clock);
  await assert.rejects(lockFolder(path, clock), DataFolderInUse);
  assert.deepEqual((await readdir(path)).sort(), ['lock.2.sock']);
  await lock.release();
  await remove();
});

test('of many starters after a crash, one becomes the owner', { skip: noSockets }, async () => {
  const { path, remove } = await temporaryFolder();
  await killOwner(path);
  for (let round = 0; round < 10; round++) {
    const starters = await Promise.allSettled(Array.from({ length: 8 }, () => lockFolder(path, clock)));
    const locks: FolderLock[] = [];
    for (const starter of starters) {
      if (starter.status === 'fulfilled') locks.push(starter.value);
      else assert.ok(starter.reason instanceof DataFolderInUse, String(starter.reason));
    }
    assert.equal(locks.length, 1);
    await locks[0]?.release();
  }
  await remove();
});

/** Lets another process own the folder and kills it. */
async function killOwner(folder: string): Promise<void> {
  const owner = startFixture('lock-folder.fixture.ts', [folder]);
  await owner.printed(1);
  await assert.rejects(
    lockFolder(folder, clock),
    new DataFolderInUse(`the data folder ${folder} is in use by another Lambent, process ${owner.lines[0]}`),
  );
  owner.kill('SIGKILL');
  await owner.ended;
}
