import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { type TestContext, test } from 'node:test';
import {
  hang,
  head,
  openTestEdge,
  passTimeUntil,
  type RawClient,
  type TestEdge,
  text,
} from './edge.fixture.ts';
import type { EdgeLimits } from './limits.ts';

const limits: Partial<EdgeLimits> = {
  headersTimeoutMs: 1_000,
  bodyIdleTimeoutMs: 1_000,
  bodyProgressBytesMin: 100,
  bodyTotalTimeoutMs: 5_000,
  keepAliveTimeoutMs: 3_000,
  lingerTimeoutMs: 200,
  http2SettingsTimeoutMs: 1_000,
  responseStallTimeoutMs: 1_000,
  responseBytesPerSecondMin: 1024 * 1024,
};
const preface = 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n';

function openEcho(t: TestContext, extra: Partial<EdgeLimits> = {}): Promise<TestEdge> {
  return openTestEdge(t, async (request) => text((await request.readBody(1_000_000)).toString()), {
    ...limits,
    ...extra,
  });
}

/** Lets time pass until the client is cut off, and says how much of it passed. */
async function cutOffAfter({ clock }: TestEdge, client: RawClient, drip?: string): Promise<number> {
  const startMs = clock.monotonic();
  await passTimeUntil(clock, client.closed, drip === undefined ? undefined : () => client.send(drip));
  return clock.monotonic() - startMs;
}

test('a silent connection is cut off', hang, async (t) => {
  const fixture = await openEcho(t);
  const client = fixture.connect();
  assert.ok((await cutOffAfter(fixture, client)) >= 1_000);
  assert.equal(client.received, '');
});

test('half a header is answered 408 and cut off', hang, async (t) => {
  const fixture = await openEcho(t);
  const client = fixture.connect('GET / HTTP/1.1\r\nHost: local');
  assert.ok((await cutOffAfter(fixture, client)) >= 1_000);
  assert.deepEqual(client.statuses, [408]);
  assert.match(client.received, /Connection: close/);
});

test('a header that drips in is cut off though bytes keep coming', hang, async (t) => {
  const fixture = await openEcho(t);
  const client = fixture.connect('GET / HTTP/1.1\r\nX-Drip: ');
  assert.ok((await cutOffAfter(fixture, client, 'a')) >= 1_000);
  assert.deepEqual(client.statuses, [408]);
});

test('a body that stops is answered 408 and cut off', hang, async (t) => {
  const fixture = await openEcho(t);
  const client = fixture.connect(`${head('POST /', 'Content-Length: 500')}half`);
  assert.ok((await cutOffAfter(fixture, client)) >= 1_000);
  assert.deepEqual(client.statuses, [408]);
});

test('a body that drips in is cut off though bytes keep coming', hang, async (t) => {
  const fixture = await openEcho(t);
  const client = fixture.connect(head('POST /', 'Content-Length: 100000'));
  const passedMs = await cutOffAfter(fixture, client, 'b');
  assert.ok(passedMs >= 1_000 && passedMs < 5_000);
  assert.deepEqual(client.statuses, [408]);
});

test('a body that makes progress is still bounded in total', hang, async (t) => {
  const fixture = await openEcho(t);
  const client = fixture.connect(head('POST /', 'Content-Length: 999999'));
  assert.ok((await cutOffAfter(fixture, client, 'b'.repeat(100))) >= 5_000);
  assert.deepEqual(client.statuses, [408]);
});

test('a slow body that makes progress is read to its end', hang, async (t) => {
  const fixture = await openEcho(t);
  const client = fixture.connect(head('POST /', 'Content-Length: 400'));
  for (let i = 0; i < 4; i++) {
    await fixture.clock.advance(600);
    client.send('c'.repeat(100));
    await fixture.clock.advance(100);
  }
  await client.until(/c{400}$/);
});

test('a request that a door thinks about for long is not cut off', hang, async (t) => {
  let answer: (() => void) | undefined;
  const fixture = await openTestEdge(
    t,
    () =>
      new Promise((resolve) => {
        answer = () => resolve(text('at last'));
      }),
    limits,
  );
  const client = fixture.connect(head('GET /'));
  while (answer === undefined) await fixture.clock.advance(10);
  await fixture.clock.advance(60_000);
  answer();
  await client.until(/at last$/);
});

test('half an HTTP/2 preface is cut off', hang, async (t) => {
  const fixture = await openEcho(t);
  const client = fixture.connect(preface.slice(0, 12));
  assert.ok((await cutOffAfter(fixture, client)) >= 1_000);
});

test('an HTTP/2 preface without SETTINGS is cut off', hang, async (t) => {
  const fixture = await openEcho(t, { headersTimeoutMs: 60_000, keepAliveTimeoutMs: 60_000 });
  const client = fixture.connect(preface);
  const passedMs = await cutOffAfter(fixture, client);
  assert.ok(passedMs >= 1_000 && passedMs < 60_000);
});

test('an HTTP/2 connection without requests is cut off', hang, async (t) => {
  const fixture = await openEcho(t, { headersTimeoutMs: 60_000, http2SettingsTimeoutMs: 60_000 });
  const emptySettings = '\0\0\0\x04\0\0\0\0\0';
  const client = fixture.connect(preface + emptySettings);
  const passedMs = await cutOffAfter(fixture, client);
  assert.ok(passedMs >= 3_000 && passedMs < 60_000);
});

test('a kept-alive connection without a further request is closed', hang, async (t) => {
  const fixture = await openEcho(t);
  const client = fixture.connect(head('GET /'));
  await client.until(/200 OK/);
  assert.ok((await cutOffAfter(fixture, client)) >= 3_000);
  assert.deepEqual(client.statuses, [200]);
});

test('half a header on a kept-alive connection is answered 408', hang, async (t) => {
  const fixture = await openEcho(t);
  const client = fixture.connect(head('GET /'));
  await client.until(/200 OK/);
  client.send('GET / HTTP/1.1\r\nX-Drip: ');
  await cutOffAfter(fixture, client, 'x');
  assert.deepEqual(client.statuses, [200, 408]);
});

const large = 32 * 1024 * 1024;

test('a client that takes none of a whole answer is cut off', hang, async (t) => {
  const fixture = await openTestEdge(t, async () => text('x'.repeat(large)), limits);
  const client = fixture.connect();
  client.socket.pause();
  client.send(head('GET /'));
  const gone = new Promise<void>((resolve) => client.socket.once('close', () => resolve()));
  // A paused socket does not notice its end; take a little time and read on, what was cut off stays cut off.
  await fixture.clock.advance(100);
  for (let i = 0; i < 100; i++) await fixture.clock.advance(1_000);
  client.socket.resume();
  await passTimeUntil(fixture.clock, gone);
  assert.ok(client.received.length < large);
});

test('a client that takes none of a streamed answer is cut off and the stream destroyed', hang, async (t) => {
  let produced = 0;
  const body = new Readable({
    read() {
      produced += 65_536;
      this.push(Buffer.alloc(65_536));
    },
  });
  const destroyed = new Promise<void>((resolve) => body.once('close', () => resolve()));
  const fixture = await openTestEdge(t, async () => ({ status: 200, headers: [], body }), limits);
  const client = fixture.connect();
  client.socket.pause();
  client.send(head('GET /'));
  await passTimeUntil(fixture.clock, destroyed);
  // Endless, and yet bounded by what the kernel's buffers and ours hold.
  assert.ok(produced < large, `${produced} bytes were produced for a client that reads none`);
});
