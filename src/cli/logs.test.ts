import assert from 'node:assert/strict';
import { test } from 'node:test';
import { logs, sinceMs } from './logs.ts';
import { fakeTerminal } from './terminal.fixture.ts';

test('--since takes an age or a time', () => {
  const now = Date.parse('2026-01-31T12:00:00Z');
  assert.equal(sinceMs('90s', now), now - 90_000);
  assert.equal(sinceMs('2h', now), now - 7_200_000);
  assert.equal(sinceMs('1w', now), now - 604_800_000);
  assert.equal(sinceMs('2026-01-31T11:00:00Z', now), now - 3_600_000);
  for (const wrong of ['', '10', '10x', 'yesterday', '-1h']) {
    assert.throws(() => sinceMs(wrong, now), { name: 'CommandError' }, wrong);
  }
});

const eventOf = (eventId: string, message: string) => ({ eventId, timestamp: 0, message });

test('a page is printed before the next one is asked for', async () => {
  const { terminal, printed } = fakeTerminal();
  const seen: string[] = [];
  const code = await logs('f', {}, terminal, async (_service, _operation, { nextToken }) => {
    seen.push(printed());
    if (nextToken === undefined) return { events: [eventOf('1', 'one\n')], nextToken: 'more' };
    return { events: [eventOf('2', 'two')] };
  });
  seen.push(printed());
  const time = '1970-01-01T00:00:00.000Z';
  assert.deepEqual([code, seen], [0, ['', `${time} one\n`, `${time} two\n`]]);
});

test('on a terminal the control characters that a function has logged are shown', async () => {
  const { terminal, printed } = fakeTerminal({ isTTY: true, hasColors: () => false });
  await logs('f', {}, terminal, async () => ({ events: [eventOf('1', 'a\rb')] }));
  assert.equal(printed().slice(25), 'a\\x0db\n');
});

test('--since and --filter are what is asked for', async () => {
  const inputs: unknown[] = [];
  const ask = (flags: Parameters<typeof logs>[1]) =>
    logs('f', flags, fakeTerminal().terminal, async (service, operation, input) => {
      inputs.push([service, operation, input]);
      return { events: [] };
    });
  await ask({});
  await ask({ since: '2026-01-31T12:00:00Z', filter: '{ $.level = "ERROR" }' });
  const logGroupName = '/aws/lambda/f';
  const startTime = Date.parse('2026-01-31T12:00:00Z');
  assert.deepEqual(inputs, [
    ['logs', 'FilterLogEvents', { logGroupName, startTime: 0 }],
    ['logs', 'FilterLogEvents', { logGroupName, startTime, filterPattern: '{ $.level = "ERROR" }' }],
  ]);
});
