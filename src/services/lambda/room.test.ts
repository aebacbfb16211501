import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { createSessions, Insiders } from '#access';
import { systemClock, systemRandom } from '#ambient';
import { memoryFabric } from '#fabric';
import { openLauncher } from '#launcher';
import { createMetricStore, openLogStore, type UsageMeter } from '#observe';
import type { CallContext, ServiceDependencies } from '#service';
import { missingTool } from '../../../conformance/tool.ts';
import { buildZip } from './code/zip-builder.fixture.ts';
import { functionRecord, RecordedUsage, silent } from './invoke/invoke-world.fixture.ts';
import { invoke } from './operations/invoke.ts';
import type { VersionRecord } from './records/function.ts';
import { closeRoom, openRoom } from './room.ts';

const dataFolder = await mkdtemp(join(tmpdir(), 'lambent-room-'));
const [clock, random] = [systemClock(), systemRandom()];
const launcher = await openLauncher({
  dataFolder,
  isolation: 'process',
  npmRegistry: 'https://registry.npmjs.org',
  clock,
  random,
  log: silent,
});
const logs = openLogStore({ folder: join(dataFolder, 'logs'), clock, log: silent });
const room = await openRoom({
  clock,
  random,
  fabric: memoryFabric(clock),
  launcher,
  log: silent,
  logs,
  metrics: createMetricStore(),
  usage: new RecordedUsage() as Partial<UsageMeter>,
  endpoint: () => 'http://127.0.0.1:4566',
  sessions: createSessions({ masterKey: random.bytes(32), clock, random }),
  insiders: new Insiders(),
} as unknown as ServiceDependencies);

after(async () => {
  await closeRoom(room);
  await launcher.close();
  await logs.close();
  await rm(dataFolder, { recursive: true, force: true });
});

const context = { account: '000000000000', region: 'us-east-1', receivedAtMs: 0 } as CallContext;

async function deploy(
  name: string,
  files: Record<string, string>,
  version: Partial<VersionRecord> = {},
): Promise<void> {
  const { digest } = await room.code.store(
    buildZip(Object.entries(files).map(([path, data]) => ({ name: path, data }))),
  );
  const revision = room.functions.find(context.account, context.region, name)?.revision ?? 0;
  await room.functions.put(
    functionRecord(name, {
      codeDigest: digest,
      runtime: 'nodejs24.x',
      environmentKey: random.uuid(),
      timeoutSeconds: 10,
      ...version,
    }),
    revision,
  );
}

async function call(name: string, event: unknown = {}) {
  const requestId = random.uuid();
  const output = await invoke.handle(
    room,
    { FunctionName: name, Payload: Buffer.from(JSON.stringify(event)), LogType: 'Tail' },
    { ...context, requestId },
  );
  return {
    requestId,
    error: output.FunctionError,
    result: JSON.parse(Buffer.from(output.Payload ?? []).toString()),
    log: Buffer.from(output.LogResult ?? '', 'base64').toString(),
  };
}

const handlers = `
exports.handler = async (event, context) => {
  if (event.print) console.log(event.print);
  if (event.throw) throw new TypeError(event.throw);
  if (event.exit !== undefined) process.exit(event.exit);
  if (event.signal) { process.kill(process.pid, event.signal); await new Promise(() => setInterval(() => {}, 1e9)); }
  if (event.spin) for (;;);
  if (event.bytes) return 'x'.repeat(event.bytes);
  return { event, pid: process.pid, id: context.awsRequestId, arn: context.invokedFunctionArn, name: process.env.AWS_LAMBDA_FUNCTION_NAME };
};`;

