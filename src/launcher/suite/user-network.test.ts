/** Networks and folders of an ordinary user's, as far as they are other than root's. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { systemClock, VirtualClock } from '#ambient';
import { missingForNetworks } from '../../../conformance/missing-for-networks.ts';
import type { LauncherConfiguration } from '../launcher-protocol.ts';
import { HOST_ADDRESSES_PERIOD_MS } from '../limits.ts';
import { Holder, sweepHolders } from '../process/holder.ts';
import { UserNetworks } from '../process/user-networks.ts';
import { findProcesses } from './find-processes.fixture.ts';
import { interpreterFor, launch, launcherForTest } from './launched-function.fixture.ts';

const skip = process.getuid?.() === 0 ? 'root makes them otherwise' : missingForNetworks();

/** The holder of a launcher's namespaces, and its pasta. */
async function backgroundOf(codeRoot: string): Promise<{ holders: number[]; pastas: number[] }> {
  const holder = join(codeRoot, '..', 'holder');
  const [holders, pastas] = await Promise.all(
    ['lambent-holder\0', 'pasta\0'].map((name) =>
      findProcesses((command) => command.includes(name) && command.includes(holder)),
    ),
  );
  return { holders: holders ?? [], pastas: pastas ?? [] };
}

/** Where they are in this machine's path. */
function programsHere<Name extends string>(...names: readonly Name[]): Record<Name, string> {
  const found = names.map((name) => [name, execFileSync('which', [name], { encoding: 'utf8' }).trim()]);
  return Object.fromEntries(found) as Record<Name, string>;
}

describe('a network of its own without root', { skip }, () => {
  const open = async (t: TestContext) => {
    const opened = await launcherForTest('bubblewrap', { network: 'isolated' });
    let closed: Promise<void> | undefined;
    const close = () => {
      closed ??= opened.close();
      return closed;
    };
    t.after(close);
    const interpreter = await interpreterFor(opened.launcher, 'nodejs24.x');
    const body = `const { connect } = require('node:net');
      const socket = connect(event.port, event.host);
      return new Promise((resolve) => socket.on('data', (text) => resolve(String(text))).on('error', ({ code }) => resolve(code)));`;
    const files = { 'index.js': `exports.handler = async (event) => { ${body} };` };
    opened.launcher.serveInside('platformApi', (socket) => socket.end('the platform'));
    const start = async () =>
      await (await launch(opened.launcher, { interpreter, files, handler: 'index.handler' })).ready();
    return { ...opened, start, close };
  };
  const platform = { host: '127.0.0.1', port: 4566 };

  it('ends with the launcher process, is made anew, and leaves nothing', async (t) => {
    const { launcher, start, close } = await open(t);
    const first = await start();
    const before = await backgroundOf(launcher.codeRoot);
    assert.deepEqual([before.holders.length, before.pastas.length], [1, 1]);
    const scratch = join(launcher.codeRoot, '..');
    const [pid = 0] = await findProcesses(
      (command) => command.includes('/launcher/process/main') && command.includes(scratch),
    );
    process.kill(pid, 'SIGKILL');
    await first.exit;
    const second = await start();
    assert.equal(await second.result(platform), 'the platform');
    const after = await backgroundOf(launcher.codeRoot);
    assert.deepEqual([after.holders.length, after.pastas.length], [1, 1]);
    assert.notDeepEqual(after, before);
    await close();
    assert.deepEqual(await backgroundOf(launcher.codeRoot), { holders: [], pastas: [] });
  });

  it('has its way out again when pasta died', async (t) => {
    const { launcher, start, close } = await open(t);
    await (await start()).stop();
    const { pastas } = await backgroundOf(launcher.codeRoot);
    process.kill(pastas[0] ?? 0, 'SIGKILL');
    const fn = await start();
    const { pastas: again } = await backgroundOf(launcher.codeRoot);
    assert.equal(again.length, 1);
    assert.notDeepEqual(again, pastas);
    await fn.stop();
    await close();
  });

  it('ends what runs in it with the holder, and starts anew', async (t) => {
    const { launcher, start, close } = await open(t);
    const fn = await start();
    const { holders } = await backgroundOf(launcher.codeRoot);
    process.kill(holders[0] ?? 0, 'SIGKILL');
    await fn.exit;
    assert.equal(await (await start()).result(platform), 'the platform');
    await close();
    assert.deepEqual(await backgroundOf(launcher.codeRoot), { holders: [], pastas: [] });
  });

  it('is not had without pasta, and the reason is said', async (t) => {
    const searchPath = await mkdtemp(join(tmpdir(), 'lambent-programs-'));
    t.after(() => rm(searchPath, { recursive: true, force: true }));
    const present = programsHere('bwrap', 'ip', 'nft', 'nsenter', 'unshare', 'mount', 'umount');
    for (const [name, path] of Object.entries(present)) await symlink(path, join(searchPath, name));
    const opening = launcherForTest('bubblewrap', { network: 'isolated', searchPath });
    await assert.rejects(opening, /cannot be had here: pasta is not installed$/);
  });
});

