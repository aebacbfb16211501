import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AwsError } from '#wire';
import type { Client } from './client.ts';
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

const logStreamName = '2026/01/31/[$LATEST]0';
const eventOf = (eventId: string, message: string) => ({ eventId, logStreamName, timestamp: 0, message });

/** A Lambent that has the function `f`, which logs to this group. */
function withLog(
  filter: (input: Readonly<Record<string, unknown>>) => object,
  LogGroup = '/aws/lambda/f',
): Client {
  return async (service, operation, input) => {
    if (service === 'logs' && operation === 'FilterLogEvents') return { ...filter(input) };
    assert.deepEqual(
      [service, operation, input],
      ['lambda', 'GetFunctionConfiguration', { FunctionName: 'f' }],
    );
    return { LoggingConfig: { LogFormat: 'Text', LogGroup } };
  };
}

test('a page is printed before the next one is asked for', async () => {
  const { terminal, printed } = fakeTerminal();
  const seen: string[] = [];
  const call = withLog(({ nextToken }) => {
    seen.push(printed());
    if (nextToken === undefined) return { events: [eventOf('1', 'one\n')], nextToken: 'more' };
    return { events: [eventOf('2', 'two')] };
  });
  const code = await logs('f', {}, terminal, call);
  seen.push(printed());
  const time = '1970-01-01T00:00:00.000Z';
  assert.deepEqual([code, seen], [0, ['', `${time} one\n`, `${time} two\n`]]);
});

test('on a terminal the control characters that a function has logged are shown', async () => {
  const { terminal, printed } = fakeTerminal({ isTTY: true, hasColors: () => false });
  const call = withLog(() => ({ events: [eventOf('1', 'a\rb')] }));
  await logs('f', {}, terminal, call);
  assert.equal(printed().slice(25), 'a\\x0db\n');
});

test('--since and --filter are what is asked for', async () => {
  const inputs: unknown[] = [];
  const call = withLog((input) => {
    inputs.push(input);
    return { events: [] };
  });
  const { terminal } = fakeTerminal();
  await logs('f', {}, terminal, call);
  await logs('f', { since: '2026-01-31T12:00:00Z', filter: '{ $.level = "ERROR" }' }, terminal, call);
  const logGroupName = '/aws/lambda/f';
  const startTime = Date.parse('2026-01-31T12:00:00Z');
  assert.deepEqual(inputs, [
    { logGroupName, startTime: 0 },
    { logGroupName, startTime, filterPattern: '{ $.level = "ERROR" }' },
  ]);
});

test('of a group that functions share, the lines of the function are printed', async () => {
  const { terminal, printed } = fakeTerminal();
  const call = withLog(({ logGroupName }) => {
    assert.equal(logGroupName, 'shared');
    const of = (name: string) => ({
      ...eventOf(name, name),
      logStreamName: `2026/01/31/${name}[$LATEST]0`,
    });
    return { events: [of('f'), of('ff'), of('g')] };
  }, 'shared');
  await logs('f', {}, terminal, call);
  assert.equal(printed(), '1970-01-01T00:00:00.000Z f\n');
});

test('what a function logged is there when the function is not', async () => {
  const { terminal, printed } = fakeTerminal();
  const call: Client = async (service, _operation, { logGroupName }) => {
    if (service === 'lambda') throw new AwsError('ResourceNotFoundException', '', 404);
    assert.equal(logGroupName, '/aws/lambda/f');
    return { events: [eventOf('1', 'one')] };
  };
  await logs('f', {}, terminal, call);
  assert.equal(printed(), '1970-01-01T00:00:00.000Z one\n');
});
