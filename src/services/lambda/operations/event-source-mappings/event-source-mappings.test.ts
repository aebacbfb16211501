/** The five operations: what golden cases do not show. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { VirtualClock } from '#ambient';
import { memoryFabric } from '#fabric';
import type { EventSourceMappingRecord } from '../../records/event-source-mappings.ts';
import { account, arnOf, type ControlPlane, region, withControlPlane } from '../control-room.fixture.ts';
import { resumeMappings } from './settle-mapping.ts';

const arn = (service: string, resource: string) => `arn:aws:${service}:${region}:${account}:${resource}`;
const queueArn = arn('sqs', 'my-queue');
const queue = { FunctionName: 'fn', EventSourceArn: queueArn };
const stream = {
  FunctionName: 'fn',
  EventSourceArn: arn('kinesis', 'stream/s'),
  StartingPosition: 'TRIM_HORIZON',
};

/** Creates a mapping and waits until it is settled. */
async function create({ call, mappingSettled }: ControlPlane, input: object): Promise<string> {
  const { status, json, text } = await call('CreateEventSourceMapping', input);
  assert.equal(status, 202, text);
  await mappingSettled(json.UUID);
  return json.UUID;
}

async function get({ call }: ControlPlane, UUID: string) {
  return (await call('GetEventSourceMapping', { UUID })).json;
}

async function setState({ mappings }: ControlPlane, uuid: string, state: EventSourceMappingRecord['state']) {
  const found = mappings.find({ account, region, uuid });
  assert.ok(found);
  await mappings.put({ ...found.value, state }, found.revision);
}

test('a mapping that is switched off and on passes through the states between', () =>
  withControlPlane(async (plane) => {
    await plane.create('fn');
    const UUID = await create(plane, { ...stream, Enabled: false });
    const states = [(await get(plane, UUID)).State];
    for (const change of [{ Enabled: true }, { BatchSize: 7 }, { Enabled: false }, { BatchSize: 8 }]) {
      states.push((await plane.call('UpdateEventSourceMapping', { UUID, ...change })).json.State);
      await plane.mappingSettled(UUID);
      states.push((await get(plane, UUID)).State);
    }
    assert.deepEqual(states, [
      'Disabled',
      ...['Enabling', 'Enabled', 'Updating', 'Enabled'],
      ...['Disabling', 'Disabled', 'Updating', 'Disabled'],
    ]);
  }));

test("a queue's mapping that is created disabled is so at once, a stream's soon", () =>
  withControlPlane(async ({ create, call }) => {
    await create('fn');
    const stateOf = async (input: object) =>
      (await call('CreateEventSourceMapping', { ...input, Enabled: false })).json.State;
    assert.deepEqual([await stateOf(queue), await stateOf(stream)], ['Disabled', 'Creating']);
  }));

test('while a mapping changes it is in use', () =>
  withControlPlane(async (plane) => {
    await plane.create('fn');
    const UUID = await create(plane, queue);
    for (const state of ['Creating', 'Updating', 'Deleting'] as const) {
      await setState(plane, UUID, state);
      const updated = await plane.call('UpdateEventSourceMapping', { UUID, BatchSize: 1 });
      const deleted = await plane.call('DeleteEventSourceMapping', { UUID });
      for (const [{ status, headers, json }, verb] of [
        [updated, 'update'],
        [deleted, 'delete'],
      ] as const) {
        assert.deepEqual([status, headers.get('x-amzn-errortype')], [400, 'ResourceInUseException']);
        assert.equal(json.Message, `Cannot ${verb} the event source mapping because it is in use.`);
      }
    }
  }));

test('an update keeps what it does not name, and takes away what it sets to nothing', () =>
  withControlPlane(async (plane) => {
    await plane.create('fn');
    const filters = { Filters: [{ Pattern: '{"data":{"a":[1]}}' }] };
    const DestinationConfig = { OnFailure: { Destination: queueArn } };
    const UUID = await create(plane, { ...stream, BatchSize: 5, FilterCriteria: filters, DestinationConfig });
    const update = async (change: object) => {
      const { status, text } = await plane.call('UpdateEventSourceMapping', { UUID, ...change });
      assert.equal(status, 202, text);
      await plane.mappingSettled(UUID);
      return get(plane, UUID);
    };
    const changed = await update({ MaximumRetryAttempts: 3 });
    assert.deepEqual(
      [changed.BatchSize, changed.MaximumRetryAttempts, changed.FilterCriteria, changed.DestinationConfig],
      [5, 3, filters, DestinationConfig],
    );
    const emptied = await update({ FilterCriteria: {}, DestinationConfig: {} });
    assert.equal('FilterCriteria' in emptied, false);
    assert.deepEqual(emptied.DestinationConfig, { OnFailure: {} });
    const refused = await plane.call('UpdateEventSourceMapping', { UUID, FilterCriteria: { Filters: [{}] } });
    assert.equal(refused.json.message, 'Invalid filter pattern definition.');
    assert.deepEqual(await get(plane, UUID), emptied);
  }));

