import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';
import { AwsError } from '#wire';
import { frameType } from '../environments/frames.ts';
import { accountConcurrencyMax, responseBytesMax } from '../environments/limits.ts';
import { functionRecord, openInvokeWorld, text } from './invoke-world.fixture.ts';

const record = functionRecord('my-function');

test('cold, then warm: one environment, exact bytes, exact log', async (t) => {
  const world = await openInvokeWorld();
  t.after(() => world.close());
  const cold = world.invoke(record, { payload: Buffer.from('{"a": 1}'), traceId: 'Root=1-x', logTail: true });
  const runtime = await world.launcher.runtime(0);
  const { head, payload } = await runtime.invoked();
  assert.equal(payload.toString(), '{"a": 1}');
  assert.deepEqual(head, {
    requestId: 'request-1',
    deadlineMs: world.clock.now() + 3_000,
    invokedFunctionArn: 'arn:aws:lambda:us-east-1:000000000000:function:my-function',
    traceId: 'Root=1-x',
  });
  runtime.print('printed\nhalf');
  runtime.log(world.clock.now(), 'logged\n');
  runtime.respond('request-1', '{ "kept" : "as is" }');
  const result = await cold;
  assert.equal(text(result), '{ "kept" : "as is" }');
  assert.equal(result.functionError, undefined);
  assert.equal(result.executedVersion, '$LATEST');

  const warm = world.invoke(record);
  await runtime.invoked();
  runtime.respond('request-2', 'null');
  assert.equal(text(await warm), 'null');
  assert.equal(world.launcher.runtimes.length, 1);

  const [name] = world.logs.streams.keys();
  assert.match(name ?? '', /^2026\/01\/01\/\[\$LATEST\][0-9a-f]{32}$/);
  const lines = world.logs.lines(0);
  assert.match(lines[0] ?? '', /^INIT_START Runtime Version: nodejs:22\.v14\t/);
  assert.equal(lines[1], 'START RequestId: request-1 Version: $LATEST\n');
  assert.deepEqual([...lines.slice(2, 5)].sort(), ['half', 'logged\n', 'printed\n']);
  assert.equal(lines[5], 'END RequestId: request-1\n');
  assert.match(
    lines[6] ?? '',
    /^REPORT RequestId: request-1\t.*Max Memory Used: 40 MB\tInit Duration: 0.00 ms\t\n$/,
  );
  assert.match(
    lines[9] ?? '',
    /^REPORT RequestId: request-2\tDuration: 0.00 ms\t.*Max Memory Used: 40 MB\t\n$/,
  );
  const tail = Buffer.from(result.logResult ?? '', 'base64').toString();
  assert.equal(tail, lines.slice(1, 7).join(''));
});

test('what the runtime has announced is read before END, but only for so long', async (t) => {
  const world = await openInvokeWorld();
  t.after(() => world.close());
  const late = world.invoke(record);
  const runtime = await world.launcher.runtime(0);
  await runtime.invoked();
  runtime.promise(5);
  runtime.respond('request-1', '1');
  // Nothing was printed yet: the invocation waits.
  await world.clock.advance(500);
  assert.equal(world.logs.lines(0).length, 2);
  runtime.stdio.write('late\n');
  assert.equal(text(await late), '1');
  assert.deepEqual(world.logs.lines(0).slice(2, 4), ['late\n', 'END RequestId: request-1\n']);

  const never = world.invoke(record);
  await runtime.invoked();
  runtime.promise(1);
  runtime.respond('request-2', '2');
  const settled = never.then(text);
  while ((await Promise.race([settled, world.clock.advance(100)])) === undefined);
  assert.equal(await settled, '2');
});

test("a handler's error keeps the runtime's bytes and the environment", async (t) => {
  const world = await openInvokeWorld();
  t.after(() => world.close());
  const failing = world.invoke(record);
  const runtime = await world.launcher.runtime(0);
  await runtime.invoked();
  runtime.fail('request-1', 'Error', '{"errorType":"Error","errorMessage":"no","trace":[]}');
  const result = await failing;
  assert.equal(text(result), '{"errorType":"Error","errorMessage":"no","trace":[]}');
  assert.equal(result.functionError, 'Unhandled');
  assert.doesNotMatch(world.logs.lines(0).join(''), /Status:/);
  const next = world.invoke(record);
  await runtime.invoked();
  runtime.respond('request-2', '2');
  assert.equal(text(await next), '2');
});

