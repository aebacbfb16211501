import assert from 'node:assert/strict';
import { connect as connectHttp2 } from 'node:http2';
import { Readable } from 'node:stream';
import { test } from 'node:test';
import { hang, head, heldAnswer, openTestEdge, passTimeUntil, text } from './edge.fixture.ts';

test('a request in flight finishes, on a connection that then closes', hang, async (t) => {
  const held = heldAnswer();
  const { connect, edge } = await openTestEdge(t, held.serve);
  const client = connect(head('GET /'));
  await held.arrived;
  const closed = edge.close();
  assert.equal(edge.draining, true);
  held.release(text('finished'));
  await closed;
  await client.closed;
  assert.match(client.received, /Connection: close.*finished$/s);
});

test('idle connections close at once, new ones are not accepted', hang, async (t) => {
  const { connect, edge, clock } = await openTestEdge(t, async () => text('ok'));
  const used = connect(head('GET /'));
  await used.until(/ok$/);
  const fresh = connect();
  await new Promise((resolve) => fresh.socket.once('connect', resolve));
  const beforeMs = clock.monotonic();
  await edge.close();
  assert.equal(clock.monotonic(), beforeMs);
  await Promise.all([used.closed, fresh.closed]);
  assert.equal(used.socket.errored, null);
  const late = connect(head('GET /'));
  await late.closed;
  assert.equal(late.received, '');
});

test(
  'requests that arrive while it drains are answered 503 and their connections closed',
  hang,
  async (t) => {
    const held = heldAnswer();
    const { connect, edge } = await openTestEdge(t, ({ path }) =>
      path === '/held' ? held.serve({} as never) : Promise.resolve(text('ok')),
    );
    const pipelining = connect(head('GET /') + head('GET /held') + head('GET /behind'));
    await pipelining.until(/ok$/);
    const kept = connect(head('GET /'));
    await kept.until(/ok$/);
    // Half a header is a request under way: its connection is not idle.
    kept.send('GET /late HTTP/1.1\r\nHost: loc');
    const begun = connect('GET /first HTTP/1.1\r\nHost: loc');
    await held.arrived;
    for (let i = 0; i < 10; i++) await new Promise(setImmediate);
    const closed = edge.close();
    for (const client of [kept, begun]) client.send('alhost\r\n\r\n');
    await Promise.all([kept.closed, begun.closed]);
    assert.deepEqual(kept.statuses, [200, 503]);
    assert.deepEqual(begun.statuses, [503]);
    assert.match(begun.received, /Connection: close.*Lambent is stopping/s);
    held.release(text('held'));
    await closed;
    await pipelining.closed;
    // The one in flight is the last of its connection; what was pipelined behind it was not begun, and may be sent again elsewhere.
    assert.deepEqual(pipelining.statuses, [200, 200]);
  },
);

test('a streamed answer in flight finishes before its connection closes', hang, async (t) => {
  const body = new Readable({ read() {} });
  const { connect, edge } = await openTestEdge(t, async () => ({ status: 200, headers: [], body }));
  const client = connect(head('GET /'));
  await client.until(/\r\n\r\n$/);
  const closed = edge.close();
  body.push('the rest');
  body.push(null);
  await closed;
  await client.closed;
  assert.match(client.received, /the rest\r\n0\r\n\r\n$/);
});

test('HTTP/2 connections are told to go away, and their streams finish', hang, async (t) => {
  const held = heldAnswer();
  const { edge } = await openTestEdge(t, held.serve);
  const session = connectHttp2(edge.endpoint);
  const idle = connectHttp2(edge.endpoint);
  await new Promise((resolve) => idle.once('remoteSettings', resolve));
  const stream = session.request({ ':path': '/' });
  let body = '';
  stream.on('data', (chunk) => {
    body += chunk;
  });
  await held.arrived;
  const goneAway = new Promise((resolve) => session.once('goaway', resolve));
  const idleClosed = new Promise((resolve) => idle.once('close', resolve));
  const closed = edge.close();
  await Promise.all([goneAway, idleClosed]);
  held.release(text('finished'));
  await new Promise((resolve) => stream.once('close', resolve));
  assert.equal(body, 'finished');
  await closed;
});

test('what is still in flight after the drain timeout is aborted', hang, async (t) => {
  const first = heldAnswer();
  const second = heldAnswer();
  const { connect, edge, clock } = await openTestEdge(
    t,
    (request) => (request.protocol === 'HTTP/2.0' ? second : first).serve(request),
    { drainTimeoutMs: 5_000 },
  );
  const client = connect(head('GET /'));
  const session = connectHttp2(edge.endpoint);
  session.on('error', () => {});
  session.request({ ':path': '/' }).on('error', () => {});
  let aborts = 0;
  for (const { arrived } of [first, second]) {
    (await arrived).onAbort(() => {
      aborts += 1;
    });
  }
  const startMs = clock.monotonic();
  await passTimeUntil(clock, edge.close());
  assert.ok(clock.monotonic() - startMs >= 5_000);
  await client.closed;
  assert.equal(aborts, 2);
  assert.equal(client.received, '');
});

test('closing twice is closing once, and leaves no timer behind', hang, async (t) => {
  const { connect, edge, clock } = await openTestEdge(t, async () => text('ok'));
  const client = connect(head('GET /'));
  await client.until(/ok$/);
  assert.equal(clock.pending, 1);
  assert.equal(edge.close(), edge.close());
  await edge.close();
  assert.equal(clock.pending, 0);
});
