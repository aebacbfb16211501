import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { seededRandom, VirtualClock } from '#ambient';
import { memoryFabric } from '#fabric';
import type { Operations } from '#models/logs';
import { createMetricStore, openLogStore } from '#observe';
import type { Call, CallContext } from '#service';
import type { AwsError } from '#wire';
import { LiveTails } from './live-tail.ts';
import { publishMetrics } from './metric-filters.ts';
import type { LogsOperation } from './operations/logs-operation.ts';
import { openGroups } from './records/groups.ts';
import { Retention } from './retention.ts';
import { Subscriptions } from './subscriptions.ts';

export const context = {
  account: '000000000000',
  region: 'us-east-1',
  requestId: 'request-1',
  endpoint: 'http://127.0.0.1:4566',
} as CallContext;
export const group = '/aws/lambda/my-function';
export const startMs = 1_770_000_000_000;

/** The room over a store in a temporary folder, on a clock that the test moves. `calls` answers what the room asks of other services. */
export async function openWorld(t: TestContext, calls: (...call: Parameters<Call>) => unknown = () => ({})) {
  const folder = await mkdtemp(join(tmpdir(), 'lambent-cloudwatch-'));
  const clock = new VirtualClock(startMs);
  const random = seededRandom(1);
  const warnings: string[] = [];
  const log = {
    debug() {},
    info() {},
    warn: (message: string) => warnings.push(message),
    error: (message: string) => assert.fail(message),
  };
  const logs = openLogStore({ folder, clock, log });
  const groups = await openGroups(memoryFabric(clock), clock);
  const call = (async (...args: Parameters<Call>) => calls(...args)) as unknown as Call;
  const tails = new LiveTails(logs, clock);
  const parts = { logs, groups, clock, random, log, call, endpoint: () => context.endpoint };
  const metrics = createMetricStore();
  publishMetrics({ logs, groups, metrics });
  const retention = new Retention(parts);
  const subscriptions = new Subscriptions(parts);
  t.after(async () => {
    tails.close();
    await subscriptions.close();
    await retention.close();
    await logs.close();
    await rm(folder, { recursive: true, force: true });
  });
  const room = { logs, groups, tails, clock, random, call };
  return {
    clock,
    logs,
    groups,
    log,
    metrics,
    subscriptions,
    warnings,
    /** All that the log store has on disk. */
    async filesText(): Promise<string> {
      const entries = await readdir(folder, { recursive: true, withFileTypes: true });
      const files = entries.filter((entry) => entry.isFile());
      const texts = files.map(({ parentPath, name }) => readFile(join(parentPath, name), 'utf8'));
      return (await Promise.all(texts)).join('');
    },
    write(stream: string, events: readonly (readonly [timestampMs: number, message: string])[]) {
      const opened = logs.open({ ...context, group, stream });
      for (const [timestampMs, message] of events) opened.append(timestampMs, message);
    },
    call<Name extends keyof Operations>(operation: LogsOperation<Name>, input: Operations[Name]['input']) {
      return operation.handle(room, input, context);
    },
  };
}

export function fails(code: string, message: string) {
  return (error: AwsError) => {
    assert.deepEqual([error.code, error.message, error.status], [code, message, 400]);
    return true;
  };
}

export const noGroup = fails('ResourceNotFoundException', 'The specified log group does not exist.');
export const noStream = fails('ResourceNotFoundException', 'The specified log stream does not exist.');