test('a timeout answers, kills, and the next invocation works', async (t) => {
  const world = await openInvokeWorld();
  t.after(() => world.close());
  const slow = world.invoke(functionRecord('my-function', { timeoutSeconds: 1 }));
  const runtime = await world.launcher.runtime(0);
  await runtime.invoked();
  await world.clock.advance(999);
  assert.equal(runtime.killed, false);
  await world.clock.advance(1);
  const result = await slow;
  assert.equal(
    text(result),
    '{"errorType":"Sandbox.Timedout","errorMessage":"RequestId: request-1 Error: Task timed out after 1.00 seconds"}',
  );
  assert.equal(result.functionError, 'Unhandled');
  assert.equal(runtime.killed, true);
  const [timedOut, end, report] = world.logs.lines(0).slice(2);
  assert.match(
    timedOut ?? '',
    /^2026-01-01T00:00:01\.\d{3}Z request-1 Task timed out after 1\.00 seconds\n\n$/,
  );
  assert.equal(end, 'END RequestId: request-1\n');
  assert.match(report ?? '', /Duration: 1000\.00 ms\tBilled Duration: 1000 ms\t.*Status: timeout\t\n$/);

  const next = world.invoke(record);
  const second = await world.launcher.runtime(1);
  await second.invoked();
  second.respond('request-2', '2');
  assert.equal(text(await next), '2');
});

test('timeouts count from the start of each invocation, not of the first', async (t) => {
  const world = await openInvokeWorld();
  t.after(() => world.close());
  const first = world.invoke(record);
  const runtime = await world.launcher.runtime(0);
  await runtime.invoked();
  await world.clock.advance(2_000);
  runtime.respond('request-1', '1');
  await first;
  const second = world.invoke(record);
  await runtime.invoked();
  await world.clock.advance(2_900);
  runtime.respond('request-2', '2');
  assert.equal(text(await second), '2');
});

for (const [what, exit, message] of [
  ['exit code 1', { code: 1, signal: null }, 'Runtime exited with error: exit status 1'],
  ['exit code 0', { code: 0, signal: null }, 'Runtime exited without providing a reason'],
  ['a signal', { code: null, signal: 'SIGSEGV' }, 'Runtime exited with error: signal: segmentation fault'],
  [
    'lack of memory',
    { code: null, signal: 'SIGKILL', outOfMemory: true },
    'Runtime exited with error: signal: killed',
  ],
] as const) {
  const errorType = 'outOfMemory' in exit ? 'Runtime.OutOfMemory' : 'Runtime.ExitError';
  test(`a runtime gone by ${what} answers ${errorType} after its last words`, async (t) => {
    const world = await openInvokeWorld();
    t.after(() => world.close());
    const crashing = world.invoke(record);
    const runtime = await world.launcher.runtime(0);
    await runtime.invoked();
    runtime.print('last words\n');
    runtime.exit(exit);
    const result = await crashing;
    const errorMessage = `RequestId: request-1 Error: ${message}`;
    assert.equal(text(result), JSON.stringify({ errorType, errorMessage }));
    assert.equal(result.functionError, 'Unhandled');
    const lines = world.logs.lines(0).slice(2);
    assert.deepEqual(lines.slice(0, 2), ['last words\n', `${errorMessage}\n${errorType}\n`]);
    assert.ok(lines[3]?.endsWith(`\tStatus: error\tError Type: ${errorType}\t\n`));
    // Whoever lacked memory had all there was.
    const usedAll = lines[3]?.includes(`Max Memory Used: ${record.latest.memoryMiB} MB`);
    assert.equal(usedAll, 'outOfMemory' in exit);

    const next = world.invoke(record);
    const second = await world.launcher.runtime(1);
    await second.invoked();
    second.respond('request-2', '2');
    assert.equal(text(await next), '2');
    assert.equal(world.borrowed.count, 1);
  });
}

test('a response sent just before the exit still counts', async (t) => {
  const world = await openInvokeWorld();
  t.after(() => world.close());
  const last = world.invoke(record);
  const runtime = await world.launcher.runtime(0);
  await runtime.invoked();
  runtime.respond('request-1', '"done"');
  runtime.exit({ code: 0, signal: null });
  assert.equal(text(await last), '"done"');
});

