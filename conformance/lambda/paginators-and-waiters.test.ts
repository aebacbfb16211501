/** Every paginator and every waiter that the JS SDK has for Lambda; one that a newer SDK brings along fails here until it is looked at. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as sdk from '@aws-sdk/client-lambda';
import { withFolder } from '../lambent-process.ts';
import { zipOf } from '../zip.ts';
import { clientOf } from './client.ts';

const FunctionName = 'one';
const Role = 'arn:aws:iam::000000000000:role/r';
const functionArn = (qualifier: string) => `arn:aws:lambda:us-east-1:000000000000:function:one:${qualifier}`;
const queueArn = (name: string) => `arn:aws:sqs:us-east-1:000000000000:${name}`;
const patience = { maxWaitTime: 60, minDelay: 1, maxDelay: 1 };

/** What a paginator is asked, and what all its pages have to bring: each item once, one on a page. */
type Listing = {
  readonly input: object;
  readonly member: string;
  readonly nameOf: (item: Readonly<Record<string, unknown>>) => unknown;
  readonly expected: readonly unknown[];
};

/** The ARNs of the two code signing configs. */
type Made = { readonly configs: readonly string[] };

function listingsOf({ configs }: Made): Readonly<Record<string, Listing>> {
  const one = { FunctionName };
  const named = (member: string) => (item: Readonly<Record<string, unknown>>) => item[member];
  return {
    ListAliases: { input: one, member: 'Aliases', nameOf: named('Name'), expected: ['a', 'b'] },
    ListCodeSigningConfigs: {
      input: {},
      member: 'CodeSigningConfigs',
      nameOf: named('CodeSigningConfigArn'),
      expected: configs,
    },
    ListEventSourceMappings: {
      input: {},
      member: 'EventSourceMappings',
      nameOf: named('EventSourceArn'),
      expected: ['q1', 'q2'].map(queueArn),
    },
    ListFunctionEventInvokeConfigs: {
      input: one,
      member: 'FunctionEventInvokeConfigs',
      nameOf: named('FunctionArn'),
      expected: [functionArn('1'), functionArn('2')],
    },
    ListFunctionUrlConfigs: {
      input: one,
      member: 'FunctionUrlConfigs',
      nameOf: named('FunctionArn'),
      expected: [functionArn('a'), functionArn('b')],
    },
    ListFunctions: {
      input: {},
      member: 'Functions',
      nameOf: named('FunctionName'),
      expected: ['one', 'two'],
    },
    ListFunctionsByCodeSigningConfig: {
      input: { CodeSigningConfigArn: configs[0] },
      member: 'FunctionArns',
      nameOf: (item) => String(item).split(':').at(-1),
      expected: ['one', 'two'],
    },
    ListLayerVersions: {
      input: { LayerName: 'layer' },
      member: 'LayerVersions',
      nameOf: named('Version'),
      expected: [1, 2],
    },
    ListLayers: { input: {}, member: 'Layers', nameOf: named('LayerName'), expected: ['layer', 'other'] },
    ListProvisionedConcurrencyConfigs: {
      input: one,
      member: 'ProvisionedConcurrencyConfigs',
      nameOf: named('FunctionArn'),
      expected: [functionArn('1'), functionArn('2')],
    },
    ListVersionsByFunction: {
      input: one,
      member: 'Versions',
      nameOf: named('Version'),
      expected: ['$LATEST', '1', '2'],
    },
  };
}

/** The paginators of operations that are refused by name, and what they are asked. */
const refused: Readonly<Record<string, object>> = {
  GetDurableExecutionHistory: { DurableExecutionArn: `${functionArn('1')}/durable-execution/a/b` },
  GetDurableExecutionState: {
    DurableExecutionArn: `${functionArn('1')}/durable-execution/a/b`,
    CheckpointToken: 'dG9rZW4=',
  },
  ListCapacityProviders: {},
  ListDurableExecutionsByFunction: { FunctionName },
  ListFunctionVersionsByCapacityProvider: { CapacityProviderName: 'provider' },
};

