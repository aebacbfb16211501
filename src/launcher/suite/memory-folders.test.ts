/** `/tmp` of an ordinary user's environments. */
import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { systemClock } from '#ambient';
import { missingTool } from '../../../conformance/tool.ts';
import { Holder } from '../process/holder.ts';
import { MemoryFolders } from '../process/memory-folders.ts';

const MIB = 1024 * 1024;
const skip = process.getuid?.() === 0 ? 'root has file systems on disk' : missingTool('unshare');

describe('folders in memory', { skip }, () => {
  const clock = systemClock();
  let folder: string;
  let holder: Holder;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'lambent-memory-'));
    const place = { folder: join(folder, 'holder'), clock };
    holder = await Holder.open({ unshare: '/usr/bin/unshare' }, place, () => undefined);
  });
  after(async () => {
    await holder.close();
    await rm(folder, { recursive: true, force: true });
  });
  const open = (bytesMax: number) => {
    const programs = { mount: '/usr/bin/mount', umount: '/usr/bin/umount' };
    const source = { holders: () => Promise.resolve(holder), clock };
    return new MemoryFolders(source, programs, { folder: join(folder, 'tmp'), bytesMax });
  };
  const fill = (path: string, mib: number) => writeFile(holder.outside(path), Buffer.alloc(mib * MIB, 1));
  const full = { code: 'ENOSPC' };

  it('end at their size, are of one environment each, and leave nothing', async () => {
    const folders = open(1_024 * MIB);
    const [one, two] = [await folders.take(4), await folders.take(8)];
    await fill(`${one.path}/a`, 3);
    await assert.rejects(fill(`${one.path}/b`, 2), full);
    await fill(`${two.path}/b`, 7);
    assert.deepEqual(await readdir(one.path), [], 'nobody outside sees any of it');
    await Promise.all([one.remove(), two.remove()]);
    folders.close();
    assert.deepEqual(await readdir(join(folder, 'tmp')), []);
    assert.doesNotMatch(await holder.run('/bin/cat', ['/proc/self/mounts']), /lambent-memory/);
  });

  it('hold a bounded number of files, which cost memory though they are empty', async () => {
    const folders = open(1_024 * MIB);
    const one = await folders.take(1);
    const write = async () => {
      for (let count = 0; count <= 256; count += 1) await fill(`${one.path}/${count}`, 0);
    };
    await assert.rejects(write(), full);
    await one.remove();
    folders.close();
  });

  it('cannot grow while they take more than their bound together, and then can again', async () => {
    const folders = open(8 * MIB);
    const [one, two] = [await folders.take(16), await folders.take(16)];
    await fill(`${one.path}/a`, 6);
    await folders.check();
    await fill(`${two.path}/a`, 6);
    await folders.check();
    for (const { path } of [one, two]) await assert.rejects(fill(`${path}/b`, 1), full);
    await rm(holder.outside(`${one.path}/b`), { force: true });
    await truncate(holder.outside(`${one.path}/a`), MIB);
    await rm(holder.outside(`${two.path}/b`), { force: true });
    await folders.check();
    await fill(`${two.path}/b`, 4);
    await Promise.all([one.remove(), two.remove()]);
    folders.close();
  });
});