test('a response too large is replaced, and the environment kept', async (t) => {
  const world = await openInvokeWorld();
  t.after(() => world.close());
  const large = world.invoke(record);
  const runtime = await world.launcher.runtime(0);
  await runtime.invoked();
  runtime.respond('request-1', Buffer.alloc(responseBytesMax + 1, '1'));
  assert.equal(
    text(await large),
    '{"errorMessage":"Response payload size exceeded maximum allowed payload size (6291556 bytes).","errorType":"Function.ResponseSizeTooLarge"}',
  );
  const fits = world.invoke(record);
  await runtime.invoked();
  runtime.respond('request-2', Buffer.alloc(responseBytesMax, '1'));
  assert.equal((await fits).payload.length, responseBytesMax);
});

test('a failed init is tried again as part of the invocation, and answered if it fails again', async (t) => {
  const world = await openInvokeWorld();
  t.after(() => world.close());
  world.launcher.autoReady = false;
  const first = world.invoke(record);
  const runtime = await world.launcher.runtime(0);
  const body =
    '{"errorType":"Runtime.ImportModuleError","errorMessage":"Error: Cannot find module","trace":[]}';
  runtime.print('undefined\tERROR\tUncaught Exception\n');
  runtime.initError('Runtime.ImportModuleError', '{}');
  const again = await world.launcher.runtime(1);
  assert.equal(runtime.killed, true);
  again.initError('Runtime.ImportModuleError', body);
  const result = await first;
  assert.equal(text(result), body);
  assert.equal(result.functionError, 'Unhandled');
  assert.equal(again.killed, true);
  const lines = world.logs.lines(0);
  assert.equal(lines[1], 'undefined\tERROR\tUncaught Exception\n');
  const report = (phase: string) =>
    new RegExp(
      `^INIT_REPORT .*\\tPhase: ${phase}\\tStatus: error\\tError Type: Runtime.ImportModuleError\\n$`,
    );
  assert.match(lines[2] ?? '', report('init'));
  assert.match(lines[3] ?? '', report('invoke'));
  assert.equal(lines[4], 'START RequestId: request-1 Version: $LATEST\n');
  assert.deepEqual([again.spec.id, world.logs.streams.size], [runtime.spec.id, 1]);

  const second = world.invoke(record);
  const runs = await world.launcher.runtime(2);
  runs.ready();
  await runs.invoked();
  runs.respond('request-2', '"the second time it works"');
  assert.equal(text(await second), '"the second time it works"');
});

test('a runtime that exits during init answers Runtime.ExitError', async (t) => {
  const world = await openInvokeWorld();
  t.after(() => world.close());
  world.launcher.autoReady = false;
  const first = world.invoke(record);
  for (const index of [0, 1]) (await world.launcher.runtime(index)).exit({ code: 1, signal: null });
  assert.match(
    text(await first),
    /"Runtime\.ExitError".*RequestId: request-1 Error: Runtime exited with error: exit status 1"/,
  );
});

test('an init beyond 10 s is tried again inside the function timeout, which may be longer', async (t) => {
  const world = await openInvokeWorld();
  t.after(() => world.close());
  world.launcher.autoReady = false;
  const patient = functionRecord('slow-init', { timeoutSeconds: 30 });
  const answer = world.invoke(patient);
  const first = await world.launcher.runtime(0);
  await world.clock.advance(10_000);
  assert.equal(first.killed, true);
  assert.match(
    world.logs.lines(0)[1] ?? '',
    /^INIT_REPORT Init Duration: 10000\.00 ms\tPhase: init\tStatus: timeout\n$/,
  );
  const second = await world.launcher.runtime(1);
  await world.clock.advance(12_000);
  second.ready();
  const { head } = await second.invoked();
  assert.equal(head.deadlineMs, world.clock.now() + 18_000);
  second.respond('request-1', '"at last"');
  assert.equal(text(await answer), '"at last"');
  assert.match(world.logs.lines(0).at(-1) ?? '', /Duration: 12000\.00 ms\t/);
});

test('an init beyond 10 s and then beyond the function timeout is a timeout', async (t) => {
  const world = await openInvokeWorld();
  t.after(() => world.close());
  world.launcher.autoReady = false;
  const answer = world.invoke(record);
  await world.launcher.runtime(0);
  await world.clock.advance(10_000);
  const second = await world.launcher.runtime(1);
  await world.clock.advance(3_000);
  assert.match(text(await answer), /Sandbox\.Timedout.*request-1 Error: Task timed out after 3\.00 seconds/);
  assert.equal(second.killed, true);
});

