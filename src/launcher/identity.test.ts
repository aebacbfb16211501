import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, it, type TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { missingTool } from '../../conformance/tool.ts';
import { chooseIdentity } from './identity.ts';
import { isReachableByAll } from './scratch.ts';
import { findProcesses } from './suite/find-processes.fixture.ts';

const here = fileURLToPath(new URL('.', import.meta.url));
const skip = await reasonToSkip();

async function reasonToSkip(): Promise<string | false> {
  if (process.getuid?.() !== 0) return 'only root has another user to become';
  if (!(await isReachableByAll(here))) return 'other users cannot read these sources';
  return missingTool('bwrap');
}

async function folderFor(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'lambent-identity-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

describe('the user that the gateway becomes', { skip }, () => {
  it('owns the data folder that was made for it, and what root left in it, but nothing that links lead to', async (t) => {
    const folder = await folderFor(t);
    const outside = join(folder, 'outside');
    await writeFile(outside, '');
    const dataFolder = join(folder, 'data');
    await mkdir(join(dataFolder, 'blobs'), { recursive: true });
    await writeFile(join(dataFolder, 'format'), '1\n');
    await symlink(outside, join(dataFolder, 'blobs/link'));
    // Temporary folders are closed to everyone else.
    assert.match((await chooseIdentity({ dataFolder, port: 0 })).reason ?? '', /EACCES/);
    assert.equal((await stat(dataFolder)).uid, 0);

    await chmod(folder, 0o711);
    const { identity } = await chooseIdentity({ dataFolder, port: 0 });
    assert.ok(identity !== undefined && identity.uid > 0);
    for (const path of ['.', 'format', 'blobs'])
      assert.equal((await stat(join(dataFolder, path))).uid, identity.uid);
    assert.equal((await stat(outside)).uid, 0);
    assert.deepEqual((await chooseIdentity({ dataFolder, port: 0 })).identity, identity);
    assert.equal(process.geteuid?.(), 0);
  });

  it('is nobody else than root for a port of root, and for a folder of root that is no data folder', async (t) => {
    const folder = await folderFor(t);
    await chmod(folder, 0o711);
    await writeFile(join(folder, 'file'), '');
    assert.match((await chooseIdentity({ dataFolder: folder, port: 80 })).reason ?? '', /port 80/);
    assert.match((await chooseIdentity({ dataFolder: folder, port: 0 })).reason ?? '', /no data folder/);
    assert.equal((await stat(join(folder, 'file'))).uid, 0);
  });

  it('starts functions by a launcher that is root, also when that died, and leaves nothing', async (t) => {
    const folder = await folderFor(t);
    await chmod(folder, 0o711);
    const script = join(here, 'suite/unprivileged-gateway.fixture.ts');
    const gateway = spawn(process.execPath, ['--conditions=lambent-source', script, join(folder, 'data')], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const lines = createInterface(gateway.stdout)[Symbol.asyncIterator]();
    const scratch = join(String((await lines.next()).value), '..');
    const launchers = () =>
      findProcesses((command) => command.includes('/launcher/process/main') && command.includes(scratch));
    const [launcher = 0] = await launchers();
    assert.equal((await stat(`/proc/${launcher}`)).uid, 0);
    process.kill(launcher, 'SIGKILL');
    const [uid, gid, answer] = JSON.parse(String((await lines.next()).value)) as [number, number, string];
    assert.ok(uid > 0 && gid > 0);
    assert.equal(answer, 'second');
    assert.deepEqual(await once(gateway, 'exit'), [0, null]);
    assert.deepEqual(await launchers(), []);
    await assert.rejects(stat(scratch), { code: 'ENOENT' });
  });
});
