/** Functions find the AWS SDK that they did not bring along, as on AWS, and their own where they did. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cp, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import {
  CreateFunctionCommand,
  InvokeCommand,
  type LambdaClient,
  PublishLayerVersionCommand,
  type Runtime,
  waitUntilFunctionActiveV2,
} from '@aws-sdk/client-lambda';
import { type LambentProcess, withFolder } from '../lambent-process.ts';
import { missingNpmRegistry, missingPythonIndex, registryFlags } from '../registries.ts';
import { missingTool, skipUnless } from '../tool.ts';
import { zipOf } from '../zip.ts';
import { clientOf } from './client.ts';

const systemPath = '/usr/local/bin:/usr/bin:/bin';

type Files = Readonly<Record<string, string>>;

async function create(
  lambda: LambdaClient,
  FunctionName: string,
  runtime: string,
  files: Files,
  Layers: string[] = [],
): Promise<void> {
  await lambda.send(
    new CreateFunctionCommand({
      FunctionName,
      Runtime: runtime as Runtime,
      Role: 'arn:aws:iam::000000000000:role/r',
      Handler: 'index.handler',
      Timeout: 30,
      MemorySize: 512,
      Layers,
      Code: { ZipFile: await zipOf(files) },
    }),
  );
  await waitUntilFunctionActiveV2(
    { client: lambda, maxWaitTime: 120, minDelay: 0.05, maxDelay: 0.05 },
    { FunctionName },
  );
}

async function invoke(lambda: LambdaClient, FunctionName: string): Promise<unknown> {
  const { Payload, FunctionError } = await lambda.send(new InvokeCommand({ FunctionName }));
  const text = Buffer.from(Payload ?? []).toString();
  assert.equal(FunctionError, undefined, text);
  return JSON.parse(text);
}

async function layer(lambda: LambdaClient, LayerName: string, files: Files): Promise<string> {
  const Content = { ZipFile: await zipOf(files) };
  const { LayerVersionArn = '' } = await lambda.send(new PublishLayerVersionCommand({ LayerName, Content }));
  return LayerVersionArn;
}

/** As CDK's NodejsFunction bundles: everything but the SDK. */
const bundled = `"use strict";
const { LambdaClient, ListFunctionsCommand } = require("@aws-sdk/client-lambda");
const client = new LambdaClient({});
exports.handler = async () => {
  const { Functions } = await client.send(new ListFunctionsCommand({}));
  return Functions.map(({ FunctionName }) => FunctionName);
};`;

/** As people write in the console. */
const written = `
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { NodeHttpHandler } from '@smithy/node-http-handler';
const client = new STSClient({ requestHandler: new NodeHttpHandler() });
export const handler = async () => (await client.send(new GetCallerIdentityCommand({}))).Account;
`;

const python = `
import json, boto3
client = boto3.client("lambda")
def handler(event, context):
    return [function["FunctionName"] for function in client.list_functions()["Functions"]]
`;

const fakeSts = (by: string): Files => ({
  'node_modules/@aws-sdk/client-sts/package.json': '{"name":"@aws-sdk/client-sts","main":"index.js"}',
  'node_modules/@aws-sdk/client-sts/index.js': `exports.by = '${by}';`,
});
const below = (folder: string, files: Files): Files =>
  Object.fromEntries(Object.entries(files).map(([name, text]) => [`${folder}/${name}`, text]));
const asksWho = (module: boolean): Files =>
  module
    ? {
        'index.mjs': `import sts from '@aws-sdk/client-sts'; export const handler = async () => sts.by ?? 'runtime';`,
      }
    : { 'index.js': `exports.handler = async () => require('@aws-sdk/client-sts').by ?? 'runtime';` };
const asksWhoInPython = `import boto3\ndef handler(event, context):\n    return getattr(boto3, "by", "runtime")\n`;

/** The Python of the system's own folders, such as `3.11`; empty without one. */
const pythonVersion =
  /\d+\.\d+/.exec(
    spawnSync('python3', ['--version'], { encoding: 'utf8', env: { PATH: systemPath } }).stdout ?? '',
  )?.[0] ?? '';
const pythonFlags = ['--search-path', systemPath, '--runtime-substitutes', `python3.13=${pythonVersion}`];
const noPython = skipUnless(pythonVersion !== '', 'python3 is not installed here');

const noPackages = await missingNpmRegistry();
const noWheels = noPython || (await missingPythonIndex());
const lines = fileURLToPath(new URL('../../node_modules/.cache/lambent-test/runtimes', import.meta.url));

/** Spares fetching those lines of Node.js that earlier tests have fetched. */
async function keepLines(folder: string): Promise<void> {
  for (const name of await readdir(lines).catch(() => []))
    if (/^node-2[02]\./.test(name))
      await cp(join(lines, name), join(folder, 'runtimes', name), { recursive: true });
}

