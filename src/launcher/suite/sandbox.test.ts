import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { missingTool } from '../../../conformance/tool.ts';
import type { Interpreter } from '../contract.ts';
import { findProcesses } from './find-processes.fixture.ts';
import { interpreterFor, launch, launcherForTest } from './launched-function.fixture.ts';

const MIB = 1024 * 1024;

/** Each is run as a function's body with `fs` and `run(program, ...arguments)`, and answers what it managed to do. */
describe('what a function cannot do in bubblewrap', { skip: missingTool('bwrap') }, () => {
  let opened: Awaited<ReturnType<typeof launcherForTest>>;
  let interpreter: Interpreter;
  before(async () => {
    opened = await launcherForTest('bubblewrap');
    interpreter = await interpreterFor(opened.launcher, 'nodejs24.x');
  });
  after(() => opened.close());

  const attempt = async (body: string, event: unknown = {}): Promise<unknown> => {
    const code = `
      const fs = require('node:fs');
      const run = (program, ...args) => require('node:child_process').spawnSync(program, args, { encoding: 'utf8' });
      const codeOf = (action) => { try { action(); return 'done'; } catch (error) { return error.code; } };
      const fill = (file) => {
        const chunk = Buffer.alloc(1024 * 1024, 1);
        const descriptor = fs.openSync(file, 'w');
        try {
          for (let n = 0; n < 64; n += 1) if (fs.writeSync(descriptor, chunk) < chunk.length) break;
          fs.writeSync(descriptor, chunk);
          return 'never full';
        } catch (error) {
          return [error.code, fs.fstatSync(descriptor).size];
        }
      };
      exports.handler = async (event) => { ${body} };`;
    const spec = { interpreter, files: { 'index.js': code }, handler: 'index.handler', tmpMiB: 16 };
    const fn = await (await launch(opened.launcher, spec)).ready();
    const result = await fn.result(event);
    await fn.stop();
    return result;
  };

  it('change the kernel', async () => {
    const files = ['/proc/sys/kernel/core_pattern', '/proc/sys/kernel/hostname', '/proc/sysrq-trigger'];
    const codes = (await attempt(
      'return event.map((file) => codeOf(() => fs.writeFileSync(file, "x")));',
      files,
    )) as string[];
    for (const code of codes) assert.match(code, /^(EROFS|EACCES|EPERM|ENOENT)$/);
  });

  it('make a user namespace of its own', async () => {
    const result = (await attempt(
      "return [run('unshare', '-U', 'true').status, run('bwrap', '--unshare-user', '--ro-bind', '/', '/', 'true').status];",
    )) as (number | null)[];
    for (const status of result) assert.notEqual(status, 0);
  });

  it('gain anything by a set-user-id program, a capability or a mount', async () => {
    const status = String(await attempt("return fs.readFileSync('/proc/self/status', 'utf8');"));
    for (const set of ['CapInh', 'CapPrm', 'CapEff', 'CapBnd', 'CapAmb'])
      assert.match(status, new RegExp(`^${set}:\\t0+$`, 'm'));
    assert.match(status, /^NoNewPrivs:\t1$/m);
    assert.notEqual(await attempt("return run('mount', '-t', 'tmpfs', 'none', '/tmp').status;"), 0);
    assert.match(String(await attempt('return codeOf(() => process.setuid(0));')), /^E/);
  });

  it('write outside /tmp and /dev/shm', async () => {
    const folders = [
      '/',
      '/dev',
      '/etc',
      '/opt',
      '/proc',
      '/usr',
      '/var',
      '/var/task',
      '/var/runtime',
      '/var/lang',
      '/mnt',
    ];
    const codes = (await attempt(
      'return event.map((folder) => codeOf(() => fs.writeFileSync(folder + "/x", "x")));',
      folders,
    )) as string[];
    for (const [index, code] of codes.entries())
      assert.match(code, /^(EROFS|EACCES|EPERM|ENOENT)$/, folders[index]);
  });

  it('fill more of /tmp than it was given, or of /dev/shm than its bound', async () => {
    const [tmp, shm] = (await attempt("return [fill('/tmp/x'), fill('/dev/shm/x')];")) as [string, number][];
    assert.equal(tmp?.[0], 'ENOSPC');
    // A file system on disk keeps a part for its own tables, as on AWS.
    assert.ok((tmp?.[1] ?? 0) > 14 * MIB && (tmp?.[1] ?? 0) <= 16 * MIB, String(tmp));
    assert.equal(shm?.[0], 'ENOSPC');
    assert.ok((shm?.[1] ?? 0) <= 16 * MIB, String(shm));
  });

  it('see files of the host', async () => {
    const places = [
      '/root',
      '/home',
      '/srv',
      '/run',
      '/sys',
      '/boot',
      opened.dataFolder,
      opened.launcher.codeRoot,
      process.cwd(),
      '/etc/shadow',
      '/etc/ssh',
    ];
    assert.deepEqual(await attempt('return event.filter((path) => fs.existsSync(path));', places), []);
    const root = (await attempt("return fs.readdirSync('/');")) as string[];
    const expected = [
      'bin',
      'dev',
      'etc',
      'lib',
      'lib32',
      'lib64',
      'libx32',
      'mnt',
      'opt',
      'proc',
      'sbin',
      'tmp',
      'usr',
      'var',
    ];
    assert.deepEqual(
      root.filter((name) => !expected.includes(name)),
      [],
    );
    assert.deepEqual(((await attempt("return fs.readdirSync('/var');")) as string[]).sort(), [
      'lang',
      'runtime',
      'task',
    ]);
  });

  it('see or signal processes of the host', async () => {
    const seen = (await attempt(
      "return fs.readdirSync('/proc').filter((name) => /^\\d+$/.test(name)).map((pid) => fs.readFileSync('/proc/' + pid + '/comm', 'utf8').trim());",
    )) as string[];
    assert.deepEqual(
      seen.filter((name) => !/^(bwrap|node|MainThread)/.test(name)),
      [],
    );
    assert.equal(seen.length, 2);
    assert.equal(await attempt('return codeOf(() => process.kill(event, 0));', process.pid), 'ESRCH');
  });

  it('tell which Linux the host is by what packages pick their native parts by', async () => {
    const release = String(await attempt("return fs.readFileSync('/etc/os-release', 'utf8');"));
    assert.match(release, /^ID="amzn"\nID_LIKE="fedora"\nVERSION_ID="2023"$/m);
    assert.match(
      String(await attempt("return fs.readFileSync('/etc/system-release', 'utf8');")),
      /^Amazon Linux release 2023 /,
    );
  });

  it('tell who it is on the host', async () => {
    const [user, host] = (await attempt(
      "return [run('id', '-un').stdout.trim(), require('node:os').hostname()];",
    )) as string[];
    assert.deepEqual([user, host], ['sbx_user1051', 'sandbox']);
  });

  it('get its secrets into the process list', async () => {
    const secret = 'a-secret-that-nobody-else-has';
    const spec = {
      interpreter,
      files: { 'index.js': 'exports.handler = async () => 1;' },
      handler: 'index.handler',
      variables: { SECRET: secret },
    };
    const fn = await (await launch(opened.launcher, spec)).ready();
    assert.deepEqual(await findProcesses((command) => command.includes(secret)), []);
    await fn.stop();
  });
});