test('a real function: result, context, log, and the same process again', async () => {
  await deploy('real', { 'index.js': handlers });
  const cold = await call('real', { print: 'hello there' });
  assert.equal(cold.error, undefined);
  assert.deepEqual(cold.result.event, { print: 'hello there' });
  assert.equal(cold.result.id, cold.requestId);
  assert.equal(cold.result.arn, 'arn:aws:lambda:us-east-1:000000000000:function:real');
  assert.equal(cold.result.name, 'real');
  const lines = cold.log.split('\n');
  assert.equal(lines[0], `START RequestId: ${cold.requestId} Version: $LATEST`);
  assert.match(lines[1] ?? '', new RegExp(`^\\d{4}-.*Z\t${cold.requestId}\tINFO\thello there$`));
  assert.equal(lines[2], `END RequestId: ${cold.requestId}`);
  assert.match(
    lines[3] ?? '',
    /^REPORT .*\tDuration: [\d.]+ ms\tBilled Duration: \d+ ms\tMemory Size: 128 MB\tMax Memory Used: [1-9]\d* MB\tInit Duration: [\d.]+ ms\t$/,
  );
  const warm = await call('real');
  assert.equal(warm.result.pid, cold.result.pid);
  assert.doesNotMatch(warm.log, /Init Duration/);
});

test('failures of every kind, and the function works after each', async () => {
  await deploy('failing', { 'index.js': handlers }, { timeoutSeconds: 1 });
  const thrown = await call('failing', { throw: 'no' });
  assert.equal(thrown.error, 'Unhandled');
  assert.deepEqual([thrown.result.errorType, thrown.result.errorMessage], ['TypeError', 'no']);
  assert.match(thrown.log, /\tERROR\tInvoke Error /);

  for (const [event, errorType, message] of [
    [{ exit: 3 }, 'Runtime.ExitError', 'Runtime exited with error: exit status 3'],
    [{ exit: 0 }, 'Runtime.ExitError', 'Runtime exited without providing a reason'],
    [{ signal: 'SIGKILL' }, 'Runtime.ExitError', 'Runtime exited with error: signal: killed'],
    [{ spin: true }, 'Sandbox.Timedout', 'Task timed out after 1.00 seconds'],
  ] as const) {
    const failed = await call('failing', event);
    assert.equal(failed.error, 'Unhandled');
    const errorMessage = `RequestId: ${failed.requestId} Error: ${message}`;
    assert.deepEqual(failed.result, { errorType, errorMessage });
    const works = await call('failing', { again: true });
    assert.deepEqual(works.result.event, { again: true });
  }

  const large = await call('failing', { bytes: 6_291_557 });
  assert.equal(large.result.errorType, 'Function.ResponseSizeTooLarge');
  assert.equal((await call('failing', { bytes: 6_291_554 })).result.length, 6_291_554);
});

test('a function that floods its log neither grows this process nor slows its neighbours', async () => {
  await deploy(
    'flood',
    { 'index.js': `exports.handler = async () => { for (;;) console.log('x'.repeat(1000)); };` },
    { timeoutSeconds: 2 },
  );
  await deploy('neighbour', { 'index.js': handlers });
  await call('neighbour');
  const before = process.memoryUsage().rss;
  const flood = call('flood');
  let served = 0;
  while ((await Promise.race([flood, call('neighbour').then(() => undefined)])) === undefined) served += 1;
  assert.equal((await flood).result.errorType, 'Sandbox.Timedout');
  assert.ok(served > 20, `${served} invocations beside the flood`);
  assert.ok(process.memoryUsage().rss - before < 256 * 1024 ** 2);
});

test('what goes wrong at init is answered to the invocation', async () => {
  await deploy('no-module', { 'other.js': '' });
  const missing = await call('no-module');
  assert.equal(missing.error, 'Unhandled');
  assert.equal(missing.result.errorType, 'Runtime.ImportModuleError');
  await deploy('no-handler', { 'index.js': 'exports.other = () => 1;' });
  assert.equal((await call('no-handler')).result.errorType, 'Runtime.HandlerNotFound');
  await deploy('exits', { 'index.js': "require('fs').writeSync(1, 'before the end\\n'); process.exit(5)" });
  const exits = await call('exits');
  assert.match(exits.result.errorMessage, /Runtime exited with error: exit status 5$/);
  assert.match(exits.log, /^before the end\nINIT_REPORT .*\tPhase: invoke\t.*\nSTART /);
});

