import assert from 'node:assert/strict';
import { test } from 'node:test';
import { functionRecord, openInvokeWorld, text } from '../invoke/invoke-world.fixture.ts';

test('before an environment starts, what its function leaves to the runtime is asked for', async (t) => {
  const world = await openInvokeWorld();
  t.after(() => world.close());
  const sdkPackages = ['@aws-sdk/client-s3'];
  const record = functionRecord('fn', { sdkPackages });
  const answer = world.invoke(record);
  const runtime = await world.launcher.runtime(0);
  assert.deepEqual(world.launcher.furnished, [[record.latest.runtime, sdkPackages]]);
  const { head } = await runtime.invoked();
  runtime.respond(head.requestId, '1');
  assert.equal(text(await answer), '1');
});
