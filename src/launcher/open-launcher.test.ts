import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { systemClock, systemRandom } from '#ambient';
import type { Launcher } from './contract.ts';
import { LauncherGone } from './launcher-link.ts';
import { RESTARTS_MAX } from './limits.ts';
import { openLauncher } from './open-launcher.ts';
import { findProcesses } from './suite/find-processes.fixture.ts';
import {
  interpreterFor,
  launch,
  launcherForTest,
  NPM_REGISTRY,
  PYTHON_INDEX,
  silentLog,
} from './suite/launched-function.fixture.ts';

const skip = process.platform === 'linux' ? false : 'the tests look into /proc';

const echo = { 'index.js': 'exports.handler = async (event) => event;' };

/** A launcher that is closed after the test, whatever its end is. */
async function open(t: TestContext) {
  const opened = await launcherForTest('process');
  t.after(() => opened.close());
  return opened;
}

async function launchEcho(launcher: Launcher) {
  const interpreter = await interpreterFor(launcher, 'nodejs24.x');
  return await (await launch(launcher, { interpreter, files: echo, handler: 'index.handler' })).ready();
}

/** The launcher process that serves this code root. */
async function launcherProcess(launcher: Launcher): Promise<number> {
  const scratch = join(launcher.codeRoot, '..');
  const [pid] = await findProcesses(
    (command) => command.includes('/launcher/process/main') && command.includes(scratch),
  );
  assert.ok(pid !== undefined, 'no launcher process');
  return pid;
}

