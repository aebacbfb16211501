import assert from 'node:assert/strict';
import { readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { VirtualClock } from '#ambient';
import { BlobDamaged } from '../contracts.ts';
import { FileBlobs } from './file-blobs.ts';
import { temporaryFolder } from './temporary-folder.suite.ts';

test('a blob lies in a fan-out of two levels, readable by its owner only', async () => {
  const { path, remove } = await temporaryFolder();
  const blobs = await FileBlobs.open(path, new VirtualClock());
  const digest = await blobs.put(Buffer.from('hello'));
  const file = join(path, '2c', 'f2', digest);
  assert.equal((await stat(file)).size, 5);
  if (process.platform !== 'win32') assert.equal((await stat(file)).mode & 0o777, 0o600);
  await remove();
});

test('a blob that was changed on disk is an error, and putting it again does not hide a shortened one', async () => {
  const { path, remove } = await temporaryFolder();
  const blobs = await FileBlobs.open(path, new VirtualClock());
  const digest = await blobs.put(Buffer.from('hello'));
  const file = join(path, digest.slice(0, 2), digest.slice(2, 4), digest);
  await writeFile(file, 'jello');
  await assert.rejects(blobs.get(digest), BlobDamaged);
  await writeFile(file, 'hell');
  await blobs.put(Buffer.from('hello'));
  assert.equal((await blobs.get(digest))?.toString(), 'hello');
  await remove();
});

test('what a crash left half-written is removed and never listed', async () => {
  const { path, remove } = await temporaryFolder();
  await (await FileBlobs.open(path, new VirtualClock())).close();
  await writeFile(join(path, 'incoming', '7'), 'half');
  const blobs = await FileBlobs.open(path, new VirtualClock());
  assert.deepEqual(await readdir(join(path, 'incoming')), []);
  for await (const { digest } of blobs.list()) assert.fail(`${digest} is listed`);
  await remove();
});