test('an update checks the settings as a whole', () =>
  withControlPlane(async (plane) => {
    await plane.create('fn');
    const UUID = await create(plane, queue);
    const { status, json } = await plane.call('UpdateEventSourceMapping', { UUID, BatchSize: 20 });
    assert.equal(status, 400);
    assert.match(json.message, /^Maximum batch window in seconds must be greater than 0/);
    assert.equal((await get(plane, UUID)).BatchSize, 10);
  }));

test('a mapping may get another function, which must exist and not have the source already', () =>
  withControlPlane(async (plane) => {
    for (const name of ['fn', 'other']) await plane.create(name);
    const UUID = await create(plane, queue);
    const update = (FunctionName: string) => plane.call('UpdateEventSourceMapping', { UUID, FunctionName });
    assert.equal((await update('nope')).json.message, 'Function does not exist');
    assert.equal((await update('other:nope')).json.message, 'Function does not exist');
    await plane.call('PublishVersion', { FunctionName: 'other' });
    assert.equal((await update('other:1')).json.FunctionArn, arnOf('other:1'));
    await plane.mappingSettled(UUID);
    const second = await create(plane, queue);
    assert.equal(
      (await update('fn')).json.message,
      `An event source mapping with SQS arn (" ${queueArn} ") and function (" fn ") already exists. Please update or delete the existing mapping with UUID ${second}`,
    );
    assert.equal((await update('other')).json.FunctionArn, arnOf('other'));
  }));

test('of racing creates for one source and function, one wins', () =>
  withControlPlane(async (plane) => {
    await plane.create('fn');
    const answers = await Promise.all(
      Array.from({ length: 4 }, () => plane.call('CreateEventSourceMapping', stream)),
    );
    assert.deepEqual(answers.map(({ status }) => status).sort(), [202, 409, 409, 409]);
    const won = answers.find(({ status }) => status === 202)?.json.UUID;
    const lost = answers.find(({ status }) => status === 409);
    assert.equal(lost?.headers.get('x-amzn-errortype'), 'ResourceConflictException');
    assert.equal(
      lost?.json.message,
      `The event source arn (" ${stream.EventSourceArn} ") and function (" fn ") provided mapping already exists. Please update or delete the existing mapping with UUID ${won}`,
    );
    assert.equal(plane.mappings.all().length, 1);
  }));

test('lists by function, by source and by page', () =>
  withControlPlane(async (plane) => {
    for (const name of ['fn', 'other']) await plane.create(name);
    const ofQueue = await create(plane, queue);
    const ofStream = await create(plane, stream);
    const ofLatest = await create(plane, { ...queue, FunctionName: 'fn:$LATEST' });
    const ofOther = await create(plane, { ...queue, FunctionName: 'other' });
    const list = async (input: object, context = {}) => {
      const { json } = await plane.call('ListEventSourceMappings', input, context);
      return {
        uuids: json.EventSourceMappings.map(({ UUID }: { UUID: string }) => UUID),
        next: json.NextMarker,
      };
    };
    const all = [ofQueue, ofStream, ofLatest, ofOther].sort();
    assert.deepEqual((await list({})).uuids, all);
    assert.deepEqual((await list({ FunctionName: 'fn' })).uuids, [ofQueue, ofStream].sort());
    assert.deepEqual((await list({ FunctionName: arnOf('fn:$LATEST') })).uuids, [ofLatest]);
    assert.deepEqual((await list({ EventSourceArn: queueArn, FunctionName: 'other' })).uuids, [ofOther]);
    assert.deepEqual((await list({ FunctionName: 'nope' })).uuids, []);
    assert.deepEqual((await list({}, { region: 'us-east-1' })).uuids, []);
    const first = await list({ MaxItems: 3 });
    const second = await list({ MaxItems: 3, Marker: first.next });
    assert.deepEqual([...first.uuids, ...second.uuids], all);
    assert.equal(second.next, undefined);
    const wrong = await plane.call('ListEventSourceMappings', { Marker: 'x' });
    assert.equal(wrong.status, 400);
  }));

test('a page has a hundred mappings and no more', () =>
  withControlPlane(async (plane) => {
    await plane.create('fn');
    for (let at = 0; at < 101; at++) await create(plane, { ...queue, EventSourceArn: `${queueArn}-${at}` });
    const { json } = await plane.call('ListEventSourceMappings', { MaxItems: 10_000 });
    assert.equal(json.EventSourceMappings.length, 100);
    const rest = await plane.call('ListEventSourceMappings', { Marker: json.NextMarker });
    assert.equal(rest.json.EventSourceMappings.length, 1);
  }));

