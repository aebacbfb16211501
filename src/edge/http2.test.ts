import assert from 'node:assert/strict';
import {
  type ClientHttp2Session,
  type ClientHttp2Stream,
  connect,
  constants,
  type IncomingHttpHeaders,
  type OutgoingHttpHeaders,
} from 'node:http2';
import { Readable } from 'node:stream';
import { type TestContext, test } from 'node:test';
import type { HttpRequest } from '#wire';
import {
  hang,
  heldAnswer,
  onlyLine,
  openTestEdge,
  passTimeUntil,
  type TestEdge,
  text,
} from './edge.fixture.ts';

function dial(t: TestContext, { edge }: TestEdge): ClientHttp2Session {
  const session = connect(edge.endpoint);
  session.on('error', () => {});
  t.after(() => session.destroy());
  return session;
}

type Answer = {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  readonly rstCode: number | undefined;
};

async function answerOf(stream: ClientHttp2Stream): Promise<Answer> {
  let headers: IncomingHttpHeaders = {};
  let body = '';
  stream.on('response', (received) => {
    headers = received;
  });
  stream.on('data', (chunk) => {
    body += chunk;
  });
  stream.on('error', () => {});
  await new Promise((resolve) => stream.once('close', resolve));
  return { headers, body, rstCode: stream.rstCode };
}

function request(session: ClientHttp2Session, headers: OutgoingHttpHeaders, body?: string): Promise<Answer> {
  const stream = session.request(headers, { endStream: body === undefined });
  if (body !== undefined) stream.end(body);
  return answerOf(stream);
}

test('a door sees an HTTP/2 request as if it were HTTP/1.1', hang, async (t) => {
  let seen: HttpRequest | undefined;
  const fixture = await openTestEdge(t, async (incoming) => {
    seen = incoming;
    return text(`<${(await incoming.readBody(100)).toString()}>`, 201, [
      'X-Case',
      'Kept',
      'Set-Cookie',
      'a',
      'set-cookie',
      'b',
    ]);
  });
  const session = dial(t, fixture);
  const answer = await request(
    session,
    { ':method': 'POST', ':path': '/a%20b?c=d', 'x-one': '1', cookie: ['a=1', 'b=2'] },
    'hello',
  );
  assert.equal(answer.body, '<hello>');
  assert.equal(answer.headers[':status'], 201);
  assert.equal(answer.headers['x-case'], 'Kept');
  assert.deepEqual(answer.headers['set-cookie'], ['a', 'b']);
  assert.equal(answer.headers['content-length'], '7');
  assert.ok(seen);
  assert.equal(seen.protocol, 'HTTP/2.0');
  assert.equal(seen.path, '/a%20b');
  assert.equal(seen.query, 'c=d');
  assert.equal(seen.host, '127.0.0.1');
  assert.equal(seen.headers.host, `127.0.0.1:${fixture.edge.address.port}`);
  assert.equal(seen.headers.cookie, 'a=1; b=2');
  assert.equal(
    seen.rawHeaders.some((name) => name.startsWith(':')),
    false,
  );
  assert.equal(seen.sourceIp, '127.0.0.1');
});

test('a preface split after its first byte, and byte by byte, is HTTP/2', hang, async (t) => {
  const fixture = await openTestEdge(t, async () => text('ok'));
  const emptySettings = '\0\0\0\x04\0\0\0\0\0';
  const client = fixture.connect();
  client.socket.setNoDelay();
  for (const byte of `PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n${emptySettings}`) {
    client.send(byte);
    await new Promise(setImmediate);
  }
  // An empty SETTINGS frame with the flag ACK: the server has understood ours.
  const acknowledgement = '\0\0\0\x04\x01\0\0\0\0';
  await client.until(new RegExp(acknowledgement));
});

test('many requests share one connection at once', hang, async (t) => {
  const fixture = await openTestEdge(t, async ({ query }) => text(query));
  const session = dial(t, fixture);
  const answers = await Promise.all(
    Array.from({ length: 100 }, (_, i) => request(session, { ':path': `/?${i}` })),
  );
  assert.deepEqual(
    answers.map(({ body }) => body),
    Array.from({ length: 100 }, (_, i) => String(i)),
  );
});

