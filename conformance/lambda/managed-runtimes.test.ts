import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  CreateFunctionCommand,
  GetFunctionCommand,
  InvokeCommand,
  InvokeWithResponseStreamCommand,
  type Runtime,
  UpdateFunctionConfigurationCommand,
  waitUntilFunctionActiveV2,
  waitUntilFunctionUpdatedV2,
} from '@aws-sdk/client-lambda';
import { dotnetVersions, missingCsharp } from '../../scripts/csharp.ts';
import { compileAssemblies, compileExecutable } from '../../src/launcher/suite/dotnet-assemblies.fixture.ts';
import { compileActors } from '../../src/launcher/suite/java-classes.fixture.ts';
import { withFolder } from '../lambent-process.ts';
import { javaMajor, missingTool, rubyVersion } from '../tool.ts';
import { zipOf } from '../zip.ts';
import { clientOf } from './client.ts';

type NewFunction = {
  readonly name: string;
  readonly runtime: string;
  readonly handler: string;
  readonly files: Readonly<Record<string, string | Uint8Array>>;
  readonly variables?: Readonly<Record<string, string>>;
};

function openLambda(endpoint: string) {
  const lambda = clientOf(endpoint);
  return {
    lambda,
    create: async ({ name, runtime, handler, files, variables = {} }: NewFunction) =>
      await lambda.send(
        new CreateFunctionCommand({
          FunctionName: name,
          Runtime: runtime as Runtime,
          Role: 'arn:aws:iam::000000000000:role/lambda-role',
          Handler: handler,
          Timeout: 20,
          Environment: { Variables: { ...variables } },
          Code: { ZipFile: await zipOf(files, { mode: 0o100755 }) },
        }),
      ),
    active: (name: string) =>
      waitUntilFunctionActiveV2({ client: lambda, maxWaitTime: 30 }, { FunctionName: name }),
    /** A streamed response: its text, and the error that broke it off. */
    async stream(name: string) {
      const command = new InvokeWithResponseStreamCommand({ FunctionName: name, Payload: '{}' });
      let text = '';
      let error: string | undefined;
      for await (const event of (await lambda.send(command)).EventStream ?? []) {
        text += Buffer.from(event.PayloadChunk?.Payload ?? []).toString();
        error ??= event.InvokeComplete?.ErrorCode;
      }
      return { text, error };
    },
    async invoke(name: string, event: unknown) {
      const answer = await lambda.send(
        new InvokeCommand({ FunctionName: name, LogType: 'Tail', Payload: JSON.stringify(event) }),
      );
      return {
        error: answer.FunctionError,
        result: JSON.parse(Buffer.from(answer.Payload ?? []).toString()) as unknown,
        log: Buffer.from(answer.LogResult ?? '', 'base64').toString(),
      };
    },
  };
}

const rubyCode = `
def handler(event:, context:)
  raise ArgumentError, 'no name' unless event['name']
  puts "greeting\\n#{event['name']}"
  { greeting: "Hello #{event['name']}", runtime: ENV['AWS_EXECUTION_ENV'], id: context.aws_request_id }
end
`;

test('a Ruby function, on the Ruby that the operator lets stand in', {
  skip: missingTool('ruby'),
}, async () => {
  await withFolder(async (folder, start) => {
    const flags = ['--runtime-substitutes', `ruby3.4=${rubyVersion()}`, '--search-path', '/usr/bin:/bin'];
    const { endpoint } = await start(folder, flags);
    const { lambda, create, active, invoke } = openLambda(endpoint);
    const files = { 'function.rb': rubyCode };
    await create({ name: 'greet', runtime: 'ruby3.4', handler: 'function.handler', files });
    await active('greet');
    const { result, log } = await invoke('greet', { name: 'Ruby ☃' });
    const { greeting, runtime, id } = result as Record<string, string>;
    assert.deepEqual([greeting, runtime], ['Hello Ruby ☃', 'AWS_Lambda_ruby3.4']);
    assert.match(log, new RegExp(`RequestId: ${id}`));
    assert.match(log, /\ngreeting\nRuby ☃\n/);
    const failed = await invoke('greet', {});
    assert.equal(failed.error, 'Unhandled');
    const { errorMessage, errorType, stackTrace } = failed.result as Record<string, unknown>;
    assert.deepEqual([errorMessage, errorType], ['no name', 'Function<ArgumentError>']);
    assert.match(String((stackTrace as string[])[0]), /function\.rb:3:in /);

    // Without an interpreter a function is made, fails, and works once its runtime is one that is here.
    await create({ name: 'missing', runtime: 'nodejs16.x', handler: 'function.handler', files });
    await assert.rejects(active('missing'));
    const { Configuration } = await lambda.send(new GetFunctionCommand({ FunctionName: 'missing' }));
    assert.equal(Configuration?.State, 'Failed');
    assert.equal(Configuration?.StateReasonCode, 'InvalidRuntime');
    assert.match(Configuration?.StateReason ?? '', /^Lambent runs Node\.js 20, 22, 24, 26, not 16; /);
    await lambda.send(
      new UpdateFunctionConfigurationCommand({ FunctionName: 'missing', Runtime: 'ruby3.4' }),
    );
    await waitUntilFunctionUpdatedV2({ client: lambda, maxWaitTime: 30 }, { FunctionName: 'missing' });
    assert.equal((await invoke('missing', { name: 'now' })).error, undefined);
  });
});

