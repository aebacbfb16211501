import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import type { Call } from '#service';
import { AwsError } from '#wire';
import { fails, openWorld, startMs } from './logs.fixture.ts';
import { createLogGroup } from './operations/create-log-group.ts';
import { deleteSubscriptionFilter } from './operations/delete-subscription-filter.ts';
import { describeSubscriptionFilters } from './operations/describe-subscription-filters.ts';
import { putSubscriptionFilter } from './operations/put-subscription-filter.ts';

const group = 'app';
const destinationArn = 'arn:aws:lambda:us-east-1:000000000000:function:watcher';
const filter = { logGroupName: group, filterName: 'f', filterPattern: 'ERROR', destinationArn };

type Invocation = { readonly input: Record<string, unknown>; readonly caller: Parameters<Call>[3]['caller'] };

async function openSubscribed(
  t: Parameters<typeof openWorld>[0],
  answer: (attempt: number) => void = () => {},
) {
  const invocations: Invocation[] = [];
  const world = await openWorld(t, (_service, _operation, input, { caller }) => {
    const invocation = { input: input as Record<string, unknown>, caller };
    if (invocation.input.InvocationType === 'DryRun') return {};
    invocations.push(invocation);
    answer(invocations.length);
    return {};
  });
  await world.call(createLogGroup, { logGroupName: group });
  await world.call(putSubscriptionFilter, filter);
  const log = (stream: string, ...messages: string[]) => {
    const opened = world.logs.open({ account: '000000000000', region: 'us-east-1', group, stream });
    for (const message of messages) opened.append(startMs, message);
  };
  /** Resolves when so many deliveries were tried. */
  const delivered = async (count: number) => {
    while (invocations.length < count) {
      await world.clock.advance(1000);
      await new Promise(setImmediate);
    }
  };
  return { ...world, invocations, log, delivered };
}

function messageOf({ input }: Invocation) {
  const { awslogs } = JSON.parse(Buffer.from(input.Payload as Uint8Array).toString()) as {
    awslogs: { data: string };
  };
  return JSON.parse(gunzipSync(Buffer.from(awslogs.data, 'base64')).toString());
}

test('matching events reach the function in batches of one stream, as AWS packs them', async (t) => {
  const { log, delivered, invocations } = await openSubscribed(t);
  log('a', 'ERROR one', 'fine', 'ERROR two');
  log('b', 'ERROR three');
  await delivered(2);
  // The batches of two streams are packed at the same time.
  const [first, second] = invocations.toSorted((a, b) =>
    messageOf(a).logStream < messageOf(b).logStream ? -1 : 1,
  );
  assert.ok(first && second);
  assert.equal(first.input.FunctionName, destinationArn);
  assert.equal(first.input.InvocationType, 'Event');
  assert.equal(first.caller.arn, 'logs.amazonaws.com');
  assert.equal(first.caller.sourceArn, 'arn:aws:logs:us-east-1:000000000000:log-group:app:*');
  const { logEvents, ...message } = messageOf(first);
  assert.deepEqual(message, {
    messageType: 'DATA_MESSAGE',
    owner: '000000000000',
    logGroup: 'app',
    logStream: 'a',
    subscriptionFilters: ['f'],
  });
  assert.deepEqual(
    logEvents.map((event: { id: string }) => ({ ...event, id: /^\d{56}$/.test(event.id) })),
    [
      { id: true, timestamp: startMs, message: 'ERROR one' },
      { id: true, timestamp: startMs, message: 'ERROR two' },
    ],
  );
  assert.equal(messageOf(second).logStream, 'b');
});

test('a delivery that fails is tried again, and given up after a bound', async (t) => {
  const { log, delivered, invocations, warnings } = await openSubscribed(t, (attempt) => {
    if (attempt !== 2) throw new AwsError('TooManyRequestsException', 'Rate Exceeded.', 429);
  });
  log('a', 'ERROR one');
  await delivered(2);
  const [failed, repeated] = invocations.map(messageOf);
  assert.deepEqual(failed.logEvents[0].message, repeated.logEvents[0].message);
  log('a', 'ERROR two');
  await delivered(10);
  assert.equal(invocations.length, 10);
  assert.deepEqual(warnings, [
    `log events of app could not be delivered to ${destinationArn}: Rate Exceeded.`,
  ]);
});

