import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openWorld, record } from './extension-world.fixture.ts';

test('how long an invocation goes on for its extensions alone is a metric, where they are told of it', async (t) => {
  const world = await openWorld(t, ['agent']);
  const duration = (name: string) => [...world.metrics.summaries()].find(({ id }) => id.name === name)?.sum;
  for (const [index, events] of [['SHUTDOWN'], ['INVOKE']].entries()) {
    const fn = { ...record, latest: { ...record.latest, environmentKey: `fn-${index}` } };
    const answer = world.invoke(fn, { requestId: `request-${index}` });
    const at = await world.runtimeAt(index);
    const agent = await at.registered('agent', events);
    assert.equal(await at.runtime.ordered(), 'start');
    const told = agent.next();
    await at.next();
    await world.clock.advance(20);
    await at.respond(`request-${index}`, '1');
    await answer;
    void at.next().catch(() => undefined);
    if (index === 0) {
      void told.catch(() => undefined);
      while (duration('Duration') !== 20) await world.clock.advance(0);
      assert.equal(duration('PostRuntimeExtensionsDuration'), undefined);
      continue;
    }
    await told;
    for (let turn = 0; turn < 50; turn += 1) await world.clock.advance(0);
    await world.clock.advance(30);
    void agent.next().catch(() => undefined);
    while (duration('Duration') !== 70) await world.clock.advance(0);
    assert.equal(duration('PostRuntimeExtensionsDuration'), 30);
  }
});
