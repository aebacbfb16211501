import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom } from '#ambient';
import { functionRecord, openInvokeWorld } from '../invoke/invoke-world.fixture.ts';
import type { VersionRecord } from '../records/function.ts';
import { environmentVariables, logStreamNameOf } from './variables.ts';

function variablesOf(version: Partial<VersionRecord> = {}) {
  const record = functionRecord('my-function', version);
  return environmentVariables({
    record,
    version: record.latest,
    logStreamName: '2026/01/01/[$LATEST]00',
    credentials: { accessKeyId: 'ASIA1', secretAccessKey: 's', sessionToken: 't' },
    endpoint: 'http://127.0.0.1:4566',
    runtimeApi: '127.0.0.1:9001',
    initializationType: 'on-demand',
  });
}

test('what Lambda sets for every function', () => {
  const variables = variablesOf();
  assert.deepEqual(
    Object.fromEntries(Object.entries(variables).filter(([name]) => /^(AWS_(?!XRAY)|_HANDLER)/.test(name))),
    {
      AWS_ENDPOINT_URL: 'http://127.0.0.1:4566',
      _HANDLER: 'index.handler',
      AWS_REGION: 'us-east-1',
      AWS_DEFAULT_REGION: 'us-east-1',
      AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs22.x',
      AWS_LAMBDA_FUNCTION_NAME: 'my-function',
      AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '128',
      AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
      AWS_LAMBDA_LOG_GROUP_NAME: '/aws/lambda/my-function',
      AWS_LAMBDA_LOG_STREAM_NAME: '2026/01/01/[$LATEST]00',
      AWS_LAMBDA_RUNTIME_API: '127.0.0.1:9001',
      AWS_ACCESS_KEY_ID: 'ASIA1',
      AWS_SECRET_ACCESS_KEY: 's',
      AWS_SESSION_TOKEN: 't',
    },
  );
  assert.deepEqual([variables.TZ, variables.SHLVL], [':UTC', '0']);
  assert.match(variables.NODE_PATH ?? '', /^\/opt\/nodejs\/node22\/node_modules:/);
  assert.equal(variables.PYTHONPATH, undefined);
  assert.equal(variablesOf({ runtime: 'python3.13' }).PYTHONPATH, '/var/runtime');
  assert.equal(variablesOf({ runtime: 'python3.13' }).NODE_PATH, undefined);
});

test('a custom runtime has no execution environment to name and no shell above it, and on Amazon Linux 2 no /var/lang', () => {
  const al2023 = variablesOf({ runtime: 'provided.al2023' });
  assert.deepEqual([al2023.AWS_EXECUTION_ENV, al2023.SHLVL], [undefined, undefined]);
  assert.match(al2023.LD_LIBRARY_PATH ?? '', /^\/var\/lang\/lib:/);
  assert.equal(al2023.PATH, undefined);
  const al2 = variablesOf({ runtime: 'provided.al2' });
  assert.match(al2.LD_LIBRARY_PATH ?? '', /^\/lib64:/);
  assert.equal(al2.PATH, '/usr/local/bin:/usr/bin/:/bin:/opt/bin');
});

test("the function's own variables win where AWS lets them, and nowhere else", () => {
  const variables = variablesOf({
    variables: {
      TZ: 'Europe/Berlin',
      NODE_PATH: '/opt/x',
      AWS_ENDPOINT_URL: 'http://other',
      AWS_REGION: 'x',
      MINE: '1',
    },
  });
  assert.equal(variables.TZ, 'Europe/Berlin');
  assert.equal(variables.NODE_PATH, '/opt/x');
  assert.equal(variables.AWS_ENDPOINT_URL, 'http://other');
  assert.equal(variables.AWS_REGION, 'us-east-1');
  assert.equal(variables.MINE, '1');
});

test('no two environments have the same keys or the same log stream', async (t) => {
  const world = await openInvokeWorld();
  t.after(() => world.close());
  const record = functionRecord('fn');
  const answers = [world.invoke(record), world.invoke(record)];
  const runtimes = [await world.launcher.runtime(0), await world.launcher.runtime(1)];
  const own = [
    'AWS_ACCESS_KEY_ID',
    'AWS_SECRET_ACCESS_KEY',
    'AWS_SESSION_TOKEN',
    'AWS_LAMBDA_LOG_STREAM_NAME',
  ];
  for (const name of own) {
    const values = runtimes.map(({ spec }) => spec.variables[name] ?? '');
    assert.equal(new Set(values).size, 2, `${name}: ${values}`);
  }
  for (const runtime of runtimes) runtime.respond((await runtime.invoked()).head.requestId, '1');
  await Promise.all(answers);
});

test('streams are named by day, version and chance; by function too in a group of their own choosing', () => {
  const random = seededRandom(1);
  const own = functionRecord('f');
  const now = Date.UTC(2026, 7, 20, 23, 59);
  assert.match(
    logStreamNameOf({ record: own, version: own.latest }, now, random),
    /^2026\/08\/20\/\[\$LATEST\][0-9a-f]{32}$/,
  );
  const grouped = functionRecord('f', { logGroup: '/our/group' });
  assert.match(
    logStreamNameOf({ record: grouped, version: grouped.latest }, now, random),
    /^2026\/08\/20\/f\[\$LATEST\][0-9a-f]{32}$/,
  );
});

test('what the languages add', () => {
  const ruby = variablesOf({ runtime: 'ruby3.4' });
  assert.equal(ruby.GEM_HOME, '/var/runtime');
  assert.equal(
    ruby.GEM_PATH,
    '/var/task/vendor/bundle/ruby/3.4.0:/opt/ruby/gems/3.4.0:/var/runtime:/var/runtime/ruby/3.4.0',
  );
  assert.equal(ruby.RUBYLIB, '/var/task:/var/runtime/lib:/opt/ruby/lib');
  assert.equal(ruby.AWS_EXECUTION_ENV, 'AWS_Lambda_ruby3.4');
  assert.equal(ruby.NODE_PATH, undefined);
  for (const runtime of ['java8.al2', 'java11']) {
    const { AWS_ACCESS_KEY, AWS_SECRET_KEY } = variablesOf({ runtime });
    assert.deepEqual([AWS_ACCESS_KEY, AWS_SECRET_KEY], ['ASIA1', 's'], runtime);
  }
  assert.equal(variablesOf({ runtime: 'java17' }).AWS_ACCESS_KEY, undefined);
  for (const runtime of ['dotnet8', 'dotnet10']) {
    const { DOTNET_ROOT, LAMBDA_RUNTIME_NAME, SHLVL } = variablesOf({ runtime });
    assert.deepEqual([DOTNET_ROOT, LAMBDA_RUNTIME_NAME, SHLVL], ['/var/lang/bin', runtime, '0']);
  }
  assert.equal(variablesOf({ runtime: 'dotnet8' }).SSL_CERT_FILE, '/var/runtime/empty-certificates.crt');
  assert.equal(variablesOf({ runtime: 'dotnet10' }).SSL_CERT_FILE, undefined);
});