describe('networks of an ordinary user', { skip }, () => {
  it('refuse the host by an address that it gets later, too, and end with the holder', async (t) => {
    const scratchFolder = await mkdtemp(join(tmpdir(), 'lambent-networks-'));
    const programs = programsHere('ip', 'nft', 'nsenter', 'unshare', 'pasta');
    const place = { folder: join(scratchFolder, 'holder'), clock: systemClock() };
    const holder = await Holder.open(programs, place, () => undefined);
    const clock = new VirtualClock();
    const configuration: LauncherConfiguration = {
      ...{ scratchFolder, socketPath: join(scratchFolder, 's'), searchPath: '' },
      ...{
        uidBase: null,
        cpu: 'shared',
        gateway: null,
        innerPorts: [{ listener: 'runtimeApi', port: 9001 }],
      },
    };
    let addresses = ['192.0.2.7/32'];
    const networks = new UserNetworks(
      configuration,
      programs,
      () => undefined,
      { holders: () => Promise.resolve(holder), clock },
      () => Promise.resolve(addresses),
    );
    t.after(async () => {
      await networks.sweep();
      await holder.close();
      await rm(scratchFolder, { recursive: true, force: true });
    });
    const refused = () => holder.run(programs.nft, ['list', 'set', 'ip', 'lambent_outside', 'host']);
    await networks.describe();
    assert.match(await refused(), /192\.0\.2\.7 /);
    addresses = ['192.0.2.7/32', '198.51.100.0/24'];
    await clock.advance(HOST_ADDRESSES_PERIOD_MS);
    let last = await refused();
    for (let look = 0; look < 100 && !last.includes('198.51.100.0/24'); look += 1) last = await refused();
    assert.match(last, /192\.0\.2\.7.*198\.51\.100\.0\/24/s);
    await networks.take();
    const pastas = () =>
      findProcesses((command) => command.includes('pasta\0') && command.includes(scratchFolder));
    assert.equal((await pastas()).length, 1);
    await holder.close();
    let left = await pastas();
    for (let look = 0; look < 500 && left.length > 0; look += 1) left = await pastas();
    assert.deepEqual(left, [], 'pasta ends with the holder, whoever is left to end it');
  });
});

describe('a holder of namespaces', { skip }, () => {
  const clock = systemClock();
  const programs = skip === false ? programsHere('unshare') : {};

  it('says what failed, and goes on', async (t) => {
    const folder = await mkdtemp(join(tmpdir(), 'lambent-holder-'));
    t.after(() => rm(folder, { recursive: true, force: true }));
    const holder = await Holder.open(programs, { folder, clock }, () => assert.fail('it was closed'));
    assert.equal(await holder.run('/bin/echo', ["it's", '$HOME  "x"']), `it's $HOME  "x"\n`);
    await assert.rejects(holder.run('/bin/ls', ['/nowhere']), /\/bin\/ls says: .*nowhere/);
    assert.equal(await holder.run('/bin/echo', ['on']), 'on\n');
    await holder.close();
    await assert.rejects(holder.run('/bin/echo', []), /says/);
  });

  it('that nobody ended is swept by its folder, and no other', async (t) => {
    const folders = await Promise.all(['a', 'b'].map(() => mkdtemp(join(tmpdir(), 'lambent-holder-'))));
    t.after(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true }))));
    const [left = '', other = ''] = folders;
    let lost = 0;
    const holders = await Promise.all(
      [left, other].map((folder) =>
        Holder.open(programs, { folder, clock }, () => {
          lost += 1;
        }),
      ),
    );
    await sweepHolders(left);
    assert.deepEqual(await findProcesses((command) => command.includes(`lambent-holder\0${left}`)), []);
    assert.equal(await holders[1]?.run('/bin/echo', ['alive']), 'alive\n');
    assert.equal(lost, 1);
    await holders[1]?.close();
  });
});
