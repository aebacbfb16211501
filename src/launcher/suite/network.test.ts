import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { hostname, networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { missingForNetworks } from '../../../conformance/missing-for-networks.ts';
import type { Interpreter } from '../contract.ts';
import { reachInside } from '../reach-inside.ts';
import { findProcesses } from './find-processes.fixture.ts';
import { interpreterFor, launch, launcherForTest } from './launched-function.fixture.ts';
import { openOutside } from './outside.fixture.ts';

const root = process.getuid?.() === 0;
const notRoot = !root && 'of what root makes';
const skip = missingForNetworks();

/** Connects to each `[host, port]`; answers what came back, or the error's code. */
const CONNECT = `
  const connect = ([host, port]) => new Promise((resolve) => {
    const socket = require('node:net').connect({ host, port });
    let text = '';
    socket.setTimeout(2_000, () => { socket.destroy(); resolve('timed out'); });
    socket.on('data', (chunk) => { text += chunk; });
    socket.on('end', () => resolve(text));
    socket.on('error', (error) => resolve(error.code));
  });
  return Promise.all(event.map(connect));`;

const LISTEN = `
  const server = require('node:net').createServer((socket) => socket.end('another function'));
  await new Promise((resolve) => server.listen(event.port, '0.0.0.0', resolve));
  const own = Object.values(require('node:os').networkInterfaces()).flat().find(({ internal, family }) => !internal && family === 'IPv4');
  return own.address;`;

it('--network isolated is refused where it cannot be had', async () => {
  await assert.rejects(launcherForTest('process', { network: 'isolated' }), /it needs bubblewrap/);
});

describe('a function in a network of its own', { skip }, () => {
  let opened: Awaited<ReturnType<typeof launcherForTest>>;
  let interpreter: Interpreter;
  before(async () => {
    opened = await launcherForTest('bubblewrap', { network: 'isolated' });
    interpreter = await interpreterFor(opened.launcher, 'nodejs24.x');
  });
  after(() => opened.close());
  const start = async (body: string) => {
    const files = { 'index.js': `exports.handler = async (event) => { ${body} };` };
    return (await launch(opened.launcher, { interpreter, files, handler: 'index.handler' })).ready();
  };

  it('does not reach services of the host on any address, nor link-local ones, nor other functions', async (t) => {
    const server = await hostServer();
    t.after(() => server.close());
    const { port } = server.address() as AddressInfo;
    const [fn, other] = [await start(CONNECT), await start(LISTEN)];
    const address = String(await other.result({ port: 8080 }));
    const outer = address.replace(/\d+$/, (last) => String(Number(last) - 1));
    const hosts = Object.values(networkInterfaces()).flatMap((all) => all?.map((one) => one.address) ?? []);
    // The last two are of the way out of an ordinary user's.
    const wayOut = ['192.0.0.1', '192.0.0.2'];
    const places = ['127.0.0.1', ...hosts.filter((host) => !host.includes(':')), outer, ...wayOut];
    const attempts = [...places.map((host) => [host, port]), ['169.254.169.254', 80], [address, 8080]];
    const answers = (await fn.result(attempts)) as string[];
    for (const [index, answer] of answers.entries())
      assert.match(answer, /^(E[A-Z]+|timed out)$/, String(attempts[index]));
    await Promise.all([fn.stop(), other.stop()]);
  });

  it('reaches the platform at 127.0.0.1:4566 and the Runtime API at :9001, and is known there', async () => {
    for (const listener of ['platformApi', 'runtimeApi'] as const)
      opened.launcher.serveInside(listener, (socket, environment) =>
        socket.end(`${listener} ${environment}`),
      );
    const inside = [
      ['127.0.0.1', 4566],
      ['127.0.0.1', 9001],
    ];
    for (const fn of [await start(CONNECT), await start(CONNECT)]) {
      const { id } = fn.process;
      assert.deepEqual(await fn.result(inside), [`platformApi ${id}`, `runtimeApi ${id}`]);
      await fn.stop();
    }
  });

  it('the gateway reaches what it listens to on its own loopback, and nothing of the platform there', async () => {
    // In a process of its own: the runtime's stands still between two events.
    const listen = `require('node:net').createServer((socket) => socket.end('inside')).listen(8080, 'sandbox.localdomain', () => console.log('up'))`;
    const body = `
      const child = require('node:child_process').spawn(process.execPath, ['-e', ${JSON.stringify(listen)}]);
      await require('node:events').once(child.stdout, 'data');`;
    const fn = await start(body);
    await fn.result({});
    const ask = async (port: number) => {
      const socket = await reachInside(fn.process.address, port, AbortSignal.timeout(5_000));
      let text = '';
      for await (const chunk of socket) text += String(chunk);
      return text;
    };
    assert.equal(await ask(8080), 'inside');
    for (const port of [4566, 9001]) await assert.rejects(ask(port), /ECONNREFUSED|nobody listens/);
    await fn.stop();
  });

  it('reaches what the operator opened by its name, on both loopbacks, and no other port', async (t) => {
    const [database, other] = [await hostServer(), await hostServer()];
    t.after(() => [database, other].map((server) => server.close()));
    const [port, closed] = [database, other].map((server) => (server.address() as AddressInfo).port);
    const free = await closedPort();
    const functionHosts = [
      { host: 'localhost', port: port ?? 0 },
      // A name of this host that nobody else gave it.
      { host: hostname(), port: free },
    ];
    const one = await launcherForTest('bubblewrap', { network: 'isolated', functionHosts });
    t.after(() => one.close());
    const files = { 'index.js': `exports.handler = async (event) => { ${CONNECT} };` };
    const own = await interpreterFor(one.launcher, 'nodejs24.x');
    const fn = await launch(one.launcher, { interpreter: own, files, handler: 'index.handler' });
    await fn.ready();
    const places = [
      ...['localhost', '127.0.0.1', '::1', 'sandbox.localdomain'].map((host) => [host, port]),
      ['localhost', closed],
      [hostname(), free],
    ];
    const answers = (await fn.result(places)) as string[];
    assert.deepEqual(answers.slice(0, 2), ['the host', 'the host']);
    assert.match(answers[2] ?? '', /^(the host|EADDRNOTAVAIL|EAFNOSUPPORT)$/);
    // Nobody listens there, and the function hears so at once.
    assert.deepEqual(answers.slice(3), ['the host', 'ECONNREFUSED', 'ECONNRESET']);
  });

  const prepared = process.env.OUTSIDE;
  const unprepared = !root && prepared === undefined && 'only root makes a machine beyond this one';
  it('reaches the outside', { skip: unprepared }, async (t) => {
    const outside = prepared === undefined ? await openOutside() : undefined;
    t.after(() => outside?.close());
    const fn = await start(CONNECT);
    assert.deepEqual(await fn.result([[outside?.address ?? prepared, 8080]]), ['from outside']);
    await fn.stop();
  });

  it('does not reach what others make of ports of the host, such as Docker of its containers', {
    skip: notRoot,
  }, async (t) => {
    const outside = await openOutside();
    t.after(outside.close);
    const server = await hostServer();
    t.after(() => server.close());
    const { port } = server.address() as AddressInfo;
    const all = Object.values(networkInterfaces()).flatMap((some = []) => some);
    const host = all.find(
      ({ internal, family, address }) => !internal && family === 'IPv4' && !address.startsWith('203.0.113.'),
    );
    const table = `published${process.pid}`;
    const rule = `ip daddr ${host?.address ?? outside.near} tcp dport ${port} dnat to ${outside.address}:8080`;
    const chain = 'type nat hook prerouting priority -100; policy accept;';
    execFileSync('nft', ['--file', '-'], {
      input: `table ip ${table} { chain published { ${chain}\n ${rule}\n }\n}\n`,
    });
    t.after(() => execFileSync('nft', ['delete', 'table', 'ip', table]));
    const fn = await start(CONNECT);
    const answers = (await fn.result([
      [outside.address, 8080],
      [host?.address ?? outside.near, port],
    ])) as string[];
    assert.equal(answers[0], 'from outside');
    assert.match(answers[1] ?? '', /^E[A-Z]+$/);
    await fn.stop();
  });

  it('gets a new one when the launcher process died, and nothing of any is left', {
    skip: notRoot,
  }, async () => {
    const one = await launcherForTest('bubblewrap', { network: 'isolated' });
    const files = { 'index.js': `exports.handler = async (event) => { ${CONNECT} };` };
    const launchOne = async () =>
      (
        await launch(one.launcher, {
          interpreter: await interpreterFor(one.launcher, 'nodejs24.x'),
          files,
          handler: 'index.handler',
        })
      ).ready();
    one.launcher.serveInside('platformApi', (socket) => socket.end('again'));
    const first = await launchOne();
    const scratch = join(one.launcher.codeRoot, '..');
    const [launcher = 0] = await findProcesses(
      (command) => command.includes('/launcher/process/main') && command.includes(scratch),
    );
    const rules = await readFile(join(scratch, 'networks/rules'), 'utf8');
    const table = /table inet (\S+)/.exec(rules)?.[1] ?? assert.fail();
    process.kill(launcher, 'SIGKILL');
    await first.exit;
    const second = await launchOne();
    assert.deepEqual(await second.result([['127.0.0.1', 4566]]), ['again']);
    await second.stop();
    await one.close();
    const tag = table.replace('lambent_', '');
    assert.doesNotMatch(execFileSync('nft', ['list', 'tables'], { encoding: 'utf8' }), new RegExp(table));
    assert.deepEqual(
      (await readdir('/run/netns')).filter((name) => name.includes(tag)),
      [],
    );
    assert.deepEqual(
      Object.keys(networkInterfaces()).filter((name) => name.includes(tag)),
      [],
    );
  });
});

/** At which nobody listens. */
async function closedPort(): Promise<number> {
  const server = await hostServer();
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}

/** Answers on every address of this host. */
async function hostServer(): Promise<Server> {
  const server = createServer((socket) => socket.end('the host'));
  server.listen(0, '0.0.0.0');
  await once(server, 'listening');
  return server;
}