test('what a crash left half done is finished at the next start', async () => {
  const fabric = memoryFabric(new VirtualClock());
  const uuids: string[] = [];
  await withControlPlane(async (plane) => {
    await plane.create('fn');
    uuids.push(await create(plane, queue), await create(plane, stream));
    await setState(plane, uuids[0] ?? '', 'Updating');
    await setState(plane, uuids[1] ?? '', 'Deleting');
  }, fabric);
  await withControlPlane(async (plane) => {
    await resumeMappings(plane.room);
    assert.equal((await get(plane, uuids[0] ?? '')).State, 'Enabled');
    assert.equal((await plane.call('GetEventSourceMapping', { UUID: uuids[1] })).status, 404);
  }, fabric);
  await fabric.close();
});

test('a mapping too large for an entry lives in a blob that the sweep keeps', () =>
  withControlPlane(async (plane) => {
    await plane.create('fn');
    const Filters = Array.from({ length: 5 }, () => ({
      Pattern: JSON.stringify({ a: ['あ'.repeat(4080)] }),
    }));
    const Tags = Object.fromEntries(
      Array.from({ length: 50 }, (_, index) => [`key_${index}`, 'あ'.repeat(256)]),
    );
    const UUID = await create(plane, { ...queue, FilterCriteria: { Filters }, Tags });
    const [blob] = await plane.mappings.blobs();
    assert.ok(await plane.fabric.blobs.has(blob ?? ''));
    assert.deepEqual((await get(plane, UUID)).FilterCriteria, { Filters });
  }));

test('nothing polls, and the platform log says so of each mapping that is created or switched on', () =>
  withControlPlane(async (plane) => {
    const warnings: unknown[] = [];
    Object.assign(plane.room, {
      log: { ...plane.room.log, warn: (message: string, fields: object) => warnings.push([message, fields]) },
    });
    await plane.create('fn');
    const UUID = await create(plane, { ...queue, Enabled: false });
    await plane.call('UpdateEventSourceMapping', { UUID, BatchSize: 1 });
    await plane.mappingSettled(UUID);
    assert.deepEqual(warnings, []);
    await plane.call('UpdateEventSourceMapping', { UUID, Enabled: true });
    assert.deepEqual(warnings, [
      [
        'an event source mapping is recorded; nothing polls it until event sources come',
        { uuid: UUID, function: 'fn', source: queueArn },
      ],
    ]);
  }));

test('what a mapping keeps for good is not changed', () =>
  withControlPlane(async (plane) => {
    await plane.create('fn');
    const SourceAccessConfigurations = [{ Type: 'BASIC_AUTH', URI: arn('secretsmanager', 'secret:s') }];
    const documents = {
      FunctionName: 'fn',
      EventSourceArn: arn('rds', 'cluster:c'),
      StartingPosition: 'LATEST',
      SourceAccessConfigurations,
      DocumentDBEventSourceConfig: { DatabaseName: 'd' },
    };
    const UUID = await create(plane, documents);
    const update = (config: object) =>
      plane.call('UpdateEventSourceMapping', { UUID, DocumentDBEventSourceConfig: config });
    assert.equal(
      (await update({ DatabaseName: 'e', CollectionName: 'c' })).json.message,
      'Invalid parameters: collectionName, databaseName',
    );
    const { json } = await update({ FullDocument: 'UpdateLookup' });
    assert.deepEqual(json.DocumentDBEventSourceConfig, { DatabaseName: 'd', FullDocument: 'UpdateLookup' });
    const kafka = await create(plane, {
      FunctionName: 'fn',
      EventSourceArn: arn('kafka', 'cluster/c/1'),
      StartingPosition: 'LATEST',
      Topics: ['my-topic'],
      AmazonManagedKafkaEventSourceConfig: { ConsumerGroupId: 'mine' },
    });
    const moved = await plane.call('UpdateEventSourceMapping', {
      UUID: kafka,
      AmazonManagedKafkaEventSourceConfig: { ConsumerGroupId: 'other' },
    });
    assert.equal(moved.json.message, 'Invalid parameters: consumerGroupId');
  }));

test('a starting time is kept and shown', () =>
  withControlPlane(async (plane) => {
    await plane.create('fn');
    await plane.clock.advance(1_767_225_600_000);
    const input = {
      ...stream,
      StartingPosition: 'AT_TIMESTAMP',
      StartingPositionTimestamp: new Date(1_767_225_600_000),
    };
    const UUID = await create(plane, input);
    assert.equal((await get(plane, UUID)).StartingPositionTimestamp, 1_767_225_600);
  }));
