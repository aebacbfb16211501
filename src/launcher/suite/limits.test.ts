import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { missingTool } from '../../../conformance/tool.ts';
import type { Interpreter } from '../contract.ts';
import { PROCESSES_MAX } from '../limits.ts';
import { openCgroupHome, removeCgroupHome } from '../process/cgroup.ts';
import { readHierarchies } from '../process/cgroup-host.ts';
import { type FunctionSpec, interpreterFor, launch, launcherForTest } from './launched-function.fixture.ts';

/** A container may keep them even from root. */
const { missing, hierarchies } = await openCgroupHome(await readHierarchies(), 'lambent-limits-test');
for (const { folder } of hierarchies) await removeCgroupHome(folder);
const noMemoryLimit = missing.has('memory') && `no control group: ${missing.get('memory')}`;

describe('a function that takes all it can get', { skip: missingTool('bwrap') }, () => {
  let opened: Awaited<ReturnType<typeof launcherForTest>>;
  let interpreter: Interpreter;
  before(async () => {
    opened = await launcherForTest('bubblewrap');
    interpreter = await interpreterFor(opened.launcher, 'nodejs24.x');
  });
  after(() => opened.close());

  const start = async (body: string, more: Partial<FunctionSpec> = {}) => {
    const files = { 'index.js': `exports.handler = async (event) => { ${body} };` };
    return (await launch(opened.launcher, { interpreter, files, handler: 'index.handler', ...more })).ready();
  };

  it('of memory is killed, and that is why', { skip: noMemoryLimit }, async () => {
    const fn = await start('const all = []; for (;;) all.push(Buffer.alloc(8 * 1024 * 1024, 1));', {
      memoryMiB: 128,
    });
    const neighbour = await start('return event;');
    await assert.rejects(fn.invoke({}));
    assert.deepEqual(await fn.exit, { code: null, signal: 'SIGKILL', outOfMemory: true });
    assert.equal(await neighbour.result(1), 1);
    await neighbour.stop();
  });

  it('of /tmp does not pay with its memory', { skip: noMemoryLimit }, async () => {
    const fn = await start(
      `const fs = require('node:fs');
       for (let n = 0; n < 160; n += 1) fs.appendFileSync('/tmp/x', Buffer.alloc(1024 * 1024, 1));
       return fs.statSync('/tmp/x').size;`,
      { memoryMiB: 128, tmpMiB: 512 },
    );
    assert.equal(await fn.result({}), 160 * 1024 * 1024);
    await fn.stop();
  });

  it('of processes gets its quota, and no other function less', async () => {
    const bomb = await start(
      `const { status, stderr } = require('node:child_process').spawnSync('sh', ['-c',
         'i=0; while [ $i -lt 1100 ]; do sleep 86400 > /dev/null 2>&1 & i=$((i+1)); done; exit 0'], { encoding: 'utf8' });
       const fs = require('node:fs');
       return [status, stderr, fs.readdirSync('/proc').filter((name) => /^\\d+$/.test(name)).length];`,
      { memoryMiB: 2048 },
    );
    const neighbour = await start(
      "return require('node:child_process').execSync('echo fine', { encoding: 'utf8' });",
    );
    const [status, stderr, processes] = (await bomb.result({})) as [number, string, number];
    assert.notEqual(status, 0);
    assert.match(stderr, /fork/i);
    assert.ok(processes > PROCESSES_MAX / 2 && processes <= PROCESSES_MAX + 1, String(processes));
    assert.equal(await neighbour.result({}), 'fine\n');
    await Promise.all([bomb.stop(), neighbour.stop()]);
  });

  it('of files gets its quota, and leaves no core behind', async () => {
    const fn = await start(
      "return require('node:child_process').execSync('ulimit -n; ulimit -c', { encoding: 'utf8' });",
    );
    assert.equal(await fn.result({}), '1024\n0\n');
    await fn.stop();
  });
});