test('a Java function, its classes in the archive', { skip: missingTool('javac') }, async () => {
  await withFolder(async (folder, start) => {
    const flags = ['--runtime-substitutes', `java21=${javaMajor()}`, '--search-path', '/usr/bin:/bin'];
    const { endpoint } = await start(folder, flags);
    const { create, active, invoke } = openLambda(endpoint);
    await create({ name: 'act', runtime: 'java21', handler: 'Actor', files: await compileActors() });
    await active('act');
    assert.deepEqual((await invoke('act', { do: 'value', value: [1, { a: '☃' }] })).result, [1, { a: '☃' }]);
    const variables = (await invoke('act', { do: 'environment' })).result as Record<string, string>;
    assert.equal(variables.AWS_EXECUTION_ENV, 'AWS_Lambda_java21');
    assert.equal(variables.LC_ALL, undefined);
    const failed = await invoke('act', { do: 'raise', message: 'boom' });
    assert.equal(failed.error, 'Unhandled');
    assert.equal((failed.result as Record<string, unknown>).errorType, 'Actor$Mine');
    assert.match(failed.log, /boom: Actor\$Mine\nActor\$Mine: boom\n\tat Actor\.act\(Actor\.java:\d+\)/);
  });
});

test('a .NET function: a class library, the same below a wrapper, and an executable assembly', {
  skip: missingCsharp(),
}, async () => {
  const [version = ''] = dotnetVersions;
  const major = version.split('.').slice(0, 2).join('.');
  await withFolder(async (folder, start) => {
    const { endpoint } = await start(folder, ['--runtime-substitutes', `dotnet8=${major}`]);
    const { create, active, invoke } = openLambda(endpoint);
    const runtime = 'dotnet8';
    const files = { ...compileAssemblies(version), wrapper: '#!/bin/sh\nWRAPPED=yes exec "$@"\n' };
    const library = { runtime, handler: 'Actor::Actor::Handle', files };
    const wrapped = { AWS_LAMBDA_EXEC_WRAPPER: '/var/task/wrapper' };
    for (const [name, variables] of [
      ['library', {}],
      ['wrapped', wrapped],
    ] as const) {
      await create({ name, ...library, variables });
      await active(name);
      const event = { do: 'value', value: [1, { a: '☃' }] };
      assert.deepEqual((await invoke(name, event)).result, event.value);
      const seen = (await invoke(name, { do: 'environment' })).result as Record<string, string>;
      assert.deepEqual(
        [seen.AWS_EXECUTION_ENV, seen.LAMBDA_RUNTIME_NAME, seen.WRAPPED, seen._LAMBENT_TRANSPORT],
        ['AWS_Lambda_dotnet8', 'dotnet8', name === 'wrapped' ? 'yes' : undefined, undefined],
      );
      const failed = await invoke(name, { do: 'raise', message: 'böse' });
      assert.equal(failed.error, 'Unhandled');
      const { errorType, errorMessage } = failed.result as Record<string, unknown>;
      assert.deepEqual([errorType, errorMessage], ['Mine', 'böse']);
      assert.match(failed.log, /\tfail\tActor\+Mine: böse\n {3}at Actor\.Act\(/);
      const large = await invoke(name, { do: 'large', characters: 6_291_600 });
      assert.equal((large.result as Record<string, unknown>).errorType, 'Function.ResponseSizeTooLarge');
      assert.equal((await invoke(name, 7)).result, 7);
    }
    await create({ name: 'program', runtime, handler: 'Executable', files: compileExecutable(version) });
    await active('program');
    assert.deepEqual((await invoke('program', { a: 1 })).result, ['_LAMBDA_TELEMETRY_LOG_FD', { a: 1 }]);
    await create({ name: 'lost', runtime, handler: 'Other', files: compileExecutable(version) });
    await active('lost');
    const lost = await invoke('lost', 1);
    assert.match(JSON.stringify(lost.result), /Runtime exited with error: exit status 104/);
    assert.match(lost.log, /Error: executable assembly \S*\/Other\.dll or binary \S*\/Other not found\./);
  });
});

test('.NET functions that stream, by frames and over HTTP', { skip: missingCsharp() }, async () => {
  const [version = ''] = dotnetVersions;
  const major = version.split('.').slice(0, 2).join('.');
  await withFolder(async (folder, start) => {
    const { endpoint } = await start(folder, ['--runtime-substitutes', `dotnet8=${major}`]);
    const { create, active, stream, invoke } = openLambda(endpoint);
    const files = { ...compileAssemblies(version), wrapper: '#!/bin/sh\nexec "$@"\n' };
    const wrapped = { AWS_LAMBDA_EXEC_WRAPPER: '/var/task/wrapper' };
    for (const [name, variables] of [
      ['framed', {}],
      ['over-http', wrapped],
    ] as const) {
      for (const method of ['Parts', 'BreaksOff']) {
        const handler = `Streams::Streams::${method}`;
        await create({ name: `${name}-${method}`, runtime: 'dotnet8', handler, files, variables });
        await active(`${name}-${method}`);
      }
      const whole = `one${'x'.repeat(100_000)}100003`;
      for (const _time of [1, 2])
        assert.deepEqual(await stream(`${name}-Parts`), { text: whole, error: undefined });
      const { text, error } = await stream(`${name}-BreaksOff`);
      assert.equal(text, 'begun');
      assert.ok(error !== undefined, 'it says that it broke off');
      assert.equal((await invoke(`${name}-BreaksOff`, {})).error, 'Unhandled');
    }
  });
});