test('connection headers of a door are dropped; HEAD and 204 have no body', hang, async (t) => {
  const fixture = await openTestEdge(t, async ({ query }) =>
    text('body', Number(query), [
      'Connection',
      'close',
      'Transfer-Encoding',
      'chunked',
      'Keep-Alive',
      'x',
      'X-Kept',
      '1',
    ]),
  );
  const session = dial(t, fixture);
  const get = await request(session, { ':path': '/?200' });
  assert.equal(get.body, 'body');
  assert.equal(get.headers.connection, undefined);
  assert.equal(get.headers['transfer-encoding'], undefined);
  assert.equal(get.headers['x-kept'], '1');
  const headOnly = await request(session, { ':method': 'HEAD', ':path': '/?200' });
  assert.equal(headOnly.body, '');
  assert.equal(headOnly.headers['content-length'], '4');
  const empty = await request(session, { ':path': '/?204' });
  assert.equal(empty.body, '');
  assert.equal(empty.headers['content-length'], undefined);
});

test('an answer that HTTP forbids becomes a logged 500', hang, async (t) => {
  const bad = [text('x', 200, ['X-Bad', 'a\r\nb: c']), text('x', 200, ['bad name', 'x']), text('x', 101)];
  const fixture = await openTestEdge(t, async ({ query }) => bad[Number(query)] ?? text('fine'));
  const session = dial(t, fixture);
  for (const i of bad.keys()) {
    assert.equal((await request(session, { ':path': `/?${i}` })).headers[':status'], 500);
  }
  assert.equal((await request(session, { ':path': '/?9' })).body, 'fine');
  assert.equal(fixture.logged.filter(({ level }) => level === 'error').length, bad.length);
});

test('a URL or header above the bounds is refused', hang, async (t) => {
  const fixture = await openTestEdge(t, async () => text('ok'), {
    urlBytesMax: 100,
    headersMax: 20,
    headerBytesMax: 4_000,
  });
  const session = dial(t, fixture);
  assert.equal((await request(session, { ':path': `/?${'q'.repeat(100)}` })).headers[':status'], 414);
  const many = Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`x-${i}`, '1']));
  assert.notEqual((await request(session, { ':path': '/', ...many })).headers[':status'], 200);
  assert.notEqual(
    (await request(session, { ':path': '/', 'x-large': 'h'.repeat(8_000) })).headers[':status'],
    200,
  );
  assert.equal((await request(session, { ':path': '/' })).body, 'ok');
});

test(
  'a body above the limit is refused, declared or not, and the client is told to stop',
  hang,
  async (t) => {
    const fixture = await openTestEdge(t, async (incoming) =>
      text(String((await incoming.readBody(10)).length)),
    );
    const session = dial(t, fixture);
    const declared = session.request({ ':method': 'POST', ':path': '/', 'content-length': 1_000 });
    const refusedEarly = await answerOf(declared);
    assert.equal(refusedEarly.headers[':status'], 413);
    assert.equal(refusedEarly.rstCode, constants.NGHTTP2_NO_ERROR);
    const undeclared = session.request({ ':method': 'POST', ':path': '/' });
    undeclared.write('more than ten bytes');
    const refusedLate = await answerOf(undeclared);
    assert.equal(refusedLate.headers[':status'], 413);
    assert.equal((await request(session, { ':method': 'POST', ':path': '/' }, 'ten bytes.')).body, '10');
  },
);

test('100-continue is sent when a door reads the body', hang, async (t) => {
  const fixture = await openTestEdge(t, async (incoming) => text((await incoming.readBody(10)).toString()));
  const stream = dial(t, fixture).request({ ':method': 'POST', ':path': '/', expect: '100-continue' });
  await new Promise((resolve) => stream.once('continue', resolve));
  stream.end('hello');
  assert.equal((await answerOf(stream)).body, 'hello');
});

test('a body that drips in is answered 408', hang, async (t) => {
  const fixture = await openTestEdge(
    t,
    async (incoming) => text(String((await incoming.readBody(1_000)).length)),
    {
      bodyIdleTimeoutMs: 1_000,
      bodyProgressBytesMin: 100,
    },
  );
  const stream = dial(t, fixture).request({ ':method': 'POST', ':path': '/' });
  const answer = await passTimeUntil(fixture.clock, answerOf(stream), () => {
    if (stream.writable) stream.write('b');
  });
  assert.equal(answer.headers[':status'], 408);
});

