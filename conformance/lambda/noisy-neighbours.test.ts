/** While functions take processes, memory and disk as fast as they can, the platform and other functions go on. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CreateFunctionCommand, DeleteFunctionCommand, InvokeCommand } from '@aws-sdk/client-lambda';
import { withFolder } from '../lambent-process.ts';
import { missingTool } from '../tool.ts';
import { zipOf } from '../zip.ts';
import { clientOf, createFunction } from './client.ts';
import { lastOf, nothing } from './remains.ts';

/** Each says on the log that it has begun, and goes on until it is ended. */
const attacks: Readonly<Record<string, string>> = {
  forks: `for (;;) {
    const bomb = require('node:child_process').spawn('sh', ['-c', 'while :; do sleep 86400 & done'], { stdio: 'ignore' });
    await new Promise((resolve) => bomb.on('error', resolve).on('exit', resolve));
  }`,
  memory: `const kept = []; for (;;) { kept.push(Buffer.alloc(8 * 1024 * 1024, 1)); await new Promise(setImmediate); }`,
  disk: `const fs = require('node:fs');
  const chunk = Buffer.alloc(1024 * 1024, 1);
  for (;;) {
    try { fs.appendFileSync('/tmp/' + Math.random(), chunk); } catch { await new Promise(setImmediate); }
  }`,
  processor: 'for (;;);',
};

test(
  'a neighbour is served while others take all they can get, and nothing of them is left',
  {
    skip: missingTool('bwrap'),
  },
  () =>
    withFolder(async (folder, start) => {
      const lambent = await start(`${folder}/data`, ['--isolation', 'bubblewrap', '--prebooted', '0']);
      const lambda = clientOf(lambent.endpoint);
      const call = async (FunctionName: string, event: unknown) => {
        const input = { FunctionName, Payload: JSON.stringify(event) };
        const { Payload, FunctionError } = await lambda.send(new InvokeCommand(input));
        return { FunctionError, result: JSON.parse(Buffer.from(Payload ?? []).toString()) };
      };
      await createFunction(
        lambda,
        'neighbour',
        "exports.handler = async (event) => require('node:child_process').execSync('echo ' + event, { encoding: 'utf8' });",
      );
      for (const [name, attack] of Object.entries(attacks)) {
        await lambda.send(
          new CreateFunctionCommand({
            FunctionName: name,
            Runtime: 'nodejs24.x',
            Handler: 'index.handler',
            Timeout: 10,
            MemorySize: 256,
            Role: 'arn:aws:iam::000000000000:role/r',
            Code: { ZipFile: await zipOf({ 'index.js': `exports.handler = async () => { ${attack} };` }) },
          }),
        );
      }
      let ended = 0;
      const attackers = Object.keys(attacks).map(async (name) => {
        const answer = await call(name, {});
        ended += 1;
        return [name, answer.FunctionError, answer.result.errorType];
      });
      let served = 0;
      while (ended < attackers.length) {
        const { result } = await call('neighbour', served);
        assert.equal(result, `${served}\n`);
        const created = await createFunction(lambda, `new-${served}`, 'exports.handler = async () => 1;');
        assert.match(created, /:function:new-/);
        if (ended < attackers.length) served += 1;
      }
      assert.ok(served > 0);
      for (const [name, FunctionError, errorType] of await Promise.all(attackers)) {
        assert.equal(FunctionError, 'Unhandled', name);
        assert.match(errorType, /^(Sandbox\.Timedout|Runtime\.OutOfMemory|Runtime\.ExitError)$/, name);
        await lambda.send(new DeleteFunctionCommand({ FunctionName: name }));
      }
      await lambda.send(new DeleteFunctionCommand({ FunctionName: 'neighbour' }));
      assert.deepEqual(await lastOf(lambent.pid), nothing);
      lambda.destroy();
    }),
);
