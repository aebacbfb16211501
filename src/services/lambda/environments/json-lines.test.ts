/** The log format JSON: which records, at which level, in which words. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { functionRecord, openInvokeWorld } from '../invoke/invoke-world.fixture.ts';
import type { JsonLogging } from '../records/function.ts';
import { jsonLines, passes } from './json-lines.ts';
import type { Outcome } from './outcome.ts';

const now = Date.UTC(2026, 0, 1);
const time = '2026-01-01T00:00:00.000Z';
const runtime = { text: 'nodejs:22.v14', arn: 'arn:aws:lambda:us-east-1::runtime:00' };
const { latest: version } = functionRecord('fn');
const measured = { durationMs: 2.5314, memoryMiB: 128, maxMemoryUsedMiB: 39, initMs: 101.55 };
const response: Outcome = { type: 'response', body: Buffer.from('null') };

function linesAt(systemLevel: JsonLogging['systemLevel']) {
  return jsonLines(
    { id: 'env', functionName: 'fn', version, initializationType: 'on-demand' },
    { applicationLevel: 'INFO', systemLevel },
  );
}

const parsed = (lines: readonly string[]) => lines.map((line) => JSON.parse(line));
const types = (lines: readonly string[]) => parsed(lines).map(({ type }) => type);

test('the records of a life without failures, word for word', () => {
  const lines = linesAt('DEBUG');
  assert.deepEqual(parsed(lines.initStarted(now, runtime, 'init')), [
    {
      time,
      type: 'platform.initStart',
      record: {
        initializationType: 'on-demand',
        phase: 'init',
        runtimeVersion: runtime.text,
        runtimeVersionArn: runtime.arn,
        functionName: 'fn',
        functionVersion: '$LATEST',
        instanceId: 'env',
        instanceMaxMemory: 134_217_728,
      },
    },
  ]);
  const init = { initializationType: 'on-demand', phase: 'init', status: 'success' };
  assert.deepEqual(parsed(lines.initEnded(now, 'init', 101.55)), [
    { time, type: 'platform.initRuntimeDone', record: init },
    { time, type: 'platform.initReport', record: { ...init, metrics: { durationMs: 101.55 } } },
  ]);
  assert.deepEqual(lines.begun(now, 'r'), [
    `{"time":"${time}","type":"platform.start","record":{"requestId":"r","version":"$LATEST"}}\n`,
  ]);
  const metrics = {
    durationMs: 2.531,
    billedDurationMs: 105,
    memorySizeMB: 128,
    maxMemoryUsedMB: 39,
    initDurationMs: 101.55,
  };
  assert.deepEqual(parsed(lines.ended(now, 'r', response, measured)), [
    {
      time,
      type: 'platform.runtimeDone',
      record: { requestId: 'r', status: 'success', metrics: { durationMs: 2.531, producedBytes: 4 } },
    },
    { time, type: 'platform.report', record: { requestId: 'r', metrics, status: 'success' } },
  ]);
  const streamed: Outcome = { type: 'streamed', producedBytes: 7 };
  const [done] = parsed(lines.ended(now, 'r', streamed, measured));
  assert.deepEqual(done.record.metrics, { durationMs: 2.531, producedBytes: 7 });
});

test('the level of the platform decides which records there are', () => {
  const failure: Outcome = { type: 'timeout', timeoutSeconds: 3 };
  const of = (level: JsonLogging['systemLevel']) => {
    const lines = linesAt(level);
    return {
      succeeding: types([
        ...lines.initStarted(now, runtime, 'init'),
        ...lines.initEnded(now, 'init', 1),
        ...lines.begun(now, 'r'),
        ...lines.ended(now, 'r', response, measured),
      ]),
      failing: types([
        ...lines.initEnded(now, 'init', 1, failure),
        ...lines.ended(now, 'r', failure, measured),
      ]),
    };
  };
  const failing = ['initRuntimeDone', 'initReport', 'runtimeDone', 'report'].map(
    (name) => `platform.${name}`,
  );
  assert.deepEqual(of('DEBUG').succeeding.length, 6);
  assert.deepEqual(of('INFO').succeeding, ['platform.initStart', 'platform.start', 'platform.report']);
  assert.deepEqual(of('WARN').succeeding, []);
  for (const level of ['DEBUG', 'INFO', 'WARN'] as const) assert.deepEqual(of(level).failing, failing);
});

for (const [outcome, status, errorType] of [
  [{ type: 'timeout', timeoutSeconds: 3 }, 'timeout', undefined],
  [{ type: 'exit', exit: { code: 1, signal: null } }, 'error', 'Runtime.ExitError'],
  [
    { type: 'exit', exit: { code: null, signal: 'SIGKILL', outOfMemory: true } },
    'error',
    'Runtime.OutOfMemory',
  ],
  [{ type: 'error', body: Buffer.from('{}'), errorType: 'TypeError' }, 'error', 'TypeError'],
  [{ type: 'response-too-large', bytesMax: 6_291_556 }, 'error', 'Function.ResponseSizeTooLarge'],
] as const satisfies readonly (readonly [Outcome, string, string | undefined])[]) {
  test(`${outcome.type} is reported as ${status} ${errorType ?? ''}`, () => {
    const [, report] = parsed(linesAt('WARN').ended(now, 'r', outcome, measured));
    assert.deepEqual([report.record.status, report.record.errorType], [status, errorType]);
  });
}

test('what a function prints: JSON by its level, anything else always', () => {
  const levels = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'] as const;
  for (const [limit, applicationLevel] of levels.entries()) {
    for (const [index, level] of levels.entries()) {
      assert.equal(
        passes(JSON.stringify({ level }), { applicationLevel, systemLevel: 'INFO' }),
        index >= limit,
      );
      assert.equal(
        passes(`{"level":"${level.toLowerCase()}"}\n`, { applicationLevel, systemLevel: 'INFO' }),
        index >= limit,
      );
    }
  }
  const atWarn = (message: string) => passes(message, { applicationLevel: 'WARN', systemLevel: 'INFO' });
  assert.deepEqual(['{"level":"WARNING"}', '{"level":"CRITICAL"}'].map(atWarn), [true, true]);
  assert.deepEqual(['{}', '{"level":7}', '{"level":"loud"}', '{"level":"__proto__"}'].map(atWarn), [
    false,
    false,
    false,
    false,
  ]);
  assert.deepEqual(['plain', '{broken', '["list"]', ''].map(atWarn), [true, true, true, true]);
});

test('an environment logs its whole life in JSON and tells the runtime', async (t) => {
  const world = await openInvokeWorld();
  t.after(() => world.close());
  const jsonLogging = { applicationLevel: 'ERROR', systemLevel: 'DEBUG' } as const;
  const call = world.invoke(functionRecord('fn', { jsonLogging }), { logTail: true });
  const environment = await world.launcher.runtime(0);
  const { AWS_LAMBDA_LOG_FORMAT: format, AWS_LAMBDA_LOG_LEVEL: level } = environment.spec.variables;
  assert.deepEqual([format, level], ['JSON', 'ERROR']);
  const { head } = await environment.invoked();
  environment.print('{"level":"info"}\nplain\n');
  environment.log(now, '{"level":"FATAL"}');
  environment.respond(head.requestId, '1');
  const { logResult } = await call;
  const lines = [...world.logs.lines(0)];
  const records = lines.filter((line) => line !== 'plain\n').map((line) => JSON.parse(line));
  assert.equal(records.length, lines.length - 1);
  assert.deepEqual(
    records.map(({ type, level }) => type ?? level),
    [
      'platform.initStart',
      'platform.initRuntimeDone',
      'platform.initReport',
      'platform.start',
      'FATAL',
      'platform.runtimeDone',
      'platform.report',
    ],
  );
  const tail = Buffer.from(logResult ?? '', 'base64').toString();
  assert.equal(tail.split('\n').length, 6, 'five events, each on a line');
});
