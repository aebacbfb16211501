/** Event source mappings, and the waiters of functions, as the JS SDK sees them over a socket. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  CreateEventSourceMappingCommand,
  CreateFunctionCommand,
  DeleteEventSourceMappingCommand,
  DeleteFunctionCommand,
  GetEventSourceMappingCommand,
  type LambdaClient,
  ListTagsCommand,
  paginateListEventSourceMappings,
  ResourceConflictException,
  ResourceNotFoundException,
  UpdateEventSourceMappingCommand,
  UpdateFunctionConfigurationCommand,
  waitUntilFunctionActiveV2,
  waitUntilFunctionExists,
  waitUntilFunctionUpdatedV2,
} from '@aws-sdk/client-lambda';
import { withFolder } from '../lambent-process.ts';
import { zipOf } from '../zip.ts';
import { clientOf } from './client.ts';

const fn = { FunctionName: 'my-function' };
const queueArn = 'arn:aws:sqs:us-east-1:000000000000:my-queue';
const streamArn = 'arn:aws:kinesis:us-east-1:000000000000:stream/my-stream';
/** The SDK's own pace is a look every second or five. */
const pace = { maxWaitTime: 60, minDelay: 1, maxDelay: 1 };

async function createFunction(client: LambdaClient): Promise<void> {
  await client.send(
    new CreateFunctionCommand({
      ...fn,
      Runtime: 'nodejs24.x',
      Role: 'arn:aws:iam::000000000000:role/lambda-role',
      Handler: 'index.handler',
      Code: { ZipFile: await zipOf({ 'index.mjs': 'export const handler = async () => 1;' }) },
    }),
  );
}

/** Each answer is a pause: some ten seconds. */
const asksMax = 10_000;

/** Asks until a mapping is in a state. */
async function stateReached(client: LambdaClient, UUID: string | undefined, state: string): Promise<void> {
  for (let asked = 0; asked < asksMax; asked++) {
    if ((await client.send(new GetEventSourceMappingCommand({ UUID }))).State === state) return;
  }
  throw new Error(`the mapping did not become ${state}`);
}

test('the waiters of the SDK see a function come and be updated', () =>
  withFolder(async (folder, start) => {
    const client = clientOf((await start(folder)).endpoint);
    await createFunction(client);
    const config = { client, ...pace };
    for (const wait of [waitUntilFunctionExists, waitUntilFunctionActiveV2]) {
      assert.equal((await wait(config, fn)).state, 'SUCCESS');
    }
    await client.send(new UpdateFunctionConfigurationCommand({ ...fn, Description: 'updated' }));
    assert.equal((await waitUntilFunctionUpdatedV2(config, fn)).state, 'SUCCESS');
  }));

test('mappings come, survive a restart and their function, and go; the log says that nothing polls them', () =>
  withFolder(async (folder, start) => {
    const first = await start(folder);
    const before = clientOf(first.endpoint);
    await createFunction(before);
    const mapping = { ...fn, EventSourceArn: queueArn, Tags: { team: 'a' } };
    const created = await before.send(new CreateEventSourceMappingCommand(mapping));
    assert.deepEqual([created.State, created.BatchSize], ['Creating', 10]);
    assert.ok(created.LastModified instanceof Date);
    await assert.rejects(
      before.send(new CreateEventSourceMappingCommand(mapping)),
      (error) => error instanceof ResourceConflictException && error.message.includes(String(created.UUID)),
    );
    await stateReached(before, created.UUID, 'Enabled');
    await before.send(new UpdateEventSourceMappingCommand({ UUID: created.UUID, Enabled: false }));
    await stateReached(before, created.UUID, 'Disabled');
    await before.send(new DeleteFunctionCommand(fn));
    assert.match(first.output(), /an event source mapping is recorded; nothing polls it/);
    assert.equal(await first.stop(), 0);

    const client = clientOf((await start(folder)).endpoint);
    const found = await client.send(new GetEventSourceMappingCommand({ UUID: created.UUID }));
    assert.deepEqual([found.State, found.EventSourceArn], ['Disabled', queueArn]);
    const Resource = found.EventSourceMappingArn;
    assert.deepEqual((await client.send(new ListTagsCommand({ Resource }))).Tags, { team: 'a' });
    const deleted = await client.send(new DeleteEventSourceMappingCommand({ UUID: created.UUID }));
    assert.equal(deleted.State, 'Deleting');
    await assert.rejects(stateReached(client, created.UUID, 'Enabled'), ResourceNotFoundException);
  }));

test('the paginator of the SDK finds every mapping', () =>
  withFolder(async (folder, start) => {
    const client = clientOf((await start(folder)).endpoint);
    await createFunction(client);
    const sources = [queueArn, `${queueArn}.fifo`, `${queueArn}-2`, streamArn];
    for (const EventSourceArn of sources) {
      const StartingPosition = EventSourceArn === streamArn ? 'LATEST' : undefined;
      await client.send(new CreateEventSourceMappingCommand({ ...fn, EventSourceArn, StartingPosition }));
    }
    const found: (string | undefined)[] = [];
    let pages = 0;
    for await (const { EventSourceMappings = [] } of paginateListEventSourceMappings(
      { client, pageSize: 3 },
      fn,
    )) {
      pages += 1;
      found.push(...EventSourceMappings.map(({ EventSourceArn }) => EventSourceArn));
    }
    assert.deepEqual([pages, found.sort()], [2, sources.sort()]);
  }));
