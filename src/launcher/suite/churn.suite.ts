import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readdir, readFile, readlink, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { describe, it } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { promisify } from 'node:util';
import { missingForRootsNetworks } from '../../../conformance/missing-for-networks.ts';
import { missingTool } from '../../../conformance/tool.ts';
import type { FunctionNetwork, Isolation, Launcher } from '../contract.ts';
import { NETWORKS_AHEAD_MAX, TMP_IDLE_MAX } from '../limits.ts';
import { TMP_PROGRAMS } from '../process/tmp-images.ts';
import { findProcesses } from './find-processes.fixture.ts';
import { type FunctionSpec, interpreterFor, launch, launcherForTest } from './launched-function.fixture.ts';

const AT_ONCE = 8;

/** Says what an interpreter says, and as a function ends at once. */
const QUICK = `#!/bin/sh
[ "$1" = -I ] && echo '{"version":"3.12.0","prefix":"PREFIX","executable":"PREFIX/bin/python3.12"}'
exit 0
`;

/** Starts and ends `count` environments and looks for whatever they left. */
export function describeChurn(isolation: Isolation, count: number): void {
  const skip = process.platform !== 'linux' ? 'the test looks into /proc' : false;
  describe(`${count} environments of the ${isolation} driver`, {
    skip: skip || (isolation === 'bubblewrap' && missingTool('bwrap')),
  }, () => {
    it('leave processes, mounts, descriptors, control groups and folders as before', async (t) => {
      const folder = await mkdtemp(join(tmpdir(), 'lambent-churn-'));
      t.after(() => rm(folder, { recursive: true, force: true }));
      const { launcher, close } = await openWithQuickInterpreter(folder, isolation);
      t.after(close);
      const interpreter = await interpreterFor(launcher, 'python3.12');
      const spec = { interpreter, files: { 'index.py': '' }, handler: 'index.handler' };
      // What is made once is there afterwards, such as the parent of all control groups.
      await runAndEnd(launcher, spec, 2);
      const before = await inventory(launcher);
      await Promise.all(Array.from({ length: AT_ONCE }, () => runAndEnd(launcher, spec, count / AT_ONCE)));
      assert.deepEqual(await inventory(launcher), before);
      const scratch = join(launcher.codeRoot, '..');
      assert.ok((await mountsBelow(scratch)) <= TMP_IDLE_MAX + 1);
      const groups = await groupsOf(scratch);
      await close();
      assert.equal(await mountsBelow(scratch), 0);
      for (const group of groups) await assert.rejects(readdir(group), { code: 'ENOENT' });
      await assert.rejects(readdir(scratch), { code: 'ENOENT' });
    });
  });
}

/** Starts and ends `count` environments in networks of their own, and looks for what those left. */
export function describeNetworkChurn(count: number): void {
  const skip = missingForRootsNetworks() || missingTool('bwrap');
  it(`${count} environments use networks again, and with their launcher all are gone`, {
    skip,
  }, async (t) => {
    const folder = await mkdtemp(join(tmpdir(), 'lambent-churn-'));
    t.after(() => rm(folder, { recursive: true, force: true }));
    const { launcher, close } = await openWithQuickInterpreter(folder, 'bubblewrap', 'isolated');
    t.after(close);
    const spec = {
      interpreter: await interpreterFor(launcher, 'python3.12'),
      files: { 'index.py': '' },
      handler: 'index.handler',
    };
    await Promise.all(Array.from({ length: AT_ONCE }, () => runAndEnd(launcher, spec, count / AT_ONCE)));
    const rules = await readFile(join(launcher.codeRoot, '../networks/rules'), 'utf8');
    const tag = /^table inet lambent_(\w+)/.exec(rules)?.[1] ?? assert.fail();
    const { namespaces, links } = await networksOf(tag);
    assert.equal(namespaces, links);
    // Of an environment that ends its network is free a moment later than its start.
    assert.ok(namespaces <= 2 * AT_ONCE + NETWORKS_AHEAD_MAX, `${namespaces} networks`);
    await close();
    assert.deepEqual(await networksOf(tag), { namespaces: 0, links: 0, tables: 0 });
  });
}

