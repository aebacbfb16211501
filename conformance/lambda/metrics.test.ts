/** What a Prometheus server reads of invocations of every kind. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  InvokeCommand,
  PutFunctionConcurrencyCommand,
  TooManyRequestsException,
} from '@aws-sdk/client-lambda';
import { withFolder } from '../lambent-process.ts';
import { clientOf, createFunction } from './client.ts';

const FunctionName = 'fn';
const handler = `exports.handler = async ({ bad }) => { if (bad) throw new Error('bad'); };`;
const labels = 'account="000000000000",region="us-east-1"';
const ofFunction = `${labels},function_name="fn",resource="fn"`;

/** The samples of the page, by name and labels. */
async function scrape(endpoint: string): Promise<ReadonlyMap<string, number>> {
  const answer = await fetch(`${endpoint}/_lambent/metrics`);
  assert.match(answer.headers.get('content-type') ?? '', /^text\/plain; version=0\.0\.4/);
  const samples = (await answer.text()).split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(
    samples.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.split(' ').at(-1))]),
  );
}

test('served, failed, throttled and asynchronous invocations are counted, each as what it was', () =>
  withFolder(async (folder, start) => {
    const { endpoint } = await start(folder);
    const lambda = clientOf(endpoint);
    try {
      await createFunction(lambda, FunctionName, handler);
      const invoke = (event: object, InvocationType: 'RequestResponse' | 'Event' = 'RequestResponse') =>
        lambda.send(
          new InvokeCommand({ FunctionName, InvocationType, Payload: Buffer.from(JSON.stringify(event)) }),
        );
      const reserve = (ReservedConcurrentExecutions: number) =>
        lambda.send(new PutFunctionConcurrencyCommand({ FunctionName, ReservedConcurrentExecutions }));

      await invoke({});
      assert.equal((await invoke({ bad: true })).FunctionError, 'Unhandled');
      assert.equal((await invoke({}, 'Event')).StatusCode, 202);
      const age = `aws_lambda_async_event_age_milliseconds_count{${ofFunction}}`;
      while ((await scrape(endpoint)).get(age) !== 1);
      await reserve(0);
      for (let call = 0; call < 2; call += 1) await assert.rejects(invoke({}), TooManyRequestsException);
      await reserve(7);

      const samples = await scrape(endpoint);
      const counted = (names: readonly string[], of: string) =>
        Object.fromEntries(names.map((name) => [name, samples.get(`aws_lambda_${name}{${of}}`)]));
      assert.deepEqual(
        counted(
          [
            'invocations_total',
            'errors_total',
            'throttles_total',
            'duration_milliseconds_count',
            'async_events_received_total',
            'async_events_dropped_total',
          ],
          ofFunction,
        ),
        {
          invocations_total: 3,
          errors_total: 1,
          throttles_total: 2,
          duration_milliseconds_count: 3,
          async_events_received_total: 1,
          async_events_dropped_total: undefined,
        },
      );
      assert.deepEqual(
        counted(
          ['concurrent_executions', 'unreserved_concurrent_executions', 'claimed_account_concurrency'],
          labels,
        ),
        {
          concurrent_executions: 0,
          unreserved_concurrent_executions: 0,
          claimed_account_concurrency: 7,
        },
      );
    } finally {
      lambda.destroy();
    }
  }));
