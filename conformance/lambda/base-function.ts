/** A Lambent that has one function, `base`, for tests of requests that must not change anything. */
import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before } from 'node:test';
import { implementedTables } from '#services';
import { loadModel, type OperationModel, serializeRequest } from '#wire';
import { startLambentProcess } from '../lambent-process.ts';
import { type RawAnswer, type RawApi, rawApi } from '../raw-api.ts';
import { zipOf } from '../zip.ts';
import type { Known } from './violations.ts';

export const model = loadModel('lambda');
export const functionBase = '/2015-03-31/functions/base';
const functionArn = 'arn:aws:lambda:us-east-1:000000000000:function:base';
const role = 'arn:aws:iam::000000000000:role/r';
const zip = await zipOf({ 'index.js': 'exports.handler = async () => 1;' });

/** Right values where the model does not say enough. */
export const known: Known = {
  FunctionName: 'base',
  Role: role,
  Code: { ZipFile: zip },
  Resource: functionArn,
  ResourceArn: functionArn,
  Tags: { A: 'a' },
  TagKeys: ['A'],
  StatementId: 's',
  Action: 'lambda:InvokeFunction',
  Principal: 's3.amazonaws.com',
  UpdateRuntimeOn: 'Auto',
  CodeSigningConfigArn: 'arn:aws:lambda:us-east-1:000000000000:code-signing-config:csc-0123456789abcdefg',
};

const table = Object.entries(implementedTables().lambda ?? {});

export const implemented = operationsWhere((entry) => !('notImplemented' in entry));
export const notImplemented = operationsWhere((entry) => 'notImplemented' in entry);

function operationsWhere(wanted: (entry: object) => boolean): OperationModel[] {
  return table.filter(([, entry]) => wanted(entry)).flatMap(([name]) => model.operations.get(name) ?? []);
}

export type BaseFunction = {
  /** Of the process; known once the tests run. */
  endpoint(): string;
  readonly lambda: RawApi;
  /** Sends an operation as the model says, whatever is wrong with the input; `reshape` makes another body of its JSON. */
  send(operation: OperationModel, input: object, reshape?: (body: unknown) => unknown): Promise<RawAnswer>;
  /** Fails when `act` changed functions, what they have, or what is stored. */
  leavesNothing(act: () => Promise<void>): Promise<void>;
};

/** To be called in a `describe`: the process starts before its tests and is gone after them. */
export function useBaseFunction(): BaseFunction {
  let endpoint = '';
  let folder = '';
  const end: (() => Promise<unknown>)[] = [];
  const lambda: RawApi = (...request) => rawApi(endpoint, 'lambda')(...request);

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'lambent-'));
    end.push(() => rm(folder, { recursive: true, force: true }));
    const lambent = await startLambentProcess(folder);
    end.unshift(() => lambent.stop());
    endpoint = lambent.endpoint;
    await createBase(lambda);
  });

  after(async () => {
    for (const step of end) await step();
  });

  return {
    endpoint: () => endpoint,
    lambda,
    send({ name }, input, reshape) {
      const { method, path, query, headers, body } = serializeRequest(model, name, input);
      const sent = reshape === undefined ? body : reshape(JSON.parse(String(body)));
      const target = query === '' ? path : `${path}?${query}`;
      return lambda(method, target, sent === '' ? undefined : sent, headers);
    },
    async leavesNothing(act) {
      const earlier = await stored(lambda, folder);
      await act();
      assert.deepEqual(await stored(lambda, folder), earlier);
    },
  };
}

async function createBase(lambda: RawApi): Promise<void> {
  const created = await lambda('POST', '/2015-03-31/functions', {
    FunctionName: 'base',
    Runtime: 'nodejs24.x',
    Handler: 'index.handler',
    Role: role,
    Code: { ZipFile: zip.toString('base64') },
  });
  assert.equal(created.status, 201, JSON.stringify(created.body));
  for (let { State: state } = created.body; state === 'Pending'; ) {
    state = (await lambda('GET', `${functionBase}/configuration`)).body.State;
  }
}

/** All that requests could have changed. */
async function stored(lambda: RawApi, folder: string): Promise<unknown> {
  const { body: got } = await lambda('GET', functionBase);
  return {
    functions: (await lambda('GET', '/2015-03-31/functions?FunctionVersion=ALL')).body,
    aliases: (await lambda('GET', `${functionBase}/aliases`)).body,
    layers: (await lambda('GET', '/2018-10-31/layers')).body,
    mappings: (await lambda('GET', '/2015-03-31/event-source-mappings')).body,
    codeSigningConfigs: (await lambda('GET', '/2020-04-22/code-signing-configs')).body,
    urls: (await lambda('GET', '/2021-10-31/functions/base/urls')).body,
    recursion: (await lambda('GET', '/2024-08-31/functions/base/recursion-config')).body,
    eventInvokeConfigs: (await lambda('GET', '/2019-09-25/functions/base/event-invoke-config/list')).body,
    configuration: got.Configuration,
    tags: got.Tags,
    concurrency: got.Concurrency,
    policy: (await lambda('GET', `${functionBase}/policy`)).status,
    blobs: await readdir(join(folder, 'blobs'), { recursive: true }),
  };
}
