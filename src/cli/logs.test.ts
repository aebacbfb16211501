import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { test } from 'node:test';
import { logs, sinceMs } from './logs.ts';
import { openTerminal } from './terminal.ts';

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

function openWorld(isTTY: boolean) {
  const stream = () => Object.assign(new PassThrough(), { isTTY, hasColors: () => false });
  const out = stream();
  const terminal = openTerminal(
    out as unknown as NodeJS.WriteStream,
    stream() as unknown as NodeJS.WriteStream,
  );
  return { terminal, printed: () => String(out.read() ?? '') };
}

const eventOf = (eventId: string, message: string) => ({ eventId, timestamp: 0, message });

test('a page is printed before the next one is asked for', async () => {
  const { terminal, printed } = openWorld(false);
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

for (const isTTY of [true, false]) {
  test(`control characters are ${isTTY ? 'shown on a terminal' : 'left as they are in a pipe'}`, async () => {
    const { terminal, printed } = openWorld(isTTY);
    const message = 'a\tb\r\nc\rd\u001b[2Je\u009bf\u007fé';
    await logs('f', {}, terminal, async () => ({ events: [eventOf('1', message)] }));
    const shown = 'a\tb\r\nc\\x0dd\\x1b[2Je\\x9bf\\x7fé';
    assert.equal(printed().slice(25), `${isTTY ? shown : message}\n`);
  });
}