async function networksOf(tag: string) {
  const count = (names: readonly string[], text: string) =>
    names.filter((name) => name.includes(text)).length;
  const { stdout: tables } = await promisify(execFile)('nft', ['list', 'tables']);
  return {
    namespaces: count(await readdir('/run/netns'), `lambent-${tag}-`),
    links: count(await readdir('/sys/class/net'), `lmbt${tag}.`),
    tables: count(tables.split('\n'), `lambent_${tag}`),
  };
}

async function runAndEnd(launcher: Launcher, spec: FunctionSpec, times: number): Promise<void> {
  for (let n = 0; n < times; n += 1) {
    const fn = await launch(launcher, spec);
    await fn.exit;
    await fn.endedOutput();
    fn.process.channel.destroy();
    await rm(fn.codeFolder, { recursive: true });
  }
}

async function openWithQuickInterpreter(
  folder: string,
  isolation: Isolation,
  network: FunctionNetwork = 'host',
) {
  await chmod(folder, 0o711);
  const prefix = join(folder, 'python');
  await mkdir(join(prefix, 'bin'), { recursive: true });
  const program = join(prefix, 'bin/python3.12');
  await writeFile(program, QUICK.replaceAll('PREFIX', prefix));
  await chmod(program, 0o755);
  const dataFolder = join(folder, 'data');
  await mkdir(dataFolder);
  const searchPath = `${join(prefix, 'bin')}:/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin`;
  return await launcherForTest(isolation, { dataFolder, searchPath, network });
}

/** Everything of this launcher that can be counted on the host, when it has nothing in hand. */
async function inventory(launcher: Launcher) {
  const scratch = join(launcher.codeRoot, '..');
  while (await makesTmp(scratch)) await setImmediate();
  // Its own command line is also that of a program that it is just about to start.
  const isLauncher = (command: string) => command.includes('/launcher/process/main');
  const [launcherProcess = 0] = await findProcesses(
    (command) => isLauncher(command) && command.includes(scratch),
  );
  const groups = await groupsOf(scratch);
  return {
    processes: await findProcesses((command) => command.includes(scratch) && !isLauncher(command)),
    ownDescriptors: (await descriptors(process.pid)).length,
    launcherDescriptors: (await descriptors(launcherProcess)).length,
    groups: await Promise.all(groups.map(countFolders)),
    folders: (await readdir(scratch, { recursive: true })).filter((path) => !/^tmp\/\d+/.test(path)).sort(),
  };
}

/** Whether it makes a `/tmp` for some later environment: programs and pipes that nobody has left. */
async function makesTmp(scratch: string): Promise<boolean> {
  const isTool = (command: string) => {
    const [program = ''] = command.split('\0');
    return TMP_PROGRAMS.some((name) => name === basename(program)) && command.includes(`${scratch}/tmp/`);
  };
  const files = await readdir(join(scratch, 'tmp')).catch(() => []);
  return files.some((name) => name.endsWith('.image')) || (await findProcesses(isTool)).length > 0;
}

async function mountsBelow(folder: string): Promise<number> {
  const lines = (await readFile('/proc/self/mountinfo', 'latin1')).split('\n');
  return lines.filter((line) => line.includes(`${folder}/`)).length;
}

/** The control groups' own list of folders. */
async function groupsOf(scratch: string): Promise<string[]> {
  const text = await readFile(join(scratch, 'control-groups'), 'utf8').catch(() => '');
  return text.split('\n').filter((line) => line !== '');
}

/** Pipes and sockets; Node.js opens others of its own as it likes. */
async function descriptors(pid: number): Promise<string[]> {
  const names = await readdir(`/proc/${pid}/fd`);
  const targets = await Promise.all(names.map((name) => readlink(`/proc/${pid}/fd/${name}`).catch(() => '')));
  return targets.filter((target) => /^(socket|pipe):/.test(target));
}

async function countFolders(path: string): Promise<number> {
  const entries = await readdir(path, { withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isDirectory()).length;
}
