/** Layers as the JS SDK sees them, over a socket, with real environments behind them. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import {
  CreateFunctionCommand,
  DeleteLayerVersionCommand,
  GetFunctionConfigurationCommand,
  GetLayerVersionByArnCommand,
  InvokeCommand,
  type LambdaClient,
  PublishLayerVersionCommand,
  paginateListLayers,
  ResourceNotFoundException,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import { withFolder } from '../lambent-process.ts';
import { missingTool } from '../tool.ts';
import { zipOf } from '../zip.ts';
import { clientOf } from './client.ts';

const machinesPython = '/usr/bin/python3';

/** A layer with a module for each language that says `word`, and one that no other layer has. */
async function publish(client: LambdaClient, name: string, word: string): Promise<string> {
  const ZipFile = await zipOf({
    'nodejs/node_modules/word/index.js': `module.exports = '${word}';\n`,
    [`nodejs/node_modules/only-${name}/index.js`]: 'module.exports = true;\n',
    'python/word.py': `WORD = '${word}'\n`,
    [`python/only_${name}.py`]: 'HERE = True\n',
  });
  const command = new PublishLayerVersionCommand({ LayerName: name, Content: { ZipFile } });
  const { LayerVersionArn = '', Content } = await client.send(command);
  const fetched = await fetch(Content?.Location ?? '');
  assert.deepEqual(Buffer.from(await fetched.arrayBuffer()), ZipFile);
  return LayerVersionArn;
}

/** What both functions answer: the word they find, and which layers are there. */
const nodeHandler = `const find = (name) => { try { return require(name); } catch { return null; } };
exports.handler = async () => [find('word'), find('only-first') === true, find('only-second') === true];
`;
const pythonHandler = `import importlib
def find(name, member):
    try:
        return getattr(importlib.import_module(name), member)
    except ImportError:
        return None
def handler(event, context):
    return [find('word', 'WORD'), find('only_first', 'HERE') is True, find('only_second', 'HERE') is True]
`;

function pythonRuntime(): string {
  const printed = spawnSync(machinesPython, ['--version'], { encoding: 'utf8' }).stdout ?? '';
  return `python${/\d+\.\d+/.exec(printed)?.[0]}`;
}

const functions = [
  {
    FunctionName: 'node',
    Runtime: 'nodejs24.x',
    Handler: 'index.handler',
    files: { 'index.js': nodeHandler },
  },
  {
    FunctionName: 'python',
    Runtime: pythonRuntime(),
    Handler: 'app.handler',
    files: { 'app.py': pythonHandler },
  },
];

/** Without the SDK's waiters, whose least pause is a second. */
async function settled(client: LambdaClient, FunctionName: string): Promise<void> {
  for (;;) {
    const { State, LastUpdateStatus } = await client.send(
      new GetFunctionConfigurationCommand({ FunctionName }),
    );
    if (State !== 'Pending' && LastUpdateStatus !== 'InProgress') return;
  }
}

function create(client: LambdaClient, Layers: string[]): Promise<unknown> {
  const Role = 'arn:aws:iam::000000000000:role/lambda-role';
  return Promise.all(
    functions.map(async ({ files, ...settings }) => {
      const Runtime = settings.Runtime as 'nodejs24.x';
      const Code = { ZipFile: await zipOf(files) };
      await client.send(new CreateFunctionCommand({ ...settings, Runtime, Role, Code, Layers }));
      await settled(client, settings.FunctionName);
    }),
  );
}

function update(client: LambdaClient, Layers: string[]): Promise<unknown> {
  return Promise.all(
    functions.map(async ({ FunctionName }) => {
      await client.send(new UpdateFunctionConfigurationCommand({ FunctionName, Layers }));
      await settled(client, FunctionName);
    }),
  );
}

async function assertBothSay(client: LambdaClient, answer: unknown): Promise<void> {
  const answers = await Promise.all(
    functions.map(async ({ FunctionName }) => {
      const { Payload } = await client.send(new InvokeCommand({ FunctionName }));
      return JSON.parse(Buffer.from(Payload ?? []).toString());
    }),
  );
  assert.deepEqual(answers, [answer, answer]);
}

for (const isolation of ['process', 'bubblewrap']) {
  const skip = missingTool(machinesPython) || (isolation === 'bubblewrap' && missingTool('bwrap'));
  test(`layers are found, in their order, also when they are deleted (${isolation})`, { skip }, () =>
    withFolder(async (folder, start) => {
      const flags = ['--isolation', isolation];
      const running = await start(folder, flags);
      const before = clientOf(running.endpoint);
      const first = await publish(before, 'first', 'one');
      const second = await publish(before, 'second', 'two');
      await create(before, [first, second]);
      await assertBothSay(before, ['two', true, true]);
      for (const LayerName of ['first', 'second']) {
        await before.send(new DeleteLayerVersionCommand({ LayerName, VersionNumber: 1 }));
      }
      assert.equal(await running.stop(), 0);

      const client = clientOf((await start(folder, flags)).endpoint);
      await assertBothSay(client, ['two', true, true]);
      const get = new GetLayerVersionByArnCommand({ Arn: first });
      await assert.rejects(client.send(get), ResourceNotFoundException);
      const [again, other] = [await publish(client, 'first', 'one'), await publish(client, 'second', 'two')];
      assert.match(again, /:layer:first:2$/);
      await update(client, [other, again]);
      await assertBothSay(client, ['one', true, true]);
      await update(client, [other]);
      await assertBothSay(client, ['two', false, true]);
      await update(client, []);
      await assertBothSay(client, [null, false, false]);
      const names: (string | undefined)[] = [];
      for await (const { Layers = [] } of paginateListLayers({ client, pageSize: 1 }, {})) {
        names.push(...Layers.map(({ LayerName }) => LayerName));
      }
      assert.deepEqual(names, ['first', 'second']);
    }),
  );
}
