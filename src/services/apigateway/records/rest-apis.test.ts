import assert from 'node:assert/strict';
import { test } from 'node:test';
import { VirtualClock } from '#ambient';
import { memoryFabric, RevisionMismatch } from '#fabric';
import { changeAttemptsMax, unfinishedAfterMs } from '../limits.ts';
import type { RestApiRecord } from './rest-api.ts';
import { openRestApis } from './rest-apis.ts';

const [account, region, id] = ['000000000000', 'us-east-1', 'abcdefghij'] as const;

function apiOf(clock: VirtualClock, more: Partial<RestApiRecord> = {}): RestApiRecord {
  return {
    account,
    region,
    id,
    name: 'api',
    createdAtMs: clock.now(),
    binaryMediaTypes: [],
    endpointType: 'EDGE',
    ipAddressType: 'ipv4',
    disableExecuteApiEndpoint: false,
    tags: {},
    rootResourceId: 'root',
    resources: [{ id: 'root', path: '/', methods: [] }],
    stages: [],
    deployments: [],
    ...more,
  };
}

async function open() {
  const clock = new VirtualClock();
  const fabric = memoryFabric(clock);
  return { clock, fabric, restApis: await openRestApis(fabric, clock) };
}

test('an id is taken once, whatever the account and region', async () => {
  const { clock, restApis } = await open();
  assert.equal(await restApis.create(apiOf(clock)), true);
  assert.equal(await restApis.create(apiOf(clock, { account: '111111111111', region: 'eu-west-1' })), false);
  assert.equal(await restApis.get('111111111111', 'eu-west-1', id), undefined);
  assert.equal((await restApis.find(id))?.account, account);
});

test('a change that was overtaken is made again, on what is there then', async () => {
  const { clock, restApis } = await open();
  await restApis.create(apiOf(clock));
  const rename = (name: string) =>
    restApis.change(account, region, id, (api) => ({ api: { ...api, name }, result: name }));
  let runs = 0;
  await restApis.change(account, region, id, async (api) => {
    if (++runs === 1) await rename('theirs');
    return { api: { ...api, description: `of ${api.name}` }, result: true };
  });
  const api = await restApis.get(account, region, id);
  assert.deepEqual([runs, api?.name, api?.description], [2, 'theirs', 'of theirs']);
});

test('a change that is overtaken again and again gives up', async () => {
  const { clock, restApis } = await open();
  await restApis.create(apiOf(clock));
  let runs = 0;
  const losing = restApis.change(account, region, id, async (api) => {
    runs++;
    await restApis.change(account, region, id, (present) => ({ api: present, result: true }));
    return { api, result: true };
  });
  await assert.rejects(losing, RevisionMismatch);
  assert.equal(runs, changeAttemptsMax);
});

test('what a crash left of a create or delete is completed at the next start, unless it may still be running', async () => {
  const { clock, fabric, restApis } = await open();
  await restApis.create(apiOf(clock));
  await restApis.putDeployment({
    account,
    region,
    apiId: id,
    id: 'dep123',
    binaryMediaTypes: [],
    disableExecuteApiEndpoint: false,
    resources: [],
  });
  // A delete ends like this when the process dies in the middle of it.
  await fabric.kv('rest-apis').delete([account, region, id]);
  const left = async () => [
    (await fabric.kv('rest-api-locations').scan([])).length,
    (await fabric.kv('rest-deployments').scan([])).length,
  ];
  await openRestApis(fabric, clock);
  assert.deepEqual(await left(), [1, 1]);
  await clock.advance(unfinishedAfterMs);
  await openRestApis(fabric, clock);
  assert.deepEqual(await left(), [0, 0]);
});

test('a change is told before it resolves', async () => {
  const { clock, restApis } = await open();
  const told: string[] = [];
  const stop = restApis.onChange((changed) => told.push(changed));
  await restApis.create(apiOf(clock));
  await restApis.delete(account, region, id);
  assert.deepEqual(told, [id, id]);
  stop();
  await restApis.create(apiOf(clock));
  assert.equal(told.length, 2);
});
