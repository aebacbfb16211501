import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createSocket, type Socket as Udp } from 'node:dgram';
import { once } from 'node:events';
import { chmod, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { it, type TestContext } from 'node:test';
import { promisify } from 'node:util';
import { missingForRootsNetworks } from '../../../conformance/missing-for-networks.ts';
import { innerPortsFor } from '../launcher-protocol.ts';
import { nameServersOf } from './name-servers.ts';
import { type NetworkPrograms, Networks } from './networks.ts';
import { findPrograms } from './probe.ts';

const run = promisify(execFile);
const skip = missingForRootsNetworks();
const searchPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** Networks of one Lambent, all given to nobody. Swept after the test. */
async function openNetworks(
  t: TestContext,
  resolvConf = 'nameserver 192.0.2.53\n',
  other: NetworkPrograms = {},
) {
  const scratchFolder = await mkdtemp(join(tmpdir(), 'lambent-networks-'));
  const configuration = {
    ...{ scratchFolder, socketPath: '', searchPath, uidBase: 1, cpu: 'shared' as const, gateway: null },
    innerPorts: innerPortsFor([]),
  };
  const context = { searchPath, programs: {} };
  await findPrograms(context);
  const programs = Object.assign(other, { ...context.programs, ...other });
  const names = nameServersOf('/etc/resolv.conf', resolvConf);
  const networks = new Networks(
    configuration,
    programs,
    (_number, _name, handle) => handle.close(),
    () => Promise.resolve(names),
  );
  t.after(async () => {
    await networks.sweep();
    await rm(scratchFolder, { recursive: true });
  });
  return networks;
}

/** What a script in a network prints. */
async function inside(path: string, script: string): Promise<string> {
  const { stdout } = await run('nsenter', [`--net=${path}`, '--', process.execPath, '-e', script]);
  return stdout.trim();
}

/** A resolver that knows one address, and those who asked. */
async function openResolver(t: TestContext, address: string): Promise<{ readonly askers: string[] }> {
  const askers: string[] = [];
  const answerTo = (question: Buffer): Buffer => {
    const answer = Buffer.from([0xc0, 0x0c, 0, 1, 0, 1, 0, 0, 0, 9, 0, 4, 192, 0, 2, 7]);
    const whole = Buffer.concat([question, answer]);
    whole.writeUInt16BE(0x8180, 2);
    whole.writeUInt16BE(1, 6);
    // Of additional records, such as EDNS, nothing is said.
    return whole;
  };
  const udp: Udp = createSocket('udp4', (question, { address: asker, port }) => {
    askers.push(asker);
    udp.send(answerTo(question), port, asker);
  });
  udp.bind(53, address);
  const tcp = createServer((socket) => socket.end(`tcp ${socket.remoteAddress}`));
  tcp.listen(53, address);
  await Promise.all([once(udp, 'listening'), once(tcp, 'listening')]);
  t.after(() => {
    udp.close();
    tcp.close();
  });
  return { askers };
}

it('a resolver on the host’s loopback is asked at the host’s end of the link, and takes it for the host', {
  skip,
}, async (t) => {
  const { askers } = await openResolver(t, '127.0.0.77');
  const networks = await openNetworks(t, 'nameserver 127.0.0.77\nsearch lan\n');
  const { path, address, resolvConf } = await networks.take();
  const [, server = ''] = /^nameserver (\S+)$/m.exec(await readFile(resolvConf, 'utf8')) ?? [];
  assert.equal(server.slice(0, 7), address.slice(0, 7));
  const resolver = `const resolver = new (require('node:dns').promises.Resolver)(); resolver.setServers(['${server}']);`;
  const resolve = `${resolver} resolver.resolve4('db.lan').then((found) => console.log(found[0]), (error) => console.log(error.code));`;
  assert.equal(await inside(path, resolve), '192.0.2.7');
  assert.deepEqual(new Set(askers), new Set(['127.0.0.1']));
  const connect = (port: number) => `require('node:net').connect(${port}, '${server}')
    .on('data', (text) => console.log(String(text))).on('error', ({ code }) => console.log(code));`;
  assert.equal(await inside(path, connect(53)), 'tcp 127.0.0.1');
  assert.match(await inside(path, connect(54)), /^E/);
});

it('two Lambents of a host that start at once have addresses of their own', { skip }, async (t) => {
  const both = await Promise.all([openNetworks(t), openNetworks(t)]);
  const taken = await Promise.all(
    both.flatMap((networks) => [networks.take(), networks.take(), networks.take()]),
  );
  assert.equal(new Set(taken.map(({ address }) => address)).size, 6);
});

it('what could not be made leaves nothing, and what comes later has its place', { skip }, async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'lambent-broken-'));
  t.after(() => rm(folder, { recursive: true }));
  const [nsenter, works] = [join(folder, 'nsenter'), join(folder, 'works')];
  await writeFile(nsenter, `#!/bin/sh\n[ -e ${works} ] && exec nsenter "$@"\n`);
  await chmod(nsenter, 0o755);
  const broken: NetworkPrograms = { nsenter, nft: join(folder, 'absent') };
  const networks = await openNetworks(t, undefined, broken);
  await assert.rejects(networks.take(), /absent/);
  delete broken.nft;
  await findPrograms({ searchPath, programs: broken });
  for (let attempt = 0; attempt < 3; attempt += 1)
    await assert.rejects(networks.take(), /could not be opened/);
  await writeFile(works, '');
  const { number, path } = await networks.take();
  assert.ok(number <= 2, `number ${number}`);
  const prefix = basename(path).replace(/\d+$/, '');
  const own = (await readdir(dirname(path))).filter((name) => name.startsWith(prefix));
  assert.ok(own.length <= 3, own.join());
});

it('says so where nobody will answer questions for names', { skip }, async (t) => {
  const networks = await openNetworks(t, 'nameserver 127.0.0.11\n');
  const { names, namesRemedy } = await networks.describe();
  assert.match(names ?? '', /names 127\.0\.0\.11, which functions in networks of their own do not reach/);
  assert.match(namesRemedy ?? '', /^name a resolver in /);
});