describe('--cpu proportional', { skip: missingTool('bwrap') }, () => {
  it('gives a function the share of the processor that AWS gives for its memory, or is refused', async () => {
    if (missing.has('cpu')) {
      const message = /--cpu proportional needs control groups/;
      await assert.rejects(launcherForTest('bubblewrap', { cpu: 'proportional' }), message);
      return;
    }
    const opened = await launcherForTest('bubblewrap', { cpu: 'proportional' });
    const interpreter = await interpreterFor(opened.launcher, 'nodejs24.x');
    const files = { 'index.js': 'exports.handler = async () => 1;' };
    const spec = { interpreter, files, handler: 'index.handler', memoryMiB: 1769 / 2 + 0.5 };
    const fn = await (await launch(opened.launcher, spec)).ready();
    const groups = await readFile(join(opened.launcher.codeRoot, '../control-groups'), 'utf8');
    const quotas = groups
      .split('\n')
      .flatMap((folder) =>
        ['cpu.cfs_quota_us', 'cpu.max'].map((file) =>
          readFile(join(folder, fn.process.id, file), 'latin1').catch(() => ''),
        ),
      );
    assert.match((await Promise.all(quotas)).join(''), /^50028\b/);
    await fn.stop();
    await opened.close();
  });
});

describe('calls that the kernel refuses to a function', {
  skip: missingTool('bwrap') || missingTool('/usr/bin/python3'),
}, () => {
  const attempts: readonly (readonly [name: string, call: string])[] = [
    ['ptrace', 'libc.ptrace(0, 0, 0, 0)'],
    ['mount', "libc.mount(b'none', b'/tmp', b'tmpfs', 0, None)"],
    ['unshare', 'libc.unshare(0x10000000)'],
    ['setns', 'libc.setns(0, 0)'],
    ['chroot', "libc.chroot(b'/tmp')"],
    ['init_module', 'libc.init_module(None, 0, b"")'],
    ['keyctl', 'libc.syscall(250 if x64 else 219, 0, 0)'],
    ['bpf', 'libc.syscall(321 if x64 else 280, 0, None, 0)'],
    ['perf_event_open', 'libc.syscall(298 if x64 else 241, None, 0, 0, 0, 0)'],
    ['userfaultfd', 'libc.syscall(323 if x64 else 282, 0)'],
    ['io_uring_setup', 'libc.syscall(425, 1, None)'],
    ['kexec_load', 'libc.syscall(246 if x64 else 104, 0, 0, None, 0)'],
    ['clone into a namespace', 'libc.syscall(56 if x64 else 220, 0x10000011, None, None, None, None)'],
    ['a socket to the hypervisor', 'libc.socket(40, 1, 0)'],
  ];

  it('end in EPERM, and a thread still starts', async () => {
    const opened = await launcherForTest('bubblewrap');
    const interpreter = await interpreterFor(opened.launcher, 'nodejs24.x');
    const program = `
import ctypes, platform, threading
libc = ctypes.CDLL(None, use_errno=True)
x64 = platform.machine() == 'x86_64'
def attempt(call):
    ctypes.set_errno(0)
    return [call(), ctypes.get_errno()]
${attempts.map(([, call]) => `print(attempt(lambda: ${call}))`).join('\n')}
threading.Thread(target=lambda: print('thread')).start()`;
    const files = {
      'index.js': `exports.handler = async () => {
        const { stdout, stderr } = require('node:child_process').spawnSync('/usr/bin/python3', ['/var/task/attempts.py'], { encoding: 'utf8' });
        return stdout + stderr;
      };`,
      'attempts.py': program,
    };
    const fn = await (
      await launch(opened.launcher, { interpreter, files, handler: 'index.handler' })
    ).ready();
    const lines = String(await fn.result({}))
      .trim()
      .split('\n');
    const answers = attempts.map(([name], index) => `${name}: ${lines[index]}`);
    assert.deepEqual(
      answers,
      attempts.map(([name]) => `${name}: [-1, 1]`),
    );
    assert.equal(lines.at(-1), 'thread');
    await fn.stop();
    await opened.close();
  });
});
