import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { type TestContext, test } from 'node:test';
import { VirtualClock } from '#ambient';
import { relayTo } from './function-hosts.ts';

const mebibyte = 1024 * 1024;

/** A function's end of connections that are relayed to `port`, and the operator's lines. */
async function openRelay(t: TestContext, port: number) {
  const lines: string[] = [];
  const log = { debug() {}, info() {}, error() {}, warn: (line: string) => void lines.push(line) };
  const take = relayTo({ host: 'localhost', port }, { clock: new VirtualClock(), log });
  const relay = await listen(t, (socket) => take(socket, 'environment'));
  return {
    lines,
    connect: () => connect({ port: portOf(relay), host: '127.0.0.1', allowHalfOpen: true }),
  };
}

async function listen(t: TestContext, take: (socket: Socket) => void): Promise<Server> {
  const server = createServer({ allowHalfOpen: true }, take);
  t.after(() => server.close());
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return server;
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}

test('bytes and ends go both ways, and neither end waits for the other', async (t) => {
  const bytes = Buffer.alloc(8 * mebibyte, 'x');
  const server = await listen(t, (socket) => {
    let length = 0;
    socket.on('data', (chunk: Buffer) => {
      length += chunk.length;
    });
    socket.once('end', () => {
      socket.write(bytes);
      socket.end(String(length));
    });
  });
  const { connect: connectNear, lines } = await openRelay(t, portOf(server));
  const near = connectNear();
  near.end(bytes);
  const received: Buffer[] = [];
  for await (const chunk of near) received.push(chunk as Buffer);
  const text = Buffer.concat(received);
  assert.equal(text.length, bytes.length + String(bytes.length).length);
  assert.equal(text.subarray(bytes.length).toString(), String(bytes.length));
  assert.deepEqual(lines, []);
});

test('where nobody listens connections are reset at once, and the operator reads it once', async (t) => {
  const gone = await listen(t, () => undefined);
  const port = portOf(gone);
  gone.close();
  const { connect: connectNear, lines } = await openRelay(t, port);
  for (let attempt = 0; attempt < 3; attempt += 1) {
    const near = connectNear();
    const [error] = (await once(near, 'error')) as [NodeJS.ErrnoException];
    assert.equal(error.code, 'ECONNRESET');
  }
  assert.equal(lines.length, 1);
  assert.match(lines[0] ?? '', /^functions do not reach localhost:\d+ of --function-hosts: /);
});

test('what is cut off on one side is cut off on the other', async (t) => {
  const taken: Socket[] = [];
  const server = await listen(t, (socket) => {
    socket.on('error', () => undefined);
    taken.push(socket);
    socket.write('here');
  });
  const { connect: connectNear, lines } = await openRelay(t, portOf(server));
  const left = connectNear();
  await once(left, 'data');
  left.resetAndDestroy();
  await new Promise((resolve) => taken[0]?.once('close', resolve));
  const cut = connectNear();
  await once(cut, 'data');
  taken[1]?.resetAndDestroy();
  const [error] = (await once(cut, 'error')) as [NodeJS.ErrnoException];
  assert.equal(error.code, 'ECONNRESET');
  assert.deepEqual(lines, []);
});