test('a filter is described, replaced under its name, and ends with its deletion', async (t) => {
  const { call, log, clock, invocations } = await openSubscribed(t);
  await call(putSubscriptionFilter, { ...filter, filterPattern: '' });
  const { subscriptionFilters } = await call(describeSubscriptionFilters, { logGroupName: group });
  assert.deepEqual(subscriptionFilters, [
    {
      filterName: 'f',
      logGroupName: 'app',
      filterPattern: '',
      destinationArn,
      distribution: 'ByLogStream',
      applyOnTransformedLogs: false,
      creationTime: startMs,
    },
  ]);
  await call(putSubscriptionFilter, { ...filter, filterName: 'g' });
  await assert.rejects(
    call(putSubscriptionFilter, { ...filter, filterName: 'h' }),
    fails('LimitExceededException', 'Resource limit exceeded.'),
  );
  for (const filterName of ['f', 'g'])
    await call(deleteSubscriptionFilter, { logGroupName: group, filterName });
  await assert.rejects(
    call(deleteSubscriptionFilter, { logGroupName: group, filterName: 'f' }),
    fails('ResourceNotFoundException', 'The specified subscription filter does not exist.'),
  );
  log('a', 'ERROR');
  await clock.advance(5000);
  assert.equal(invocations.length, 0);
});

test('a function that may not be called, its own group, another account and other services are refused', async (t) => {
  const world = await openWorld(t, () => {
    throw new AwsError('AccessDeniedException', 'no', 403);
  });
  for (const logGroupName of [group, '/aws/lambda/watcher'])
    await world.call(createLogGroup, { logGroupName });
  const put = (change: object) => world.call(putSubscriptionFilter, { ...filter, ...change });
  await assert.rejects(
    put({}),
    fails(
      'InvalidParameterException',
      'Could not execute the lambda function. Make sure you have given CloudWatch Logs permission to execute your function.',
    ),
  );
  await assert.rejects(
    put({ logGroupName: '/aws/lambda/watcher' }),
    fails(
      'InvalidParameterException',
      'The log group provided is reserved for the function logs of the destination function.',
    ),
  );
  const foreign = destinationArn.replace('000000000000', '111111111111');
  await assert.rejects(put({ destinationArn: foreign }), { code: 'AccessDeniedException' });
  const kinesis = 'arn:aws:kinesis:us-east-1:000000000000:stream/s';
  await assert.rejects(put({ destinationArn: kinesis }), { code: 'NotImplementedException' });
});

test('a delivery that is refused for good is not tried again, and the log says so once', async (t) => {
  const { log, delivered, invocations, warnings, clock } = await openSubscribed(t, () => {
    throw new AwsError('ResourceNotFoundException', 'Function not found', 404);
  });
  log('a', 'ERROR one');
  await delivered(1);
  await clock.advance(60_000);
  log('a', 'ERROR two');
  await delivered(2);
  await clock.advance(60_000);
  assert.equal(invocations.length, 2);
  assert.deepEqual(warnings, [
    `log events of app could not be delivered to ${destinationArn}: Function not found`,
  ]);
});

test('closing does not wait for the next try', async (t) => {
  const { log, delivered, subscriptions, invocations } = await openSubscribed(t, () => {
    throw new AwsError('ServiceException', 'down', 500);
  });
  log('a', 'ERROR one');
  await delivered(3);
  await new Promise(setImmediate);
  await subscriptions.close();
  assert.equal(invocations.length, 4);
});

test('a batch is bounded by its bytes, of which a character may have several', async (t) => {
  const { log, delivered, invocations } = await openSubscribed(t);
  const long = `ERROR ${'語'.repeat(100_000)}`;
  log('a', long, long);
  await delivered(2);
  assert.deepEqual(
    invocations.map((one) => messageOf(one).logEvents.length),
    [1, 1],
  );
});
