import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LogTail } from './log-tail.ts';
import { exitText } from './outcome.ts';
import {
  exitedLine,
  initReportLine,
  initStartLine,
  reportLine,
  runtimeVersionOf,
  timedOutLine,
} from './platform-lines.ts';

const id = '8f5a8f2c-6f5e-4d7c-9d0e-2f8d0a1b2c3d';

test('REPORT letter by letter', () => {
  const report = {
    requestId: id,
    durationMs: 2.531,
    memoryMiB: 128,
    maxMemoryUsedMiB: 39,
    initMs: undefined,
    failure: undefined,
  };
  assert.equal(
    reportLine(report),
    `REPORT RequestId: ${id}\tDuration: 2.53 ms\tBilled Duration: 3 ms\tMemory Size: 128 MB\tMax Memory Used: 39 MB\t\n`,
  );
  assert.equal(
    reportLine({ ...report, initMs: 101.55 }),
    `REPORT RequestId: ${id}\tDuration: 2.53 ms\tBilled Duration: 105 ms\tMemory Size: 128 MB\tMax Memory Used: 39 MB\tInit Duration: 101.55 ms\t\n`,
  );
  assert.match(
    reportLine({ ...report, durationMs: 3000, failure: { status: 'timeout' } }),
    /\tBilled Duration: 3000 ms\t.*\tStatus: timeout\t\n$/,
  );
  assert.match(
    reportLine({ ...report, failure: { status: 'error', errorType: 'Runtime.ExitError' } }),
    /\tStatus: error\tError Type: Runtime.ExitError\t\n$/,
  );
});

test('the other lines', () => {
  assert.equal(
    timedOutLine(Date.UTC(2024, 0, 1), id, 3),
    `2024-01-01T00:00:00.000Z ${id} Task timed out after 3.00 seconds\n\n`,
  );
  assert.equal(
    exitedLine(id, 'Runtime exited with error: exit status 1', 'Runtime.ExitError'),
    `RequestId: ${id} Error: Runtime exited with error: exit status 1\nRuntime.ExitError\n`,
  );
  assert.equal(
    initReportLine(9999.9, 'init', { status: 'timeout' }),
    'INIT_REPORT Init Duration: 9999.90 ms\tPhase: init\tStatus: timeout\n',
  );
  const interpreter = { kind: 'python', path: '/usr/bin/python3', version: '3.13.7' } as const;
  assert.match(
    initStartLine(runtimeVersionOf('python3.13', interpreter, 'us-east-1')),
    /^INIT_START Runtime Version: python:3\.13\.v7\tRuntime Version ARN: arn:aws:lambda:us-east-1::runtime:[0-9a-f]{64}\n$/,
  );
  assert.match(
    initStartLine(
      runtimeVersionOf('nodejs22.x', { kind: 'nodejs', path: '/node', version: '22.14.0' }, 'eu-west-1'),
    ),
    /^INIT_START Runtime Version: nodejs:22\.v14\t/,
  );
});

test('why a runtime is gone', () => {
  assert.equal(exitText({ code: 127, signal: null }), 'Runtime exited with error: exit status 127');
  assert.equal(exitText({ code: 0, signal: null }), 'Runtime exited without providing a reason');
  assert.equal(exitText({ code: null, signal: 'SIGKILL' }), 'Runtime exited with error: signal: killed');
  assert.equal(
    exitText({ code: null, signal: 'SIGSEGV' }),
    'Runtime exited with error: signal: segmentation fault',
  );
});

test('the tail is the last 4 KiB, cut between characters', () => {
  const tail = new LogTail();
  for (let line = 0; line < 2_000; line += 1) tail.add(`line ${line} ü\n`);
  tail.add(`${'ü'.repeat(2_000)}xyz`);
  const text = Buffer.from(tail.base64(), 'base64').toString();
  assert.ok(Buffer.byteLength(text) <= 4_096);
  assert.ok(Buffer.byteLength(text) > 4_090);
  assert.ok(!text.includes('\ufffd'));
  assert.ok(text.endsWith('üxyz'));
});

test('a short log is returned whole', () => {
  const tail = new LogTail();
  tail.add('one\n');
  tail.add('two\n');
  assert.equal(Buffer.from(tail.base64(), 'base64').toString(), 'one\ntwo\n');
});

test('INIT_START names the runtime, and the version that runs where another stands in', () => {
  const textOf = (runtime: string, kind: 'ruby' | 'java', version: string) =>
    runtimeVersionOf(runtime, { kind, path: '/x', version }, 'us-east-1').text;
  assert.equal(textOf('ruby3.3', 'ruby', '3.3.8'), 'ruby:3.3.v8');
  assert.equal(textOf('ruby3.3', 'ruby', '3.1.2'), 'ruby:3.1.v2');
  assert.equal(textOf('java17', 'java', '17.0.15'), 'java:17.v0');
  assert.equal(textOf('java8.al2', 'java', '8.0.402'), 'java:8.al2.v0');
  assert.equal(textOf('java21', 'java', '25.0.3'), 'java:25.v0');
});
