import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { type TestContext, test } from 'node:test';
import type { Span } from '../../environments/spans.ts';
import { functionRecord, openInvokeWorld, text } from '../../invoke/invoke-world.fixture.ts';
import { apiClient, runtimePaths } from '../api-client.fixture.ts';
import { deliveriesMax, deliveryPauseMs } from '../limits.ts';

type Event = { readonly time: string; readonly type: string; readonly record: Record<string, unknown> };

const record = functionRecord('fn', { variables: { AWS_LAMBDA_EXEC_WRAPPER: '/opt/wrapper' } });

async function listening<T extends Server | ReturnType<typeof createTcpServer>>(t: TestContext, server: T) {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  t.after(() => server.close());
  return (server.address() as AddressInfo).port;
}

/** A receiver that keeps what it is sent; `refusals` times it says no first. */
async function receiver(t: TestContext, refusals = 0) {
  const batches: Event[][] = [];
  let left = refusals;
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => {
      body += chunk.toString();
    });
    request.on('end', () => {
      left -= 1;
      if (left < 0) batches.push(JSON.parse(body) as Event[]);
      response.writeHead(left < 0 ? 200 : 500).end();
    });
  });
  t.after(() => server.closeAllConnections());
  return { port: await listening(t, server), batches, refused: () => refusals - left };
}

async function openWorld(t: TestContext) {
  const world = await openInvokeWorld({ startsInFlightMax: 1 });
  t.after(async () => {
    const closed = world.close();
    await world.clock.advance(500);
    await closed;
  });
  const start = async (index = 0) => {
    const runtime = await world.launcher.runtime(index);
    const client = apiClient(runtime.api);
    t.after(() => client.close());
    const registered = await client.ask('POST', '/2020-01-01/extension/register', {
      headers: { 'Lambda-Extension-Name': 'watcher' },
      body: '{"events":["INVOKE"]}',
    });
    const headers = {
      'Lambda-Extension-Identifier': String(registered.headers['lambda-extension-identifier']),
    };
    return {
      runtime,
      client,
      subscribe: (port: number, more: object = {}, path = '/2022-07-01/telemetry', as = headers) =>
        client.ask('PUT', path, {
          headers: as,
          body: JSON.stringify({
            schemaVersion: path.includes('logs') ? '2021-03-18' : '2022-12-13',
            types: ['platform', 'function', 'extension'],
            destination: { protocol: 'HTTP', URI: `http://sandbox.localdomain:${port}/` },
            buffering: { timeoutMs: 25 },
            ...more,
          }),
        }),
      extensionNext: () => client.ask('GET', '/2020-01-01/extension/event/next', { headers }),
      next: () => client.ask('GET', runtimePaths.next),
      respond: (id: string, body: string) => client.ask('POST', runtimePaths.response(id), { body }),
    };
  };
  /** Lets time pass until that many batches have come. */
  const until = async (batches: readonly unknown[], count: number) => {
    while (batches.length < count) await world.clock.advance(25);
  };
  return { ...world, start, until };
}

const typesOf = (events: readonly Event[]) => events.map(({ type }) => type);

test('what happens in an environment, from its beginning, in the order of its happening', async (t) => {
  const world = await openWorld(t);
  const { port, batches } = await receiver(t);
  const answer = world.invoke(record, { traceId: 'Root=1-x' });
  const at = await world.start();
  const subscribed = await at.subscribe(port);
  assert.deepEqual([subscribed.status, subscribed.text], [200, '"OK"']);
  void at.extensionNext();
  await at.next();
  at.runtime.print('printed\n');
  await at.respond('request-1', '12');
  await answer;
  void at.next().catch(() => undefined);
  const done = () => batches.flat().some(({ type }) => type === 'platform.runtimeDone');
  while (!done()) await world.clock.advance(25);
  assert.ok(!typesOf(batches.flat()).includes('platform.report'), 'the extension still works');
  void at.extensionNext().catch(() => undefined);
  while (!typesOf(batches.flat()).includes('platform.report')) await world.clock.advance(25);

  const events = batches.flat();
  assert.deepEqual(typesOf(events), [
    'platform.initStart',
    'platform.telemetrySubscription',
    'platform.initRuntimeDone',
    'platform.extension',
    'platform.initReport',
    'platform.start',
    'function',
    'platform.runtimeDone',
    'platform.report',
  ]);
  const of = (type: string) => events.find((event) => event.type === type)?.record;
  assert.match(events[0]?.time ?? '', /^2026-01-01T00:00:00\.\d{3}Z$/);
  assert.deepEqual(of('platform.telemetrySubscription'), {
    name: 'watcher',
    state: 'Subscribed',
    types: ['platform', 'function', 'extension'],
  });
  assert.deepEqual(of('platform.extension'), { name: 'watcher', state: 'Ready', events: ['INVOKE'] });
  const init = { initializationType: 'on-demand', phase: 'init', status: 'success' };
  assert.deepEqual(of('platform.initRuntimeDone'), init);
  assert.deepEqual({ ...of('platform.initReport'), metrics: 0 }, { ...init, metrics: 0 });
  const tracing = { type: 'X-Amzn-Trace-Id', value: 'Root=1-x' };
  assert.deepEqual(of('platform.start'), { requestId: 'request-1', version: '$LATEST', tracing });
  assert.equal(of('function'), 'printed\n');
  const runtimeDone = of('platform.runtimeDone');
  assert.deepEqual(
    [runtimeDone?.requestId, runtimeDone?.status, runtimeDone?.tracing],
    ['request-1', 'success', tracing],
  );
  const metrics = runtimeDone?.metrics as { readonly producedBytes: number };
  assert.equal(metrics.producedBytes, 2);
  const spansOf = (type: string) => of(type)?.spans as Span[];
  assert.deepEqual(
    spansOf('platform.runtimeDone').map(({ name }) => name),
    ['responseLatency', 'responseDuration', 'runtimeOverhead'],
  );
  const [overhead] = spansOf('platform.report');
  assert.equal(overhead?.name, 'extensionOverhead');
  assert.ok(overhead.durationMs > 0, 'the extension went on');
  assert.deepEqual(Object.keys((of('platform.report')?.metrics as object) ?? {}), [
    'durationMs',
    'billedDurationMs',
    'memorySizeMB',
    'initDurationMs',
  ]);
  const log = world.logs.lines(0).join('');
  assert.match(
    log,
    /\nTELEMETRY\tName: watcher\tState: Subscribed\tTypes: \[Platform, Function, Extension\]\n/,
  );
  assert.match(log, /\nEXTENSION\tName: watcher\tState: Ready\tEvents: \[INVOKE\]\n/);
});

