import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { openWorld, record } from './extension-world.fixture.ts';

const timeoutMs = record.latest.timeoutSeconds * 1000;

/** An invocation whose runtime answers after 20 ms, beside an extension that was told of it or not. */
async function openAnswered(t: TestContext, events: readonly string[]) {
  const world = await openWorld(t, ['agent']);
  const answer = world.invoke(record, { requestId: 'request' });
  const at = await world.runtimeAt(0);
  const agent = await at.registered('agent', events);
  assert.equal(await at.runtime.ordered(), 'start');
  const told = agent.next();
  void told.catch(() => undefined);
  await at.next();
  await world.clock.advance(20);
  await at.respond('request', '1');
  await answer;
  void at.next().catch(() => undefined);
  const duration = (name: string) => [...world.metrics.summaries()].find(({ id }) => id.name === name)?.sum;
  return {
    world,
    told,
    next() {
      void agent.next().catch(() => undefined);
    },
    /** Once the invocation has ended after so long. */
    async extensionsMs(durationMs: number) {
      while (duration('Duration') !== durationMs) await world.clock.advance(0);
      return duration('PostRuntimeExtensionsDuration');
    },
  };
}

test('where no extension is told of invocations none has a duration', async (t) => {
  const { extensionsMs } = await openAnswered(t, ['SHUTDOWN']);
  assert.equal(await extensionsMs(20), undefined);
});

for (const [how, afterMs] of [
  ['asks for the next', 30],
  ['does not end in time', timeoutMs - 20],
] as const) {
  test(`how long an invocation goes on for an extension alone, which ${how}`, async (t) => {
    const { world, told, next, extensionsMs } = await openAnswered(t, ['INVOKE']);
    await told;
    for (let turn = 0; turn < 50; turn += 1) await world.clock.advance(0);
    await world.clock.advance(afterMs);
    if (how === 'asks for the next') next();
    assert.equal(await extensionsMs(20 + afterMs), afterMs);
  });
}

test('a function that times out leaves its extensions nothing', async (t) => {
  const world = await openWorld(t, ['agent']);
  const answer = world.invoke(record, { requestId: 'request' });
  const at = await world.runtimeAt(0);
  const agent = await at.registered('agent', ['INVOKE']);
  assert.equal(await at.runtime.ordered(), 'start');
  void agent.next().catch(() => undefined);
  await at.next();
  await world.clock.advance(timeoutMs);
  await answer;
  const names = [...world.metrics.summaries()].map(({ id }) => id.name);
  assert.ok(names.includes('Duration') && !names.includes('PostRuntimeExtensionsDuration'));
});
