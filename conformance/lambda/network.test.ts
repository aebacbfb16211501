/** `--network isolated`: a function calls the platform back by the URL it is given, and does not reach the port everyone else uses. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { InvokeCommand } from '@aws-sdk/client-lambda';
import { runLambent, withFolder } from '../lambent-process.ts';
import { missingTool } from '../tool.ts';
import { clientOf, createFunction } from './client.ts';

const root = process.getuid?.() === 0;
const tools =
  missingTool('bwrap') || missingTool('ip', ['-V']) || missingTool('nft') || missingTool('nsenter');
const FunctionName = 'caller';

const handler = `exports.handler = async ({ outer }) => {
  const statusOf = (url) => fetch(url, { signal: AbortSignal.timeout(2_000) }).then((answer) => answer.status, () => 'unreachable');
  const inner = process.env.AWS_ENDPOINT_URL;
  return [inner, await statusOf(inner + '/2015-03-31/functions'), await statusOf(outer + '/2015-03-31/functions')];
};`;

test('a function reaches the platform from a network of its own', { skip: root ? tools : 'needs root' }, () =>
  withFolder(async (folder, start) => {
    const { endpoint } = await start(`${folder}/data`, [
      '--network',
      'isolated',
      '--isolation',
      'bubblewrap',
    ]);
    const lambda = clientOf(endpoint);
    await createFunction(lambda, FunctionName, handler);
    const Payload = JSON.stringify({ outer: endpoint });
    const { Payload: answer } = await lambda.send(new InvokeCommand({ FunctionName, Payload }));
    assert.deepEqual(JSON.parse(Buffer.from(answer ?? []).toString()), [
      'http://127.0.0.1:4566',
      200,
      'unreachable',
    ]);
    lambda.destroy();
  }),
);

test('it is refused in one line where it cannot be had', () =>
  withFolder(async (folder) => {
    const flags = [
      '--port',
      '0',
      '--data',
      `${folder}/data`,
      '--network',
      'isolated',
      '--isolation',
      'process',
    ];
    const { code, stderr } = await runLambent(['start', ...flags]);
    assert.equal(code, 1);
    assert.match(stderr, /^lambent: --network isolated cannot be had here: it needs bubblewrap\n$/);
  }));