for (const isolation of ['process', 'bubblewrap']) {
  const noSandbox = isolation === 'bubblewrap' && missingTool('bwrap');
  test(`functions of Node.js find the SDK they did not bring, in ${isolation}`, {
    skip: noSandbox || noPackages,
  }, async () => {
    await withFolder(async (folder, start) => {
      await keepLines(folder);
      const lambent = await start(folder, ['--isolation', isolation, ...registryFlags]);
      const lambda = clientOf(lambent.endpoint);
      for (const line of [24, 22, 20]) {
        const [cjs, mjs] = [`bundled-${line}`, `written-${line}`];
        await create(lambda, cjs, `nodejs${line}.x`, { 'index.js': bundled });
        assert.ok(((await invoke(lambda, cjs)) as string[]).includes(cjs));
        await create(lambda, mjs, `nodejs${line}.x`, { 'index.mjs': written });
        assert.equal(await invoke(lambda, mjs), '000000000000');
      }
      // One that the project does not pin.
      const rare = `exports.handler = async () => typeof require('@aws-sdk/client-organizations').OrganizationsClient;`;
      await create(lambda, 'rare', 'nodejs24.x', { 'index.js': rare });
      assert.equal(await invoke(lambda, 'rare'), 'function');
      await ownFirst(lambda);
      assert.equal(await lambent.stop(), 0);
    });
  });

  test(`functions of Python find boto3, in ${isolation}`, {
    skip: noSandbox || noWheels,
  }, async () => {
    await withFolder(async (folder, start) => {
      const lambent = await start(folder, ['--isolation', isolation, ...registryFlags, ...pythonFlags]);
      const lambda = clientOf(lambent.endpoint);
      await create(lambda, 'list', 'python3.13', { 'index.py': python });
      assert.deepEqual(await invoke(lambda, 'list'), ['list']);
      await create(lambda, 'plain', 'python3.13', { 'index.py': asksWhoInPython });
      assert.equal(await invoke(lambda, 'plain'), 'runtime');
      const arn = await layer(lambda, 'python', { 'python/boto3.py': 'by = "layer"' });
      await create(lambda, 'layered', 'python3.13', { 'index.py': asksWhoInPython }, [arn]);
      assert.equal(await invoke(lambda, 'layered'), 'layer');
      const own = { 'index.py': asksWhoInPython, 'boto3.py': 'by = "own"' };
      await create(lambda, 'own', 'python3.13', own, [arn]);
      assert.equal(await invoke(lambda, 'own'), 'own');
      await again(lambent, () => start(folder, ['--isolation', isolation, ...unreachable, ...pythonFlags]));
    });
  });
}

/** The function's own copy wins over that of its layers, and theirs over the runtime's. */
async function ownFirst(lambda: LambdaClient): Promise<void> {
  const arn = await layer(lambda, 'nodejs', below('nodejs', fakeSts('layer')));
  for (const module of [false, true]) {
    const [plain, layered, own] = ['plain', 'layered', 'own'].map((name) => `${name}-${module}`);
    for (const line of [24, 20]) {
      const [a, b, c] = [`${plain}-${line}`, `${layered}-${line}`, `${own}-${line}`];
      await create(lambda, a, `nodejs${line}.x`, asksWho(module));
      assert.equal(await invoke(lambda, a), 'runtime', a);
      await create(lambda, b, `nodejs${line}.x`, asksWho(module), [arn]);
      assert.equal(await invoke(lambda, b), 'layer', b);
      await create(lambda, c, `nodejs${line}.x`, { ...asksWho(module), ...fakeSts('own') }, [arn]);
      assert.equal(await invoke(lambda, c), 'own', c);
    }
  }
}

const unreachable = ['--npm-registry', 'http://127.0.0.1:1', '--python-index', 'http://127.0.0.1:1'];

/** What was fetched once is there after a restart, without the network. */
async function again(lambent: LambentProcess, restart: () => Promise<LambentProcess>): Promise<void> {
  assert.equal(await lambent.stop(), 0);
  const lambda = clientOf((await restart()).endpoint);
  assert.deepEqual(((await invoke(lambda, 'list')) as string[]).sort(), ['layered', 'list', 'own', 'plain']);
}

test('where nothing can be fetched the function is Active all the same, and one line says what is missing', () =>
  withFolder(async (folder, start) => {
    const lambent = await start(folder, unreachable);
    const lambda = clientOf(lambent.endpoint);
    await create(lambda, 'bundled', 'nodejs24.x', { 'index.js': bundled });
    const { Payload } = await lambda.send(new InvokeCommand({ FunctionName: 'bundled' }));
    assert.match(
      Buffer.from(Payload ?? []).toString(),
      /"errorType":"Runtime\.ImportModuleError","errorMessage":"Error: Cannot find module '@aws-sdk\/client-lambda'/,
    );
    const told = lambent
      .output()
      .split('\n')
      .filter((line) => line.includes('that functions name are not here'));
    assert.equal(told.length, 1, lambent.output());
    assert.match(
      told[0] ?? '',
      /@aws-sdk\/client-lambda.*let this host reach http:\/\/127\.0\.0\.1:1 once, or package them/,
    );
  }));