describe('the launcher process', { skip }, () => {
  it('is started again when it dies, and its environments are reported gone', async (t) => {
    const opened = await open(t);
    const [first, frozen] = [await launchEcho(opened.launcher), await launchEcho(opened.launcher)];
    await frozen.process.freeze();
    process.kill(await launcherProcess(opened.launcher), 'SIGKILL');
    for (const fn of [first, frozen]) assert.deepEqual(await fn.exit, { code: null, signal: 'SIGKILL' });
    assert.deepEqual(
      await findProcesses((command) =>
        command.includes(opened.launcher.codeRoot.replace('/code', '/runtimes')),
      ),
      [],
    );
    await first.stop();
    await frozen.stop();
    const second = await launchEcho(opened.launcher);
    assert.equal(await second.result(7), 7);
    await opened.close();
    assert.deepEqual(await second.exit, { code: null, signal: 'SIGKILL' });
  });

  it('is given up when it keeps dying', async (t) => {
    const opened = await open(t);
    for (let death = 0; death <= RESTARTS_MAX; death += 1) {
      const fn = await launchEcho(opened.launcher);
      process.kill(await launcherProcess(opened.launcher), 'SIGKILL');
      await fn.exit;
    }
    await assert.rejects(launchEcho(opened.launcher), /keeps dying/);
    await opened.close();
    // What the last one could not clean up, the next one does.
    const next = await launcherForTest('process', { dataFolder: opened.dataFolder });
    await next.close();
    assert.deepEqual(await readdir(join(next.launcher.codeRoot, '..')).catch(() => []), []);
    await rm(opened.dataFolder, { recursive: true, force: true });
  });

  it('ends with its gateway, and every environment with it', async () => {
    const dataFolder = await mkdtemp(join(tmpdir(), 'lambent-launcher-'));
    const script = fileURLToPath(new URL('suite/gateway.fixture.ts', import.meta.url));
    const gateway = spawn(process.execPath, ['--conditions=lambent-source', script, dataFolder], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const [codeRoot] = (await once(gateway.stdout, 'data')) as [Buffer];
    const runtimes = codeRoot.toString().trim().replace(/code$/, 'runtimes');
    assert.equal((await findProcesses((command) => command.includes(runtimes))).length, 2);
    gateway.kill('SIGKILL');
    // The launcher process shares the gateway's standard error: its end is the end of both.
    await once(gateway, 'close');
    assert.deepEqual(await findProcesses((command) => command.includes(runtimes)), []);
    await rm(dataFolder, { recursive: true, force: true });
    await rm(join(runtimes, '..'), { recursive: true, force: true });
  });

  it('removes what a predecessor left, and only that', async () => {
    const dataFolder = await mkdtemp(join(tmpdir(), 'lambent-launcher-'));
    const scratch = join(dataFolder, 'scratch');
    const sleeper = (folder: string) =>
      spawn('sleep', ['86400'], { stdio: 'ignore', env: { TMPDIR: `${folder}/environments/left/tmp` } });
    const [own, other] = [sleeper(scratch), sleeper(`${scratch}-of-another`)];
    for (const path of ['environments/left/tmp', 'code/left', 'mine'])
      await mkdir(join(scratch, path), { recursive: true });
    await writeFile(join(scratch, 'mine/file'), 'kept');
    // As unpacked code is: its owner cannot remove what lies in it either.
    await writeFile(join(scratch, 'code/left/file'), '');
    await chmod(join(scratch, 'code/left'), 0o555);
    const ended = once(own, 'exit');
    await chmod(dataFolder, 0o711);
    const launcher = await openLauncher({ ...defaults(dataFolder), scratchFolder: scratch });
    assert.deepEqual(await ended, [null, 'SIGKILL']);
    assert.equal(other.exitCode ?? other.signalCode, null);
    assert.deepEqual(await readdir(join(scratch, 'environments')), []);
    assert.deepEqual(await readdir(join(scratch, 'code')), []);
    await launcher.close();
    assert.deepEqual(await readdir(scratch), ['mine']);
    other.kill('SIGKILL');
    await rm(dataFolder, { recursive: true, force: true });
  });
});

describe('a start that cannot be', { skip }, () => {
  it('is refused and leaves nothing', async (t) => {
    const opened = await open(t);
    const interpreter = await interpreterFor(opened.launcher, 'nodejs24.x');
    const good = {
      id: 'abcdefghij0123456789',
      interpreter,
      codeFolder: join(opened.launcher.codeRoot, 'x'),
      variables: { _HANDLER: 'index.handler' },
      memoryMiB: 128,
      tmpMiB: 512,
    };
    const bad = [
      [{ ...good, id: '../../etc' }, /not a valid id/],
      [{ ...good, codeFolder: '/etc' }, /not below/],
      [{ ...good, codeFolder: `${opened.launcher.codeRoot}/../environments` }, /plain path/],
      [{ ...good, interpreter: { ...interpreter, path: '/bin/sh' } }, /has not been probed/],
      [{ ...good, variables: { 'a=b': 'c' } }, /name that no variable may have/],
      [{ ...good, variables: { a: 'b\0c' } }, /no valid value/],
      [{ ...good, memoryMiB: 0 }, /size of memory/],
      // No such folder: the program cannot be started in it.
      [good, /ENOENT/],
    ] as const;
    for (const [spec, message] of bad) await assert.rejects(opened.launcher.start(spec), message);
    assert.deepEqual(await readdir(join(opened.launcher.codeRoot, '../environments')), []);
  });

  it('fails when the process ends before it is connected to anything', async (t) => {
    const opened = await open(t);
    const fn = await launchEcho(opened.launcher);
    await opened.close();
    await fn.exit;
    await assert.rejects(
      opened.launcher.start({ ...(await specOf(opened.launcher)), id: 'bbbbbbbbbbbbbbbbbbbb' }),
      LauncherGone,
    );
  });
});

async function specOf(launcher: Launcher) {
  return {
    interpreter: { kind: 'nodejs', path: process.execPath, version: process.versions.node },
    codeFolder: join(launcher.codeRoot, 'x'),
    variables: {},
    memoryMiB: 128,
    tmpMiB: 512,
  } as const;
}

describe('the scratch folder', () => {
  it('is gone after a clean end', async (t) => {
    const opened = await open(t);
    const scratch = join(opened.launcher.codeRoot, '..');
    assert.equal((await stat(opened.launcher.codeRoot)).mode & 0o777, 0o755);
    await opened.close();
    await assert.rejects(stat(scratch), { code: 'ENOENT' });
  });

  it('must be within reach of the users that environments run as', {
    skip: process.getuid?.() === 0 ? false : 'only root has such users',
  }, async () => {
    const dataFolder = await mkdtemp(join(tmpdir(), 'lambent-launcher-'));
    await assert.rejects(
      openLauncher({ ...defaults(dataFolder), scratchFolder: join(dataFolder, 'scratch') }),
      /other users/,
    );
    await rm(dataFolder, { recursive: true, force: true });
  });
});

function defaults(dataFolder: string) {
  return {
    dataFolder,
    isolation: 'process',
    npmRegistry: NPM_REGISTRY,
    pythonIndex: PYTHON_INDEX,
    clock: systemClock(),
    random: systemRandom(),
    log: silentLog,
  } as const;
}
