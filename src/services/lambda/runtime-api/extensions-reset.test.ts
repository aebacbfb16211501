/** Extensions of an environment that is reset. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { shutdownLimits } from '../environments/limits.ts';
import { text } from '../invoke/invoke-world.fixture.ts';
import { runtimePaths } from './api-client.fixture.ts';
import { openWorld, record } from './extension-world.fixture.ts';

test('after a failed init the next try waits for extensions to end, but not for ever', async (t) => {
  const world = await openWorld(t, ['agent']);
  const answer = world.invoke(record);
  const at = await world.runtimeAt(0);
  const agent = await at.registered('agent', ['SHUTDOWN']);
  assert.equal(await at.runtime.ordered(), 'start');
  void agent.next().catch(() => undefined);
  await at.client.ask('POST', runtimePaths.initError, { body: '{"errorMessage":"no"}' });
  await world.clock.advance(shutdownLimits.externalMs - 1);
  assert.equal(at.runtime.killed, false);
  await world.clock.advance(1);
  const again = await world.runtimeAt(1);
  assert.equal(at.runtime.killed, true);
  void (await again.registered('agent', [])).next().catch(() => undefined);
  await again.next();
  await again.respond('request-1', '2');
  assert.equal(text(await answer), '2');
});

test('one that gave up before a reset does not end what is started after it', async (t) => {
  const world = await openWorld(t, ['agent']);
  const crashing = world.invoke(record);
  const at = await world.runtimeAt(0);
  const agent = await at.registered('agent', []);
  void agent.next().catch(() => undefined);
  await at.next();
  await agent.report('exit');
  at.runtime.say('runtime 1');
  assert.match(text(await crashing), /Runtime\.ExitError/);
  await world.clock.advance(0);
  const answer = world.invoke(record);
  const again = await world.runtimeAt(1);
  assert.equal(again.runtime.spec.id, at.runtime.spec.id);
  void (await again.registered('agent', [])).next().catch(() => undefined);
  await again.next();
  await world.clock.advance(2_000);
  await again.respond('request-2', '2');
  assert.equal(text(await answer), '2');
});