function exported(prefix: string): string[] {
  return Object.keys(sdk)
    .filter((name) => name.startsWith(prefix))
    .map((name) => name.slice(prefix.length))
    .sort();
}

type Paginator = (
  config: { readonly client: sdk.LambdaClient; readonly pageSize: number },
  input: object,
) => AsyncIterable<Readonly<Record<string, unknown>>>;

function pagesOf(client: sdk.LambdaClient, name: string, input: object) {
  const paginate = Object.entries(sdk).find(([key]) => key === `paginate${name}`)?.[1] as Paginator;
  // The SDK writes its marker into what it is given.
  return paginate({ client, pageSize: 1 }, { ...input });
}

async function create(client: sdk.LambdaClient, name: string, members: object = {}): Promise<void> {
  await client.send(
    new sdk.CreateFunctionCommand({
      FunctionName: name,
      Runtime: 'nodejs24.x',
      Handler: 'index.handler',
      Role,
      Code: { ZipFile: await zipOf({ 'index.js': 'exports.handler = async () => 1;' }) },
      ...members,
    }),
  );
}

/** Two of everything that has a list. */
async function makeTwoOfEach(client: sdk.LambdaClient): Promise<Made> {
  const configs: string[] = [];
  for (const id of ['1', '2']) {
    const { CodeSigningConfig } = await client.send(
      new sdk.CreateCodeSigningConfigCommand({
        AllowedPublishers: {
          SigningProfileVersionArns: [
            `arn:aws:signer:us-east-1:000000000000:/signing-profiles/mine/000000000${id}`,
          ],
        },
      }),
    );
    configs.push(CodeSigningConfig?.CodeSigningConfigArn ?? '');
  }
  for (const name of [FunctionName, 'two']) {
    await create(client, name, { CodeSigningConfigArn: configs[0] });
    await sdk.waitUntilFunctionActiveV2({ client, ...patience }, { FunctionName: name });
  }
  for (const [index, alias] of ['a', 'b'].entries()) await makeVersion(client, String(index + 1), alias);
  const ZipFile = await zipOf({ 'nodejs/index.js': '' });
  for (const LayerName of ['layer', 'layer', 'other']) {
    await client.send(new sdk.PublishLayerVersionCommand({ LayerName, Content: { ZipFile } }));
  }
  return { configs };
}

/** A version of the function with an alias, and all that either can have. */
async function makeVersion(client: sdk.LambdaClient, version: string, alias: string): Promise<void> {
  const fn = { FunctionName };
  await client.send(new sdk.UpdateFunctionConfigurationCommand({ ...fn, Description: version }));
  await sdk.waitUntilFunctionUpdatedV2({ client, ...patience }, fn);
  const published = await client.send(new sdk.PublishVersionCommand(fn));
  assert.equal(published.Version, version);
  const Qualifier = version;
  await sdk.waitUntilPublishedVersionActive({ client, ...patience }, { ...fn, Qualifier });
  await client.send(new sdk.CreateAliasCommand({ ...fn, Name: alias, FunctionVersion: version }));
  await client.send(
    new sdk.PutFunctionEventInvokeConfigCommand({ ...fn, Qualifier, MaximumRetryAttempts: 1 }),
  );
  await client.send(
    new sdk.PutProvisionedConcurrencyConfigCommand({
      ...fn,
      Qualifier,
      ProvisionedConcurrentExecutions: 1,
    }),
  );
  await client.send(new sdk.CreateFunctionUrlConfigCommand({ ...fn, Qualifier: alias, AuthType: 'NONE' }));
  await client.send(
    new sdk.CreateEventSourceMappingCommand({ ...fn, EventSourceArn: queueArn(`q${version}`) }),
  );
}