test('an update is served by new processes with the new code', async () => {
  await deploy('updated', { 'index.js': 'exports.handler = async () => ({ version: 1, pid: process.pid })' });
  const before = (await call('updated')).result;
  await deploy('updated', { 'index.js': 'exports.handler = async () => ({ version: 2, pid: process.pid })' });
  const after = (await call('updated')).result;
  assert.deepEqual([before.version, after.version], [1, 2]);
  assert.notEqual(before.pid, after.pid);
});

test('invocations at the same time run in processes of their own', async () => {
  const waiting: Socket[] = [];
  const gate = createServer((socket) => {
    waiting.push(socket);
    if (waiting.length === 3) for (const each of waiting) each.end('go');
  });
  gate.listen(0, '127.0.0.1');
  await once(gate, 'listening');
  const throughGate =
    "exports.handler = async ({ port }) => { await require('node:events').once(require('node:net').connect(port, '127.0.0.1'), 'data'); return { pid: process.pid }; };";
  await deploy('parallel', { 'index.js': throughGate });
  const { port } = gate.address() as AddressInfo;
  const results = await Promise.all([1, 2, 3].map(() => call('parallel', { port })));
  gate.close();
  assert.equal(new Set(results.map(({ result }) => result.pid)).size, 3);
});

test('a real Python function', { skip: missingTool('python3') }, async (t) => {
  const runtimes = ['python3.14', 'python3.13', 'python3.12', 'python3.11', 'python3.10', 'python3.9'];
  let runtime: string | undefined;
  for (const candidate of runtimes) {
    if (runtime === undefined && (await launcher.interpreter(candidate)).available) runtime = candidate;
  }
  if (runtime === undefined) return t.skip('no Python that Lambda has a runtime for');
  await deploy(
    'python',
    { 'app.py': 'def handler(event, context):\n  print("from python")\n  return event["n"] + 1\n' },
    { runtime, handler: 'app.handler' },
  );
  const { result, log } = await call('python', { n: 41 });
  assert.equal(result, 42);
  assert.match(log, /\nfrom python\n/);
});

const loggers = `exports.handler = async () => {
  console.debug('quiet');
  console.warn('loud', { n: 1 });
  process.stdout.write('{"level":"debug","by":"hand"}\\n{"level":"error","by":"hand"}\\nno JSON\\n');
  throw new TypeError('told');
};`;

test("a real function that logs in JSON: its own level, the platform's records, what it prints by hand", async () => {
  const jsonLogging = { applicationLevel: 'WARN', systemLevel: 'DEBUG' } as const;
  await deploy('json', { 'index.js': loggers }, { jsonLogging });
  const { requestId, log, error } = await call('json');
  assert.equal(error, 'Unhandled');
  const lines = log.trimEnd().split('\n');
  assert.ok(lines.includes('no JSON'));
  const records = lines.filter((line) => line !== 'no JSON').map((line) => JSON.parse(line));
  const written = records.filter(({ type }) => type === undefined);
  assert.deepEqual(
    written.filter(({ by }) => by === 'hand').map(({ level }) => level),
    ['error'],
  );
  const logged = written.filter(({ by }) => by === undefined);
  assert.deepEqual(
    logged.map(({ level, requestId }) => [level, requestId]),
    [
      ['WARN', requestId],
      ['ERROR', requestId],
    ],
  );
  assert.equal(logged[0].message, 'loud { n: 1 }');
  assert.equal(logged[1].message.errorType ?? logged[1].errorType, 'TypeError');
  assert.deepEqual(
    records.filter(({ type }) => type !== undefined).map(({ type, record }) => [type, record.status]),
    [
      ['platform.start', undefined],
      ['platform.runtimeDone', 'error'],
      ['platform.report', 'error'],
    ],
  );
});
