import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type TestContext, test } from 'node:test';
import { fakeTerminal } from './terminal.fixture.ts';
import { usage } from './usage.ts';

const dayMs = 24 * 60 * 60 * 1000;

const line = (members: object) => ({
  day: '2026-01-31',
  functionName: 'greeter',
  architecture: 'x86_64',
  ...{ requests: 0, gbSeconds: 0, provisionedDurationGbSeconds: 0, usd: 0 },
  ...members,
});

/** Answers every request with the same, and keeps what it was asked. */
async function serve(t: TestContext, body: string, status = 200) {
  const asked: URL[] = [];
  const server: Server = createServer((request, response) => {
    asked.push(new URL(request.url ?? '', 'http://host'));
    response.writeHead(status).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => server.close());
  return { asked, endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

test('the table has a line a function and day, and the sum of what AWS would charge', async (t) => {
  const lines = [
    line({ requests: 12, gbSeconds: 1.5, usd: 0.000027 }),
    line({ functionName: 'g', architecture: 'arm64', requests: 1_000_000, gbSeconds: 0.25, usd: 0.2 }),
  ];
  const { endpoint } = await serve(t, JSON.stringify({ lines }));
  const { terminal, printed, noted } = fakeTerminal();
  assert.equal(await usage({ endpoint }, terminal), 0);
  assert.deepEqual(printed().split('\n'), [
    'day         function  architecture  requests  GB-seconds       US$',
    '2026-01-31  greeter   x86_64              12       1.500  0.000027',
    '2026-01-31  g         arm64          1000000       0.250  0.200000',
    'AWS would charge US$ 0.200027',
    '',
  ]);
  assert.equal(noted(), 'List prices of us-east-1, without free tier and discounts.\n');
});

test('what few functions use is a column where one does', async (t) => {
  const used = {
    provisionedGbSeconds: 900,
    provisionedDurationGbSeconds: 2,
    ephemeralGbSeconds: 3,
    streamedGb: 0.5,
  };
  const { endpoint } = await serve(t, JSON.stringify({ lines: [line(used)] }));
  const { terminal, printed } = fakeTerminal();
  await usage({ endpoint }, terminal);
  const [head = '', row = ''] = printed().split('\n');
  assert.match(head, /GB-seconds {2}provisioned GB-s {2}\/tmp GB-s {2}streamed GB/);
  assert.match(row, / 2\.000 +900\.000 +3\.000 +0\.500 /);
});

test('--days counts today, and --json prints the lines as they are', async (t) => {
  const lines = [line({ requests: 1 })];
  const { endpoint, asked } = await serve(t, JSON.stringify({ lines }));
  const { terminal, printed } = fakeTerminal();
  assert.equal(await usage({ endpoint, days: '7', json: true }, terminal), 0);
  assert.deepEqual(JSON.parse(printed()), lines);
  const day = (name: string) => Date.parse(asked[0]?.searchParams.get(name) ?? '');
  assert.equal(asked[0]?.pathname, '/_lambent/usage');
  assert.equal(day('to') - day('from'), 6 * dayMs);
  for (const days of ['0', '401', '1.5', 'x']) {
    await assert.rejects(usage({ endpoint, days }, terminal), { name: 'CommandError' }, days);
  }
  assert.equal(asked.length, 1);
});

test('where nothing has run, nobody answers, or somebody else does, one line says so', async (t) => {
  const { endpoint } = await serve(t, '{"lines":[]}');
  const { terminal, printed, noted } = fakeTerminal();
  await usage({ endpoint, days: '1' }, terminal);
  await usage({ endpoint }, terminal);
  assert.deepEqual(
    [printed(), noted()],
    ['', 'No function has run today.\nNo function has run in the last 30 days.\n'],
  );
  for (const [body, status] of [
    ['no such page', 404],
    ['<html>', 200],
    ['{"message":"hello"}', 200],
  ] as const) {
    const other = await serve(t, body, status);
    await assert.rejects(usage({ endpoint: other.endpoint }, terminal), {
      name: 'CommandError',
      message: `what answers at ${other.endpoint} is no Lambent (status ${status})`,
    });
  }
  await assert.rejects(usage({ endpoint: 'http://127.0.0.1:1' }, terminal), {
    name: 'CommandError',
    message: /^nothing answers at http:\/\/127\.0\.0\.1:1 \(.+\)\. Is Lambent running\?/,
  });
});
