import assert from 'node:assert/strict';
import { test } from 'node:test';
import { liveApisMax } from '../limits.ts';
import type { RestApiRecord } from '../records/rest-api.ts';
import type { RestApis } from '../records/rest-apis.ts';
import { LiveStages } from './live-stages.ts';

/** Records that answer when told to, with the number of the load as the deployment's id. */
function openRecords() {
  const waiting: (() => void)[] = [];
  let listener: (id: string) => void = () => {};
  let loads = 0;
  let isHeld = false;
  const stages = [{ name: 'Prod', deploymentId: 'dep', createdAtMs: 0, lastUpdatedAtMs: 0 }];
  const restApis: Pick<RestApis, 'find' | 'getDeployment' | 'onChange'> = {
    async find(id) {
      return { id, stages } as unknown as RestApiRecord;
    },
    async getDeployment(api) {
      const id = `load ${++loads}`;
      if (isHeld) await new Promise<void>((resolve) => waiting.push(resolve));
      return {
        account: '',
        region: '',
        apiId: api.id,
        id,
        binaryMediaTypes: [],
        disableExecuteApiEndpoint: false,
        resources: [],
      };
    },
    onChange(given) {
      listener = given;
      return () => {
        listener = () => {};
      };
    },
  };
  return {
    live: new LiveStages(restApis as RestApis),
    change: (id: string) => listener(id),
    hold(held: boolean) {
      isHeld = held;
      if (!held) for (const release of waiting.splice(0)) release();
    },
    loads: () => loads,
  };
}

const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

test('requests that come together share one load', async () => {
  const { live, loads } = openRecords();
  assert.equal(live.peek('api', 'Prod'), undefined);
  const [first, second] = await Promise.all([live.load('api', 'Prod'), live.load('api', 'Prod')]);
  assert.equal(first, second);
  assert.equal(live.peek('api', 'Prod'), first);
  assert.equal(loads(), 1);
});

test('a load that a change overtook is not kept', async () => {
  const { live, change, hold } = openRecords();
  hold(true);
  const overtaken = live.load('api', 'Prod');
  await settled();
  change('api');
  const fresh = live.load('api', 'Prod');
  await settled();
  hold(false);
  assert.deepEqual([(await overtaken)?.deploymentId, (await fresh)?.deploymentId], ['load 1', 'load 2']);
  assert.equal(live.peek('api', 'Prod')?.deploymentId, 'load 2');
});

test('a change touches its own API alone', async () => {
  const { live, change } = openRecords();
  await live.load('a', 'Prod');
  await live.load('b', 'Prod');
  change('a');
  assert.equal(live.peek('a', 'Prod'), undefined);
  assert.notEqual(live.peek('b', 'Prod'), undefined);
});

test('what was used least recently goes first', async () => {
  const { live } = openRecords();
  for (let count = 0; count < liveApisMax; count++) await live.load(`api${count}`, 'Prod');
  live.peek('api0', 'Prod');
  await live.load('one-more', 'Prod');
  assert.notEqual(live.peek('api0', 'Prod'), undefined);
  assert.equal(live.peek('api1', 'Prod'), undefined);
});

test('closed, it holds nothing and hears nothing', async () => {
  const { live, change } = openRecords();
  await live.load('api', 'Prod');
  live.close();
  change('api');
  assert.equal(live.peek('api', 'Prod'), undefined);
});
