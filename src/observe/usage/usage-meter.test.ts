import assert from 'node:assert/strict';
import { test } from 'node:test';
import { VirtualClock } from '#ambient';
import { memoryFabric, openDocuments } from '#fabric';
import { gbSecondsOf, openUsageMeter, type UsageOf } from './usage-meter.ts';

const dayMs = 24 * 60 * 60 * 1000;
const startMs = Date.UTC(2026, 0, 31, 23, 59, 50);
const f: UsageOf = {
  account: '000000000000',
  region: 'us-east-1',
  functionName: 'f',
  architecture: 'x86_64',
};

function openWorld() {
  const clock = new VirtualClock(startMs);
  const fabric = memoryFabric(clock);
  const log = { debug() {}, info() {}, warn: assert.fail, error: assert.fail };
  const open = () => openUsageMeter({ fabric, clock, log });
  return { clock, fabric, open, meter: open() };
}

test('usage adds up by function and day in UTC, across restarts', async () => {
  const { clock, open, meter } = openWorld();
  meter.add(f, { requests: 1, gbSeconds: 2 });
  meter.add(f, { requests: 1, ephemeralGbSeconds: 3 });
  meter.add({ ...f, functionName: 'g' }, { requests: 5 });
  await clock.advance(20_000);
  meter.add(f, { requests: 7 });
  await meter.close();
  const again = open();
  again.add(f, { requests: 1 });
  const lines = await again.lines('2026-01-01', '2026-12-31');
  assert.deepEqual(
    lines.map(({ day, functionName, requests, gbSeconds, ephemeralGbSeconds }) => [
      day,
      functionName,
      requests,
      gbSeconds,
      ephemeralGbSeconds,
    ]),
    [
      ['2026-01-31', 'f', 2, 2, 3],
      ['2026-01-31', 'g', 5, 0, 0],
      ['2026-02-01', 'f', 8, 0, 0],
    ],
  );
  assert.equal((await again.lines('2026-02-01', '2026-02-01')).length, 1);
});

test('a process that is killed leaves at most five seconds off the bill', async () => {
  const { clock, open, meter } = openWorld();
  meter.add(f, { requests: 1 });
  await clock.advance(4_999);
  meter.add(f, { requests: 2 });
  const asStored = async () => (await open().lines('', '9')).map(({ requests }) => requests);
  assert.deepEqual(await asStored(), []);
  await clock.advance(1);
  meter.add(f, { requests: 4 });
  assert.deepEqual(await asStored(), [3]);
});

for (const [architecture, unit, usd] of [
  ['x86_64', 'requests', 0.2],
  ['x86_64', 'gbSeconds', 16.6667],
  ['x86_64', 'provisionedGbSeconds', 4.1667],
  ['x86_64', 'provisionedDurationGbSeconds', 9.7222],
  ['x86_64', 'ephemeralGbSeconds', 0.0309],
  ['x86_64', 'streamedGb', 8_000],
  ['arm64', 'requests', 0.2],
  ['arm64', 'gbSeconds', 13.3334],
  ['arm64', 'provisionedGbSeconds', 3.3334],
  ['arm64', 'provisionedDurationGbSeconds', 7.7778],
  ['arm64', 'ephemeralGbSeconds', 0.0309],
  ['arm64', 'streamedGb', 8_000],
] as const) {
  test(`a million ${unit} on ${architecture} cost US$ ${usd}`, async () => {
    const { meter } = openWorld();
    meter.add({ ...f, architecture }, { [unit]: 1_000_000 });
    const [line] = await meter.lines('', '9');
    assert.equal(line?.usd.toFixed(6), usd.toFixed(6));
  });
}

test('an entry of before a unit was metered goes on', async () => {
  const { fabric, meter } = openWorld();
  const key = ['2026-01-31', f.account, f.region, f.functionName, f.architecture];
  await openDocuments(fabric, 'usage').put(key, { ...f, day: '2026-01-31', used: { requests: 2 } }, 0);
  assert.equal((await meter.lines('', '9'))[0]?.streamedGb, 0);
  meter.add(f, { requests: 1, streamedGb: 1 });
  const [line] = await meter.lines('', '9');
  assert.deepEqual([line?.requests, line?.streamedGb, line?.usd.toFixed(7)], [3, 1, '0.0080006']);
});

test('milliseconds are rounded up, and what a line costs is the sum of what it has', async () => {
  assert.equal(gbSecondsOf(512, 0.2), 0.0005);
  const { meter } = openWorld();
  meter.add(f, { requests: 1_000_000, gbSeconds: 1_000_000 * gbSecondsOf(1024, 99.2) });
  meter.add(f, { provisionedGbSeconds: 1_000_000, provisionedDurationGbSeconds: 1_000_000 });
  const [line] = await meter.lines('2026-01-31', '2026-01-31');
  assert.equal(line?.usd.toFixed(4), (0.2 + 1.66667 + 4.1667 + 9.7222).toFixed(4));
});

test('days are kept for a year and a month', async () => {
  const { clock, meter } = openWorld();
  meter.add(f, { requests: 1 });
  await meter.lines('', '9');
  await clock.advance(401 * dayMs);
  meter.add(f, { requests: 1 });
  assert.deepEqual(
    (await meter.lines('', '9')).map(({ day }) => day),
    ['2027-03-08'],
  );
});
