import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { functionRecord, openInvokeWorld } from '../invoke/invoke-world.fixture.ts';
import { apiClient, runtimePaths } from './api-client.fixture.ts';

/** A managed runtime below a wrapper: the cheapest that speaks HTTP. */
export const record = functionRecord('fn', { variables: { AWS_LAMBDA_EXEC_WRAPPER: '/opt/wrapper' } });

/** An invoker whose runtimes are played by the test, over HTTP. */
export async function openWorld(t: TestContext) {
  const world = await openInvokeWorld({ startsInFlightMax: 1 });
  t.after(() => world.close());
  const runtimeAt = async (index: number) => {
    const runtime = await world.launcher.runtime(index);
    const client = apiClient(runtime.api);
    t.after(() => client.close());
    assert.equal(await runtime.ordered(), 'start');
    const next = () => client.ask('GET', runtimePaths.next);
    const respond = (id: string, body: string | Buffer, headers = {}) =>
      client.ask('POST', runtimePaths.response(id), { body, headers });
    return { runtime, client, next, respond };
  };
  return { ...world, runtimeAt };
}
