/** What the operator reads of functions that fail in the platform's own words. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { frameType } from '../environments/frames.ts';
import { functionRecord, openInvokeWorld } from './invoke-world.fixture.ts';

const record = functionRecord('fn');
const arn = 'arn:aws:lambda:us-east-1:000000000000:function:fn:$LATEST';

test('one line a function and a reason, however often it happens', async (t) => {
  const world = await openInvokeWorld();
  t.after(() => world.close());
  for (let index = 0; index < 2; index += 1) {
    const exits = world.invoke(record);
    const runtime = await world.launcher.runtime(2 * index);
    await runtime.invoked();
    runtime.exit({ code: 3, signal: null });
    await exits;
    const breaks = world.invoke(record);
    const next = await world.launcher.runtime(2 * index + 1);
    await next.invoked();
    next.send(frameType.response, { requestId: 'another' }, '1');
    await breaks;
  }
  assert.deepEqual(world.warnings, [
    `${arn}: Runtime.ExitError: Runtime exited with error: exit status 3`,
    `${arn}: an environment broke the protocol and was stopped: the id of another request`,
  ]);
});

test("a handler's own error, and what the platform ends itself, are none", async (t) => {
  const world = await openInvokeWorld();
  t.after(() => world.close());
  const fails = world.invoke(record);
  const runtime = await world.launcher.runtime(0);
  await runtime.invoked();
  runtime.send(frameType.error, { requestId: 'request-1', errorType: 'Error' }, '{}');
  await fails;
  const cut = world.invoke(record);
  await runtime.invoked();
  await world.invoker.close();
  await cut;
  assert.deepEqual(world.warnings, []);
});
