import assert from 'node:assert/strict';
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
  await client.until(/3\r\none\r\n3\r\ntwo\r\n0\r\n\r\n[^]*3\r\ntwo\r\n0\r\n\r\n$/);
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
  const { connect } = await openTestEdge(t, async () => ({ status: 200, headers: [], body }));
  const client = connect();
  client.socket.pause();
  client.send(head('GET /'));
  // Settled when many turns of the loop in a row have produced nothing more.
  let quiet = 0;
  for (let before = -1; quiet < 50; before = produced()) {
    quiet = produced() === before && before > 0 ? quiet + 1 : 0;
    await new Promise(setImmediate);
  }
  // What the kernel's socket buffers hold, a few MiB each way, is out of our hands.
  assert.ok(produced() < chunks / 4, `${produced()} of ${chunks} chunks were produced unread`);
  client.socket.resume();
  await client.until(/\r\n0\r\n\r\n$/);
  assert.equal(produced(), chunks);
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