test('every paginator brings every item once, over pages of one', () =>
  withFolder(async (folder, start) => {
    const client = clientOf((await start(folder)).endpoint);
    const listings = listingsOf(await makeTwoOfEach(client));
    assert.deepEqual(exported('paginate'), [...Object.keys(listings), ...Object.keys(refused)].sort());
    for (const [name, { input, member, nameOf, expected }] of Object.entries(listings)) {
      const listed: unknown[] = [];
      for await (const page of pagesOf(client, name, input)) {
        const items = page[member] as Readonly<Record<string, unknown>>[];
        assert.ok(items.length <= 1, name);
        listed.push(...items.map(nameOf));
      }
      assert.deepEqual(listed.sort(), [...expected].sort(), name);
    }
    for (const [name, input] of Object.entries(refused)) {
      await assert.rejects(
        async () => {
          for await (const _page of pagesOf(client, name, input)) assert.fail(name);
        },
        new RegExp(`Lambent does not implement lambda:${name} `),
      );
    }
  }));

/** AWS knows it still, and nothing here runs it. */
const missingRuntime = 'nodejs16.x';

type Begin = (client: sdk.LambdaClient, name: string) => Promise<void>;

type Waiter = (
  config: typeof patience & { readonly client: sdk.LambdaClient },
  input: { readonly FunctionName: string; readonly Qualifier?: string },
) => Promise<unknown>;

/** What each waiter waits for, and what makes that never come; a function that does not exist may still do so. */
type Waited = {
  readonly wait: Waiter;
  readonly begin: Begin;
  readonly fail?: Begin;
  readonly Qualifier?: string;
};

const creation = { begin: create, fail: createFailing };
const update = { begin: createAndUpdate, fail: updateFailing };
const publication = {
  begin: (client: sdk.LambdaClient, name: string) => create(client, name, { Publish: true }),
  fail: (client: sdk.LambdaClient, name: string) => createFailing(client, name, { Publish: true }),
  Qualifier: '1',
};
const waits: Readonly<Record<string, Waited>> = {
  FunctionActive: { ...creation, wait: sdk.waitUntilFunctionActive },
  FunctionActiveV2: { ...creation, wait: sdk.waitUntilFunctionActiveV2 },
  FunctionExists: { begin: create, wait: sdk.waitUntilFunctionExists },
  FunctionUpdated: { ...update, wait: sdk.waitUntilFunctionUpdated },
  FunctionUpdatedV2: { ...update, wait: sdk.waitUntilFunctionUpdatedV2 },
  PublishedVersionActive: { ...publication, wait: sdk.waitUntilPublishedVersionActive },
};

function createFailing(client: sdk.LambdaClient, name: string, members: object = {}): Promise<void> {
  return create(client, name, { Runtime: missingRuntime, ...members });
}

async function createAndUpdate(client: sdk.LambdaClient, FunctionName: string): Promise<void> {
  await create(client, FunctionName);
  await sdk.waitUntilFunctionActiveV2({ client, ...patience }, { FunctionName });
  await client.send(new sdk.UpdateFunctionConfigurationCommand({ FunctionName, Timeout: 7 }));
}

async function updateFailing(client: sdk.LambdaClient, FunctionName: string): Promise<void> {
  await create(client, FunctionName);
  await sdk.waitUntilFunctionActiveV2({ client, ...patience }, { FunctionName });
  await client.send(new sdk.UpdateFunctionConfigurationCommand({ FunctionName, Runtime: missingRuntime }));
}

test('every waiter sees what it waits for, and gives up where that failed', () =>
  withFolder(async (folder, start) => {
    const client = clientOf((await start(folder)).endpoint);
    assert.deepEqual(exported('waitUntil'), Object.keys(waits).sort());
    for (const [name, { begin, fail, wait, ...qualifier }] of Object.entries(waits)) {
      const waitFor = (FunctionName: string) => wait({ client, ...patience }, { FunctionName, ...qualifier });
      await begin(client, name);
      await waitFor(name);
      if (fail === undefined) continue;
      await fail(client, `${name}-fails`);
      await assert.rejects(waitFor(`${name}-fails`), /"state":"FAILURE"/, name);
    }
  }));
