import assert from 'node:assert/strict';
import { get, type IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { test } from 'node:test';
import { hang, head, onlyLine, openTestEdge } from './edge.fixture.ts';

const chunkBytes = 65_536;

/** A body that counts what was asked of it. */
function countedBody(chunks: number): { body: Readable; produced: () => number } {
  let produced = 0;
  const body = new Readable({
    read() {
      this.push(produced === chunks ? null : Buffer.alloc(chunkBytes, produced % 256));
      if (produced < chunks) produced += 1;
    },
  });
  return { body, produced: () => produced };
}

test('a streamed answer is chunked, and the connection goes on', hang, async (t) => {
  const { connect } = await openTestEdge(t, async () => ({
    status: 200,
    headers: ['Content-Type', 'text/plain'],
    body: Readable.from(['one', 'two']),
  }));
  const client = connect(head('GET /') + head('GET /'));
  await client.until(/3\r\none\r\n3\r\ntwo\r\n0\r\n\r\n.*3\r\ntwo\r\n0\r\n\r\n$/s);
  assert.deepEqual(client.statuses, [200, 200]);
});

test('the header of a streamed answer is sent before the first byte of its body', hang, async (t) => {
  const body = new Readable({ read() {} });
  const { connect } = await openTestEdge(t, async () => ({ status: 200, headers: [], body }));
  const client = connect(head('GET /'));
  await client.until(/\r\n\r\n$/);
  body.push('late');
  body.push(null);
  await client.until(/late\r\n0\r\n\r\n$/);
});

test('a streamed answer is produced no faster than it is read', hang, async (t) => {
  const chunks = 2_000;
  const { body, produced } = countedBody(chunks);
  const { edge } = await openTestEdge(t, async () => ({ status: 200, headers: [], body }));
  const answer = await new Promise<IncomingMessage>((resolve) => get(edge.endpoint, resolve));
  // Settled when many turns of the loop in a row have produced nothing more.
  let quiet = 0;
  for (let before = -1; quiet < 50; ) {
    quiet = produced() === before ? quiet + 1 : 0;
    before = produced();
    await new Promise(setImmediate);
  }
  // What the kernel's socket buffers hold, a few MiB each way, is out of our hands.
  assert.ok(produced() < chunks / 4, `${produced()} of ${chunks} chunks were produced unread`);
  let received = 0;
  for await (const chunk of answer) received += (chunk as Buffer).length;
  assert.equal(received, chunks * chunkBytes);
});

test('an answer whose stream fails breaks off, so that the client can tell', hang, async (t) => {
  const { connect, logged } = await openTestEdge(t, async () => ({
    status: 200,
    headers: [],
    body: Readable.from(
      (async function* () {
        yield 'begun';
        throw new Error('engine failure');
      })(),
    ),
  }));
  const client = connect(head('GET /'));
  await client.closed;
  assert.match(client.received, /begun/);
  assert.doesNotMatch(client.received, /\r\n0\r\n\r\n/);
  assert.match(onlyLine(logged, 'warn').message, /broke off/);
});

test('a stream that failed or ended before it is sent does not hang its request', hang, async (t) => {
  const failed = new Readable({ read() {} });
  failed.on('error', () => {}).destroy(new Error('early'));
  const ended = Readable.from([]);
  ended.resume();
  await new Promise((resolve) => ended.once('close', resolve));
  const { connect } = await openTestEdge(t, async ({ query }) => ({
    status: 200,
    headers: [],
    body: query === 'failed' ? failed : ended,
  }));
  await connect(head('GET /?failed')).closed;
  await connect(head('GET /?ended')).until(/\r\n0\r\n\r\n$/);
});

test('a client that leaves destroys the stream it was read from', hang, async (t) => {
  const { body } = countedBody(Number.POSITIVE_INFINITY);
  const destroyed = new Promise<void>((resolve) => body.once('close', () => resolve()));
  const { connect, logged } = await openTestEdge(t, async () => ({ status: 200, headers: [], body }));
  const client = connect(head('GET /'));
  await client.until(/200 OK/);
  client.socket.destroy();
  await destroyed;
  assert.deepEqual(logged, []);
});

test('HEAD destroys the stream that it does not send', hang, async (t) => {
  const { body } = countedBody(10);
  const { connect } = await openTestEdge(t, async () => ({ status: 200, headers: [], body }));
  const client = connect(head('HEAD /'));
  await client.until(/\r\n\r\n$/);
  assert.equal(body.destroyed, true);
});
