import assert from 'node:assert/strict';
import { connect as connectTcp } from 'node:net';
import { Readable } from 'node:stream';
import { test } from 'node:test';
import { BodyTooLarge, type HttpRequest } from '#wire';
import { hang, head, heldAnswer, onlyLine, openTestEdge, passTimeUntil, text } from './edge.fixture.ts';
import { defaultLimits } from './limits.ts';

const echo = async (request: HttpRequest) => text(`<${(await request.readBody(100)).toString()}>`);

test('a door sees the request as the client sent it', hang, async (t) => {
  let seen: HttpRequest | undefined;
  const { connect } = await openTestEdge(t, async (request) => {
    seen = request;
    return text('ok');
  });
  const client = connect(
    'GET /a%2Fb/?x=1&y=?z HTTP/1.1\r\nHoST: Api.Localhost:4566\r\nX-Multi: one\r\nx-multi: two\r\n' +
      'Cookie: a=1\r\nCookie: b=2\r\n__proto__: odd\r\n\r\n',
  );
  await client.until(/ok$/);
  assert.ok(seen);
  assert.equal(seen.method, 'GET');
  assert.equal(seen.path, '/a%2Fb/');
  assert.equal(seen.query, 'x=1&y=?z');
  assert.equal(seen.host, 'api.localhost');
  assert.equal(seen.sourceIp, '127.0.0.1');
  assert.equal(seen.protocol, 'HTTP/1.1');
  assert.equal(seen.receivedAtMs, Date.UTC(2026, 0, 1));
  assert.match(seen.id, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  assert.deepEqual(seen.rawHeaders.slice(0, 4), ['HoST', 'Api.Localhost:4566', 'X-Multi', 'one']);
  assert.equal(seen.headers['x-multi'], 'one, two');
  assert.equal(seen.headers.cookie, 'a=1; b=2');
  assert.equal(Object.getOwnPropertyDescriptor(seen.headers, '__proto__')?.value, 'odd');
  assert.equal(seen.headers.constructor, undefined);
});

test('a request split after its first byte is whole, whatever it begins with', hang, async (t) => {
  const { connect } = await openTestEdge(t, echo);
  for (const method of ['POST', 'PROPFIND', 'GET']) {
    const client = connect();
    const request = `${head(`${method} /`, 'Content-Length: 5')}hello`;
    client.socket.setNoDelay();
    for (const byte of request) {
      client.send(byte);
      await new Promise(setImmediate);
    }
    await client.until(/<hello>$/);
  }
});

test('a chunked body is read to its end', hang, async (t) => {
  const { connect } = await openTestEdge(t, echo);
  const client = connect(`${head('POST /', 'Transfer-Encoding: chunked')}2\r\nab\r\n3\r\ncde\r\n0\r\n\r\n`);
  await client.until(/<abcde>$/);
});

test('one connection serves many requests', hang, async (t) => {
  const { connect } = await openTestEdge(t, echo);
  const client = connect();
  for (let i = 1; i <= 20; i++) {
    client.send(`${head('POST /', 'Content-Length: 2')}${String(i).padStart(2, '0')}`);
    await client.until(new RegExp(`<${String(i).padStart(2, '0')}>$`));
  }
  assert.equal(client.statuses.length, 20);
});

test('pipelined requests are answered in order, one at a time', hang, async (t) => {
  let atOnce = 0;
  let mostAtOnce = 0;
  const { connect } = await openTestEdge(t, async (request) => {
    atOnce += 1;
    mostAtOnce = Math.max(mostAtOnce, atOnce);
    // Earlier requests take more turns of the loop than later ones.
    for (let i = Number(request.query); i < 5; i++) await new Promise(setImmediate);
    const body = await request.readBody(10);
    atOnce -= 1;
    return text(`[${request.query}${body}]`);
  });
  const client = connect(
    [0, 1, 2, 3, 4].map((i) => `${head(`POST /?${i}`, 'Content-Length: 1')}${'abcde'[i]}`).join(''),
  );
  await client.until(/\[4e\]$/);
  assert.deepEqual(
    [...client.received.matchAll(/\[..\]/g)].map(([found]) => found),
    ['[0a]', '[1b]', '[2c]', '[3d]', '[4e]'],
  );
  assert.equal(mostAtOnce, 1);
});

test('a client that pipelines beyond the bound is cut off', hang, async (t) => {
  const held = heldAnswer();
  const { connect } = await openTestEdge(t, held.serve, { pipelinedRequestsMax: 3 });
  const client = connect(head('GET /').repeat(4));
  await held.arrived;
  await new Promise(setImmediate);
  assert.equal(client.socket.destroyed, false);
  client.send(head('GET /'));
  await client.closed;
});

test('a connection is closed in good order after its last allowed request', hang, async (t) => {
  const { connect } = await openTestEdge(t, async () => text('ok'), { requestsPerConnectionMax: 2 });
  const client = connect(head('GET /').repeat(3));
  await client.closed;
  assert.deepEqual(client.statuses, [200, 200]);
  assert.match(client.received.slice(client.received.lastIndexOf('HTTP/1.1')), /Connection: close/);
});

test('connections beyond the bound are closed, and that is logged', hang, async (t) => {
  const { connect, logged } = await openTestEdge(t, async () => text('ok'), { connectionsMax: 2 });
  for (const client of [connect(head('GET /')), connect(head('GET /'))]) await client.until(/ok$/);
  await connect(head('GET /')).closed;
  assert.match(onlyLine(logged, 'warn').message, /too many/);
});

test('header names keep their case, repetition and order; the edge frames the answer', hang, async (t) => {
  const { connect } = await openTestEdge(t, async () =>
    text('hé', 201, [
      ...['X-Custom-CASE', 'One', 'Set-Cookie', 'a=1', 'Set-Cookie', 'b=2'],
      ...['content-length', '999', 'Transfer-Encoding', 'chunked', 'connection', 'close', 'Date', 'never'],
    ]),
  );
  const client = connect(head('GET /'));
  await client.until(/\r\n\r\nh..$/);
  assert.match(
    client.received,
    /^HTTP\/1\.1 201 Created\r\nX-Custom-CASE: One\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\n/,
  );
  assert.match(client.received, /\r\nContent-Length: 3\r\n/);
  assert.match(client.received, /\r\nDate: \w{3}, /);
  assert.doesNotMatch(client.received, /999|chunked|close|never/);
});

test('HEAD, 204 and 304 have no body', hang, async (t) => {
  const { connect } = await openTestEdge(t, async ({ query }) => text('body', Number(query)));
  const client = connect(head('HEAD /?200') + head('GET /?204') + head('GET /?304') + head('GET /?200'));
  await client.until(/body$/);
  assert.deepEqual(client.statuses, [200, 204, 304, 200]);
  assert.equal(client.received.match(/body/g)?.length, 1);
  assert.equal(client.received.match(/Content-Length: 4/g)?.length, 2);
});

test('an answer that HTTP forbids becomes a logged 500 and the process goes on', hang, async (t) => {
  const bad = [
    text('x', 200, ['X-Bad', 'a\r\nb: c']),
    text('x', 200, ['bad name', 'x']),
    text('x', 42),
    text('x', 101),
    { status: 200, headers: [] } as never,
    { status: 200, headers: ['X-Bad', '\0'], body: Readable.from(['x']) },
  ];
  const { connect, logged } = await openTestEdge(t, async ({ query }) => bad[Number(query)] ?? text('fine'));
  const client = connect(bad.map((_, i) => head(`GET /?${i}`)).join('') + head('GET /?99'));
  await client.until(/fine$/);
  assert.deepEqual(client.statuses, [...bad.map(() => 500), 200]);
  assert.equal(logged.filter(({ level }) => level === 'error').length, bad.length);
});

test('a door that throws becomes a logged 500 without a word of the reason', hang, async (t) => {
  const { connect, logged } = await openTestEdge(t, () => {
    throw new Error('secret');
  });
  const client = connect(head('GET /'));
  await client.until(/\{"message":"Internal Server Error"\}$/);
  assert.doesNotMatch(client.received, /secret/);
  assert.match(onlyLine(logged, 'error').message, /door failed/);
});

test('a URL above the bound is answered 414', hang, async (t) => {
  const { connect } = await openTestEdge(t, async () => text('ok'), { urlBytesMax: 100 });
  const client = connect(head(`GET /?${'q'.repeat(99)}`) + head(`GET /?${'q'.repeat(100)}`));
  await client.until(/URL is longer/);
  assert.deepEqual(client.statuses, [200, 414]);
});

test('a header above the bound is answered 431 and the client can see it', hang, async (t) => {
  const { connect, clock } = await openTestEdge(t, async () => text('ok'), { headerBytesMax: 2_000 });
  const client = connect(`GET / HTTP/1.1\r\nX-Large: ${'h'.repeat(1_000_000)}`);
  await client.until(/too large/);
  assert.deepEqual(client.statuses, [431]);
  await passTimeUntil(clock, client.closed);
});

test('more headers than the bound are answered 431', hang, async (t) => {
  const { connect } = await openTestEdge(t, async () => text('ok'), { headersMax: 10 });
  const client = connect(head('GET /', ...Array.from({ length: 10 }, (_, i) => `X-${i}: 1`)));
  await client.until(/more than 10 headers/);
  assert.deepEqual(client.statuses, [431]);
});

test(
  'a body declared above the limit is refused before it is read, and the client can see it',
  hang,
  async (t) => {
    const { connect, clock } = await openTestEdge(t, echo);
    const client = connect(`${head('POST /', 'Content-Length: 4000000')}${'b'.repeat(1_000_000)}`);
    await client.until(/larger than 100 bytes/);
    assert.deepEqual(client.statuses, [413]);
    assert.match(client.received, /Connection: close/);
    client.send('b'.repeat(1_000_000));
    await passTimeUntil(clock, client.closed);
  },
);

test('a client that sends its refused body to the end is closed in good order', hang, async (t) => {
  const { connect } = await openTestEdge(t, echo);
  const client = connect(head('POST /', 'Content-Length: 8000000'));
  await client.until(/larger than 100 bytes/);
  const sendError = await new Promise((resolve) => client.socket.write('b'.repeat(8_000_000), resolve));
  assert.equal(sendError ?? null, null);
  await client.closed;
  assert.equal(client.socket.errored, null);
});

test('a client that stays after it was refused is not waited for', hang, async (t) => {
  const { clock, edge } = await openTestEdge(t, echo);
  for (const bytes of ['nonsense\r\n\r\n', head('POST /', 'Content-Length: 101')]) {
    const staying = connectTcp({ port: edge.address.port, host: '127.0.0.1', allowHalfOpen: true });
    staying.write(bytes);
    await new Promise((resolve) => staying.once('data', resolve));
    t.after(() => staying.destroy());
  }
  const startMs = clock.monotonic();
  await passTimeUntil(clock, edge.close());
  assert.ok(clock.monotonic() - startMs < defaultLimits.headersTimeoutMs);
});

test('an undeclared body is refused as soon as it exceeds the limit', hang, async (t) => {
  const { connect } = await openTestEdge(t, async (request) => {
    await assert.rejects(request.readBody(5), BodyTooLarge);
    return text('refused', 413);
  });
  const client = connect(`${head('POST /', 'Transfer-Encoding: chunked')}6\r\nabcdef\r\n`);
  await client.until(/refused$/);
});

test('a small body that no door reads leaves the connection open', hang, async (t) => {
  const { connect } = await openTestEdge(t, async () => text('ok'));
  const client = connect(`${head('POST /', 'Content-Length: 3')}abc${head('GET /')}`);
  await client.until(/ok.*ok$/s);
  assert.deepEqual(client.statuses, [200, 200]);
});

test('100-continue is sent when a door reads the body, and not when it refuses it', hang, async (t) => {
  const { connect } = await openTestEdge(t, echo);
  const willing = connect(head('POST /', 'Content-Length: 5', 'Expect: 100-continue'));
  await willing.until(/^HTTP\/1\.1 100 Continue\r\n\r\n$/);
  willing.send('hello');
  await willing.until(/<hello>$/);
  const refused = connect(head('POST /', 'Content-Length: 101', 'Expect: 100-continue'));
  await refused.until(/larger than 100 bytes/);
  assert.deepEqual(refused.statuses, [413]);
  const other = connect(head('GET /', 'Expect: wonders'));
  await other.until(/expectation/);
  assert.deepEqual(other.statuses, [417]);
});

test('what is not HTTP is answered 400 and cut off', hang, async (t) => {
  const { connect, clock } = await openTestEdge(t, echo);
  const smuggled = [
    'nonsense\r\n\r\n',
    head('POST /', 'Content-Length: 3', 'Transfer-Encoding: chunked'),
    head('POST /', 'Content-Length: 3', 'Content-Length: 4'),
    head('POST /', 'Transfer-Encoding: chunked, identity'),
    head('GET /', 'X-Bad : x'),
    'GET / HTTP/1.1\nHost: localhost\n\n',
    `${head('POST /', 'Transfer-Encoding: chunked')}zz\r\n`,
  ];
  for (const bytes of smuggled) {
    const client = connect(bytes);
    await client.until(/not valid HTTP/);
    const startMs = clock.monotonic();
    await passTimeUntil(clock, client.closed);
    assert.ok(clock.monotonic() - startMs < defaultLimits.headersTimeoutMs);
    assert.deepEqual(client.statuses, [400], bytes);
  }
});

test('a missing, repeated or contradicted host is answered 400', hang, async (t) => {
  const { connect } = await openTestEdge(t, async (request) => text(`(${request.path}?${request.query})`));
  for (const bytes of [
    'GET / HTTP/1.1\r\n\r\n',
    head('GET /', 'Host: evil.example'),
    'GET http://evil.example/ HTTP/1.1\r\nHost: localhost\r\n\r\n',
    'OPTIONS * HTTP/1.1\r\nHost: localhost\r\n\r\n',
  ]) {
    const client = connect(bytes);
    await client.until(/message/);
    assert.deepEqual(client.statuses, [400], bytes);
  }
  const absolute = connect('GET http://localhost:80/a?b HTTP/1.1\r\nHost: LOCALHOST:80\r\n\r\n');
  await absolute.until(/\(\/a\?b\)$/);
  const old = connect('GET /old HTTP/1.0\r\n\r\n');
  await old.until(/\(\/old\?\)$/);
  await old.closed;
});

test('WebSocket and CONNECT are refused at once; an h2c upgrade is ignored', hang, async (t) => {
  const { connect, clock } = await openTestEdge(t, async () => text('plain'));
  const socket = connect(
    head('GET /', 'Connection: Upgrade', 'Upgrade: websocket', 'Sec-WebSocket-Version: 13'),
  );
  await socket.until(/WebSocket connections are not implemented/);
  assert.deepEqual(socket.statuses, [501]);
  const h2c = connect(
    head('GET /', 'Connection: Upgrade, HTTP2-Settings', 'Upgrade: h2c', 'HTTP2-Settings: AA'),
  );
  await h2c.until(/plain$/);
  const proxy = connect('CONNECT example.com:443 HTTP/1.1\r\nHost: example.com:443\r\n\r\n');
  await proxy.until(/not a proxy/);
  assert.deepEqual(proxy.statuses, [405]);
  await passTimeUntil(clock, proxy.closed);
});

test('a client that goes away while a door works is an abort, once', hang, async (t) => {
  const held = heldAnswer();
  const { connect } = await openTestEdge(t, held.serve);
  const client = connect(head('GET /'));
  const request = await held.arrived;
  let aborts = 0;
  const aborted = new Promise<void>((resolve) =>
    request.onAbort(() => {
      aborts += 1;
      resolve();
    }),
  );
  client.socket.destroy();
  await aborted;
  held.release(text('too late'));
  request.onAbort(() => {
    aborts += 10;
  });
  assert.equal(aborts, 11);
});

test('an abort listener that throws harms nobody else', hang, async (t) => {
  const held = heldAnswer();
  const { connect, logged } = await openTestEdge(t, held.serve);
  const client = connect(head('GET /'));
  const request = await held.arrived;
  request.onAbort(() => {
    throw new Error('bug');
  });
  const told = new Promise<void>((resolve) => request.onAbort(resolve));
  client.socket.destroy();
  await told;
  assert.match(onlyLine(logged, 'error').message, /failed to notice/);
});

test('a client that goes away in the middle of its body is an abort, and no 500', hang, async (t) => {
  const outcome = Promise.withResolvers<string>();
  const { connect, logged } = await openTestEdge(t, async (request) => {
    let aborted = false;
    request.onAbort(() => {
      aborted = true;
    });
    return await request.readBody(100).then(
      () => text('read'),
      (error: Error) => {
        outcome.resolve(`${error.name} ${aborted}`);
        throw error;
      },
    );
  });
  const client = connect(`${head('POST /', 'Content-Length: 50')}half`);
  await new Promise((resolve) => client.socket.once('connect', resolve));
  for (let i = 0; i < 10; i++) await new Promise(setImmediate);
  client.socket.destroy();
  assert.equal(await outcome.promise, 'BodyIncomplete true');
  assert.deepEqual(logged, []);
});

test('a completed request is no abort when its client leaves', hang, async (t) => {
  let aborts = 0;
  const { connect, edge } = await openTestEdge(t, async (request) => {
    request.onAbort(() => {
      aborts += 1;
    });
    return text('ok');
  });
  const client = connect(head('GET /'));
  await client.until(/ok$/);
  client.socket.destroy();
  await edge.close();
  assert.equal(aborts, 0);
});
