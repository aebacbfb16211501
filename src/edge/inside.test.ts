/** Connections from inside of execution environments. */
import assert from 'node:assert/strict';
import { connect as connectHttp2 } from 'node:http2';
import { type AddressInfo, createServer } from 'node:net';
import { type TestContext, test } from 'node:test';
import { seededRandom, VirtualClock } from '#ambient';
import type { HttpRequest } from '#wire';
import { consoleDoor } from './console-door.ts';
import { hang, head, RawClient, text } from './edge.fixture.ts';
import { openEdge } from './edge.ts';
import { healthDoor } from './health-door.ts';
import { metricsDoor } from './metrics-door.ts';
import { notFoundDoor } from './not-found-door.ts';
import { usageDoor } from './usage-door.ts';

const environment = 'abcdefghij0123456789';

/** An edge, and a port whose connections come from inside of one environment. */
async function openInside(t: TestContext) {
  const served: HttpRequest[] = [];
  const silent = () => {};
  const edge = await openEdge({
    host: '127.0.0.1',
    port: 0,
    doors: [
      healthDoor({ status: () => ({ status: 'ok' }) }),
      metricsDoor({ contentType: 'text/plain', text: () => ['a_total 1\n'] }),
      usageDoor({ lines: async () => [] }),
      consoleDoor({ endpoint: () => '', version: '1' }),
      notFoundDoor(),
      {
        name: 'test',
        pages: 'any-origin',
        claims: () => true,
        async serve(request) {
          served.push(request);
          return text('served');
        },
      },
    ],
    clock: new VirtualClock(),
    random: seededRandom(1),
    log: { debug: silent, info: silent, warn: silent, error: silent },
    allowedHosts: [],
  });
  const inner = createServer({ allowHalfOpen: true }, (socket) => edge.accept(socket, environment));
  await new Promise<void>((resolve) => inner.listen(0, '127.0.0.1', resolve));
  const { port } = inner.address() as AddressInfo;
  const clients: RawClient[] = [];
  t.after(async () => {
    for (const client of clients) client.socket.destroy();
    inner.close();
    await edge.close();
  });
  const dial = (to: number) => (bytes: string) => {
    const client = new RawClient(to, bytes);
    clients.push(client);
    return client;
  };
  return { served, port, inside: dial(port), outside: dial(edge.address.port) };
}

test(
  'a request is known to come from inside of its environment, and another from nowhere',
  hang,
  async (t) => {
    const { served, inside, outside } = await openInside(t);
    const client = inside(head('GET /1'));
    await client.until(/served/);
    client.send(head('GET /2'));
    await client.until(/served.*served/s);
    await outside(head('GET /3')).until(/served/);
    assert.deepEqual(
      served.map((request) => [request.path, request.environment]),
      [
        ['/1', environment],
        ['/2', environment],
        ['/3', undefined],
      ],
    );
  },
);

test('and so it is over HTTP/2', hang, async (t) => {
  const { served, port } = await openInside(t);
  const session = connectHttp2(`http://127.0.0.1:${port}`);
  t.after(() => session.destroy());
  const stream = session.request({ ':path': '/h2' }).resume();
  await new Promise((resolve, reject) => stream.once('end', resolve).once('error', reject));
  assert.deepEqual(
    served.map((request) => [request.protocol, request.path, request.environment]),
    [['HTTP/2.0', '/h2', environment]],
  );
});

test('what Lambent says of itself is not for functions', hang, async (t) => {
  const { inside, outside } = await openInside(t);
  for (const path of ['health', 'metrics', 'usage?from=2026-01-01&to=2026-01-31', 'console', 'else']) {
    const refused = await inside(head(`GET /_lambent/${path}`)).until(/HTTP\/1\.1 (\d{3}) .*\}/s);
    assert.equal(refused[1], '403', path);
    assert.match(refused[0], /not for functions/);
    const answered = await outside(head(`GET /_lambent/${path}`)).until(/HTTP\/1\.1 (\d{3}) /);
    assert.equal(answered[1], path === 'else' ? '404' : '200', path);
  }
});
