import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { test } from 'node:test';
import { seededRandom, VirtualClock } from '#ambient';
import type { Door } from '#wire';
import { hang, head, onlyLine, openTestEdge, RawClient, text } from './edge.fixture.ts';
import { type EdgeOptions, openEdge } from './edge.ts';
import { explainListenError, HostUnavailable, PortInUse, PortNotPermitted } from './listen-errors.ts';

function optionsFor(overrides: Partial<EdgeOptions>): EdgeOptions {
  const silent = () => {};
  return {
    host: '127.0.0.1',
    port: 0,
    doors: [],
    clock: new VirtualClock(),
    random: seededRandom(1),
    log: { debug: silent, info: silent, warn: silent, error: silent },
    allowedHosts: [],
    ...overrides,
  };
}

function door(name: string, pages: Door['pages'] = 'any-origin'): Door {
  return { name, pages, claims: ({ path }) => path.startsWith(`/${name}`), serve: async () => text(name) };
}

test('a port in use is one clear line', hang, async () => {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  const address = other.address();
  assert.ok(typeof address === 'object' && address !== null);
  await assert.rejects(openEdge(optionsFor({ port: address.port })), (error) => {
    assert.ok(error instanceof PortInUse);
    assert.equal(
      error.message,
      `Port ${address.port} on 127.0.0.1 is in use: stop the program that listens there, or choose another port with --port.`,
    );
    return true;
  });
  other.close();
});

test('an address of another machine, or none at all, is one clear line', hang, async () => {
  for (const host of ['192.0.2.1', 'no-such-host.invalid']) {
    await assert.rejects(openEdge(optionsFor({ host })), (error) => {
      assert.ok(error instanceof HostUnavailable);
      assert.match(error.message, new RegExp(`^"${host}" is not an address of this machine: .*--host\\.$`));
      return true;
    });
  }
});

test('a low port without permission is one clear line', () => {
  const error = explainListenError(Object.assign(new Error(), { code: 'EACCES' }), '127.0.0.1', 80);
  assert.ok(error instanceof PortNotPermitted);
  assert.match(
    error.message,
    /^This user may not listen on port 80 of 127\.0\.0\.1: choose a port from 1024/,
  );
  const other = new Error('other');
  assert.equal(explainListenError(other, '127.0.0.1', 80), other);
});

test('the endpoint is one that a client on this machine can reach', hang, async () => {
  for (const [host, name] of [
    ['127.0.0.1', '127.0.0.1'],
    ['0.0.0.0', '127.0.0.1'],
    ['localhost', 'localhost'],
  ] as const) {
    const edge = await openEdge(optionsFor({ host }));
    assert.deepEqual(edge.address.host, host);
    assert.ok(edge.address.port > 0);
    assert.equal(edge.endpoint, `http://${name}:${edge.address.port}`);
    await edge.close();
  }
});

test('the first door that claims a request serves it', hang, async (t) => {
  const edge = await openEdge(optionsFor({ doors: [door('aa'), door('a'), door('b')] }));
  t.after(() => edge.close());
  const said = async (path: string) => (await fetch(edge.endpoint + path)).text();
  assert.equal(await said('/aab'), 'aa');
  assert.equal(await said('/ab'), 'a');
  assert.equal(await said('/b'), 'b');
  assert.equal(await said('/c'), '{"message":"Nothing is served here."}');
});

test('only doors for this machine are guarded against web pages', hang, async (t) => {
  const edge = await openEdge(
    optionsFor({
      doors: [door('own', 'own-origin'), door('any')],
      allowedHosts: ['Lambda.us-east-1.amazonaws.com'],
    }),
  );
  t.after(() => edge.close());
  const statusOf = async (path: string, host: string, ...lines: string[]): Promise<number | undefined> => {
    const client = new RawClient(
      edge.address.port,
      `GET ${path} HTTP/1.1\r\n${[`Host: ${host}`, 'Connection: close', ...lines].join('\r\n')}\r\n\r\n`,
    );
    await client.closed;
    return client.statuses[0];
  };
  assert.equal(await statusOf('/own', `localhost:${edge.address.port}`), 200);
  assert.equal(await statusOf('/own', 'lambda.us-east-1.amazonaws.com'), 200);
  assert.equal(await statusOf('/own', 'lambda.eu-west-1.amazonaws.com'), 403);
  assert.equal(await statusOf('/own', 'localhost', 'Origin: http://evil.example'), 403);
  assert.equal(await statusOf('/any', 'evil.example', 'Origin: http://evil.example'), 200);
});

test('refusals of foreign pages are logged, a bounded number each minute', hang, async (t) => {
  const { connect, logged, clock } = await openTestEdge(
    t,
    async () => text('ok'),
    { refusalLogsPerMinute: 2 },
    'own-origin',
  );
  const client = connect();
  const refuse = async (count: number) => {
    const before = client.statuses.length;
    for (let i = 1; i <= count; i++) {
      client.send(head('GET /', 'Origin: null'));
      while (client.statuses.length < before + i)
        await new Promise((resolve) => client.socket.once('data', resolve));
    }
  };
  await refuse(5);
  assert.deepEqual(new Set(client.statuses), new Set([403]));
  assert.equal(logged.length, 2);
  assert.match(String(logged[0]?.message), /foreign web page/);
  logged.length = 0;
  await clock.advance(60_000);
  await refuse(1);
  assert.equal((onlyLine(logged, 'warn').fields as { leftOut: number }).leftOut, 3);
});