test('a runtime that breaks the protocol is killed and its invocation answered', async (t) => {
  for (const bytes of [
    Buffer.from('garbage that is no frame at all'),
    { type: frameType.ready, requestId: 'request-1' },
    { type: frameType.response, requestId: 'another' },
  ]) {
    const world = await openInvokeWorld();
    t.after(() => world.close());
    const answer = world.invoke(record);
    const runtime = await world.launcher.runtime(0);
    await runtime.invoked();
    if (Buffer.isBuffer(bytes)) runtime.channel.write(bytes);
    else runtime.send(bytes.type, { requestId: bytes.requestId }, '1');
    assert.match(text(await answer), /Runtime\.ExitError.*signal: killed/);
    assert.equal(runtime.killed, true);
  }
});

test('broken log frames end the environment too', async (t) => {
  const world = await openInvokeWorld();
  t.after(() => world.close());
  const answer = world.invoke(record);
  const runtime = await world.launcher.runtime(0);
  await runtime.invoked();
  runtime.telemetry.write('this is not a log frame');
  assert.match(text(await answer), /Runtime\.ExitError/);
});

test('an environment that cannot be started is a 500, and the next invocation tries again', async (t) => {
  const world = await openInvokeWorld();
  t.after(() => world.close());
  world.launcher.failure = new Error('no space left');
  await assert.rejects(world.invoke(record), (error: AwsError) => {
    assert.ok(error instanceof AwsError);
    assert.equal(error.code, 'ServiceException');
    assert.doesNotMatch(error.message, /no space/);
    return true;
  });
  assert.equal(world.borrowed.count, 0);
  world.launcher.failure = undefined;
  const next = world.invoke(record);
  const runtime = await world.launcher.runtime(0);
  await runtime.invoked();
  runtime.respond('request-2', '2');
  assert.equal(text(await next), '2');
});

test('the layers of a function are there as long as its environment, and only then', async (t) => {
  const world = await openInvokeWorld();
  t.after(() => world.close());
  const layers = [{ arn: 'a', codeDigest: '1a7e', codeBytes: 1, unzippedBytes: 1 }];
  const layered = functionRecord('layered', { layers });
  world.launcher.failure = new Error('no space');
  await assert.rejects(world.invoke(layered), { code: 'ServiceException' });
  assert.equal(world.borrowed.count, 0);
  world.launcher.failure = undefined;
  const answer = world.invoke(layered);
  const runtime = await world.launcher.runtime(0);
  await runtime.invoked();
  assert.deepEqual([runtime.spec.codeFolder, runtime.spec.layersFolder], ['/code', '/layers']);
  runtime.respond('request-2', '1');
  assert.equal(text(await answer), '1');
  assert.equal(world.borrowed.count, 2);
  await world.close();
  assert.equal(world.borrowed.count, 0);
});

test('beyond the concurrency of the account invocations are throttled, and no other account is', async (t) => {
  const world = await openInvokeWorld({ startsInFlightMax: 1 });
  t.after(() => world.close());
  world.launcher.autoReady = false;
  const running = Array.from({ length: accountConcurrencyMax }, () => world.invoke(record));
  const throttled = await world.invoke(record).catch((error: AwsError) => error);
  assert.ok(throttled instanceof AwsError);
  assert.equal(throttled.status, 429);
  assert.equal(throttled.code, 'TooManyRequestsException');
  assert.equal(throttled.message, 'Rate Exceeded.');
  assert.equal(throttled.fields.Reason, 'ConcurrentInvocationLimitExceeded');
  const other = world.invoke({ ...record, account: '111111111111' });
  const all = Promise.allSettled([...running, other]);
  await world.close();
  assert.equal((await all).filter(({ status }) => status === 'rejected').length > 0, true);
});

test('close answers what runs as killed and leaves no environment', async () => {
  const world = await openInvokeWorld();
  const running = world.invoke(record);
  const runtime = await world.launcher.runtime(0);
  await runtime.invoked();
  const ended = once(runtime.channel, 'close');
  await world.close();
  assert.match(text(await running), /signal: killed/);
  assert.equal(world.borrowed.count, 0);
  await ended;
});
