/** What a function reaches of the network: in the default configuration, and where that cannot be had. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, symlink } from 'node:fs/promises';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { networkInterfaces } from 'node:os';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import { runLambent, withFolder } from '../lambent-process.ts';
import { missingForNetworks } from '../missing-for-networks.ts';
import { missingTool } from '../tool.ts';
import { clientOf, createFunction } from './client.ts';

const skip = missingForNetworks();

/** Answers for each `[host, port]` what comes first: bytes, or the error's code. */
const reaches = `const { connect } = require('node:net');
const reach = ([host, port]) => new Promise((resolve) => {
  const socket = connect({ host, port }).setTimeout(2_000, () => { socket.destroy(); resolve('ETIMEDOUT'); });
  socket.once('data', (bytes) => { socket.destroy(); resolve(String(bytes)); });
  socket.once('error', ({ code }) => resolve(code));
});
exports.handler = (places) => Promise.all(places.map(reach));`;

/** Listens on every address of its network, in a process of its own, and says which it has. */
const listens = `const { spawn } = require('node:child_process');
const listen = "require('node:net').createServer((socket) => socket.end('function')).listen(8080, () => console.log('up'))";
exports.handler = async () => {
  await require('node:events').once(spawn(process.execPath, ['-e', listen]).stdout, 'data');
  const all = Object.values(require('node:os').networkInterfaces()).flat();
  return all.filter(({ internal }) => !internal).map(({ address }) => address);
};`;

async function invoke<T>(lambda: LambdaClient, FunctionName: string, event: unknown = null): Promise<T> {
  const sent = await lambda.send(new InvokeCommand({ FunctionName, Payload: JSON.stringify(event) }));
  const text = Buffer.from(sent.Payload ?? []).toString();
  assert.equal(sent.FunctionError, undefined, text);
  return JSON.parse(text) as T;
}

/** On every address of this host, of both versions. */
async function openService(): Promise<{ readonly server: Server; readonly port: number }> {
  const server = createServer((socket) => socket.end('host'));
  await once(server.listen(0, '::'), 'listening');
  return { server, port: (server.address() as AddressInfo).port };
}

test(
  'by default a function reaches Lambent, what was opened to it, and nothing else of this host',
  { skip },
  () =>
    withFolder(async (folder, start) => {
      const [{ server, port }, opened] = await Promise.all([openService(), openService()]);
      try {
        const flags = ['--function-hosts', `localhost:${opened.port}`];
        const { endpoint, output } = await start(`${folder}/data`, flags);
        assert.match(output(), new RegExp(`Network +isolated: .*localhost:${opened.port}`));
        const lambda = clientOf(endpoint);
        await createFunction(lambda, 'reaches', reaches);
        await createFunction(lambda, 'listens', listens);
        const others = await invoke<string[]>(lambda, 'listens');
        assert.ok(others.length > 0);
        const [linkLocal, addresses] = addressesOfHost();
        const closed: [string, number][] = [
          ...['127.0.0.1', 'localhost', '::1', ...addresses].map((host): [string, number] => [host, port]),
          ...linkLocal.map((address): [string, number] => [`${address}%eth0`, port]),
          ['fe80::1%eth0', port],
          ...others.map((address): [string, number] => [address, 8080]),
          // The host's end of the other function's network.
          ...others.map((address): [string, number] => [
            address.replace(/\d+$/, (last) => String(Number(last) - 1)),
            port,
          ]),
          ['169.254.169.254', 80],
          ['127.0.0.1', Number(new URL(endpoint).port)],
        ];
        const answers = await invoke<string[]>(lambda, 'reaches', closed);
        const reached = closed.filter((_place, index) => !/^E[A-Z]+$/.test(answers[index] ?? ''));
        assert.deepEqual(reached, []);
        assert.deepEqual(await invoke(lambda, 'reaches', [['localhost', opened.port]]), ['host']);
        lambda.destroy();
      } finally {
        server.close();
        opened.server.close();
      }
    }),
);

/** Those of its links alone, and the others, without loopback. */
function addressesOfHost(): [string[], string[]] {
  const all = Object.values(networkInterfaces()).flatMap((some = []) => some);
  const own = all.filter(({ internal }) => !internal).map(({ address }) => address);
  const isLinkLocal = (address: string) => /^fe80:/i.test(address);
  return [own.filter(isLinkLocal), own.filter((address) => !isLinkLocal(address))];
}

const callsBack = `exports.handler = async () => {
  const inner = process.env.AWS_ENDPOINT_URL;
  return [inner, (await fetch(inner + '/2015-03-31/functions')).status];
};`;

test('a function calls Lambent back by the URL that it is given', { skip }, () =>
  withFolder(async (folder, start) => {
    const { endpoint } = await start(`${folder}/data`);
    const lambda = clientOf(endpoint);
    await createFunction(lambda, 'caller', callsBack);
    assert.deepEqual(await invoke(lambda, 'caller'), ['http://127.0.0.1:4566', 200]);
    lambda.destroy();
  }),
);

test('with --network host a function shares this host’s network', { skip: missingTool('bwrap') }, () =>
  withFolder(async (folder, start) => {
    const { server, port } = await openService();
    try {
      const { endpoint, output } = await start(`${folder}/data`, ['--network', 'host']);
      assert.match(output(), /Network +host: functions reach this host's own services/);
      const lambda = clientOf(endpoint);
      await createFunction(lambda, 'reaches', reaches);
      assert.deepEqual(await invoke(lambda, 'reaches', [['127.0.0.1', port]]), ['host']);
      lambda.destroy();
    } finally {
      server.close();
    }
  }),
);

test(
  'where networks cannot be had auto says so and goes on, and what was opened changes nothing',
  { skip: missingTool('bwrap') },
  () =>
    withFolder(async (folder, start) => {
      // A host without the programs, whoever starts it.
      const flags = ['--search-path', `${folder}/programs`, '--function-hosts', 'localhost:5432'];
      await mkdir(`${folder}/programs`);
      for (const name of ['bwrap', 'setpriv']) await symlink(await which(name), `${folder}/programs/${name}`);
      const { output } = await start(`${folder}/data`, flags);
      assert.match(
        output(),
        /functions share this host's network: .* cannot be had here \(.+\); on Linux, apt install bubblewrap/,
      );
      assert.match(output(), /--function-hosts changes nothing/);
      assert.match(output(), /Network +host: /);
    }),
);

async function which(program: string): Promise<string> {
  const { stdout } = await promisify(execFile)('sh', ['-c', `command -v ${program}`]);
  return stdout.trim();
}

test('isolated is refused in one line where it cannot be had', () =>
  withFolder(async (folder) => {
    const settings = ['--network', 'isolated', '--isolation', 'process'];
    const { code, stderr } = await runLambent([
      'start',
      '--port',
      '0',
      '--data',
      `${folder}/data`,
      ...settings,
    ]);
    assert.equal(code, 1);
    assert.match(stderr, /^lambent: --network isolated cannot be had here: it needs bubblewrap\n$/);
  }));

test('hosts are not opened where nothing is closed', async () => {
  const { code, stderr } = await runLambent([
    'start',
    '--network',
    'host',
    '--function-hosts',
    'localhost:5432',
  ]);
  assert.equal(code, 1);
  assert.match(
    stderr,
    /^lambent: --function-hosts opens nothing with --network host: functions reach all of it\n$/,
  );
});