test('an extension in the process of a runtime that speaks frames is told of what was before its first request', async (t) => {
  const world = await openWorld(t);
  const { port, batches } = await receiver(t);
  world.launcher.autoReady = false;
  const framed = functionRecord('framed');
  const answer = world.invoke(framed);
  const runtime = await world.launcher.runtime(0);
  runtime.print('early\n');
  while (!world.logs.lines(0).includes('early\n')) await world.clock.advance(0);
  const at = await world.start();
  await at.subscribe(port);
  void at.extensionNext();
  runtime.ready();
  const { head } = await runtime.invoked();
  runtime.respond(head.requestId, '12');
  await answer;
  void at.extensionNext().catch(() => undefined);
  while (!typesOf(batches.flat()).includes('platform.report')) await world.clock.advance(25);
  const events = batches.flat();
  assert.deepEqual(typesOf(events).slice(0, 3), [
    'platform.initStart',
    'function',
    'platform.telemetrySubscription',
  ]);
  assert.equal(events[1]?.record, 'early\n');
  const spans = events.find(({ type }) => type === 'platform.runtimeDone')?.record.spans as Span[];
  assert.equal(spans.length, 3);
});

test('the Logs API has its own records, over TCP a line each', async (t) => {
  const world = await openWorld(t);
  let received = '';
  const port = await listening(
    t,
    createTcpServer((socket) =>
      socket.on('data', (chunk) => {
        received += chunk.toString();
      }),
    ),
  );
  const answer = world.invoke(record);
  const at = await world.start();
  const destination = { protocol: 'TCP', port };
  assert.equal((await at.subscribe(port, { destination }, '/2020-08-15/logs')).status, 200);
  void at.extensionNext().catch(() => undefined);
  await at.next();
  at.runtime.say('runtime 1');
  assert.match(text(await answer), /exit status 1/);
  while (!received.includes('platform.report')) await world.clock.advance(25);
  const events = received
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Event);
  assert.deepEqual(typesOf(events), [
    'platform.logsSubscription',
    'platform.extension',
    'platform.start',
    'platform.runtimeDone',
    'platform.fault',
    'platform.end',
    'platform.report',
  ]);
  for (const { record } of events) assert.ok(!Object.hasOwn(record, 'spans'));
  assert.equal(
    events.find(({ type }) => type === 'platform.fault')?.record,
    'RequestId: request-1 Error: Runtime exited with error: exit status 1\nRuntime.ExitError',
  );
});

test('a receiver that says no is asked again, and then told how much it has missed', async (t) => {
  const world = await openWorld(t);
  const { port, batches, refused } = await receiver(t, deliveriesMax);
  const answer = world.invoke(record);
  const at = await world.start();
  await at.subscribe(port, { types: ['platform'] });
  while (refused() < deliveriesMax) await world.clock.advance(deliveryPauseMs);
  void at.extensionNext().catch(() => undefined);
  await at.next();
  await at.respond('request-1', '1');
  await answer;
  await world.until(batches, 2);
  const dropped = batches.flat().find(({ type }) => type === 'platform.logsDropped');
  assert.equal(dropped?.record.droppedRecords, 2);
  assert.ok(Number(dropped?.record.droppedBytes) > 100);
});

test('who may subscribe, and until when', async (t) => {
  const world = await openWorld(t);
  const answer = world.invoke(record);
  const at = await world.start();
  const refusal = async (asked: ReturnType<typeof at.subscribe>) => {
    const { status, text: body } = await asked;
    return [status, (JSON.parse(body) as { errorType: string }).errorType];
  };
  const stranger = { 'Lambda-Extension-Identifier': '00000000-0000-4000-8000-000000000000' };
  const telemetry = '/2022-07-01/telemetry';
  assert.deepEqual(await refusal(at.subscribe(1, {}, telemetry, stranger)), [
    403,
    'Extension.UnknownExtensionIdentifier',
  ]);
  assert.deepEqual(await refusal(at.subscribe(1, { types: [] })), [400, 'ValidationError']);
  void at.extensionNext().catch(() => undefined);
  await at.next();
  assert.deepEqual(await refusal(at.subscribe(1)), [403, 'Telemetry.SubscriptionClosed']);
  await at.respond('request-1', '1');
  await answer;
});