test('a stream that its client resets is an abort', hang, async (t) => {
  const held = heldAnswer();
  const fixture = await openTestEdge(t, held.serve);
  const stream = dial(t, fixture).request({ ':path': '/' });
  stream.on('error', () => {});
  const incoming = await held.arrived;
  const aborted = new Promise<void>((resolve) => incoming.onAbort(resolve));
  stream.close(constants.NGHTTP2_CANCEL);
  await aborted;
  held.release(text('too late'));
  assert.deepEqual(fixture.logged, []);
});

test('a connection that breaks aborts its requests', hang, async (t) => {
  const held = heldAnswer();
  const fixture = await openTestEdge(t, held.serve);
  const session = dial(t, fixture);
  session.request({ ':path': '/' }).on('error', () => {});
  const incoming = await held.arrived;
  const aborted = new Promise<void>((resolve) => incoming.onAbort(resolve));
  session.destroy();
  await aborted;
});

test('a streamed answer arrives whole, one that breaks off is reset', hang, async (t) => {
  const fixture = await openTestEdge(t, async ({ query }) => ({
    status: 200,
    headers: [],
    body: Readable.from(
      (async function* () {
        yield 'one';
        if (query === 'bad') throw new Error('engine failure');
        yield 'two';
      })(),
    ),
  }));
  const session = dial(t, fixture);
  assert.equal((await request(session, { ':path': '/' })).body, 'onetwo');
  const broken = await request(session, { ':path': '/?bad' });
  assert.equal(broken.rstCode, constants.NGHTTP2_INTERNAL_ERROR);
  assert.match(onlyLine(fixture.logged, 'warn').message, /broke off/);
});

test('a client that takes none of its answer has its stream cut off', hang, async (t) => {
  let produced = 0;
  const body = new Readable({
    read() {
      produced += 65_536;
      this.push(Buffer.alloc(65_536));
    },
  });
  const destroyed = new Promise<void>((resolve) => body.once('close', () => resolve()));
  const fixture = await openTestEdge(
    t,
    async ({ query }) =>
      query === 'whole' ? text('x'.repeat(1_000_000)) : { status: 200, headers: [], body },
    { responseStallTimeoutMs: 1_000 },
  );
  const session = dial(t, fixture);
  const streams = ['streamed', 'whole'].map((query) => session.request({ ':path': `/?${query}` }));
  const gone = streams.map((stream) => {
    stream.on('error', () => {});
    return new Promise<void>((resolve) => stream.once('close', () => resolve()));
  });
  await passTimeUntil(fixture.clock, Promise.all([destroyed, ...gone]));
  assert.ok(produced < 32 * 1024 * 1024);
  assert.equal(session.destroyed, false);
});

test('a connection is closed in good order after its last allowed request', hang, async (t) => {
  const fixture = await openTestEdge(t, async () => text('ok'), { requestsPerConnectionMax: 2 });
  const session = dial(t, fixture);
  const closed = new Promise<void>((resolve) => session.once('close', () => resolve()));
  assert.equal((await request(session, { ':path': '/' })).body, 'ok');
  assert.equal((await request(session, { ':path': '/' })).body, 'ok');
  await closed;
});

test('a host that contradicts the authority is refused', hang, async (t) => {
  const fixture = await openTestEdge(t, async ({ host }) => text(host));
  const session = dial(t, fixture);
  assert.equal(
    (await request(session, { ':authority': 'localhost', host: 'localhost', ':path': '/' })).body,
    'localhost',
  );
  const answer = await request(session, { ':authority': 'localhost', host: 'evil.example', ':path': '/' });
  assert.notEqual(answer.headers[':status'], 200);
});

test('what is not HTTP/2 after the preface closes the connection', hang, async (t) => {
  const fixture = await openTestEdge(t, async () => text('ok'));
  const client = fixture.connect(`PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n${'garbage '.repeat(20)}`);
  await client.closed;
});
