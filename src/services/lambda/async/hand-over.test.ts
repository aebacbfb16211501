/** Golden: what each kind of place is told, with ids, ARNs and times of our own in what was observed 2025-11. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { handOverOf } from './hand-over.ts';
import type { Ended } from './invocation-record.ts';
import { recordBytesMax } from './limits.ts';

const arn = (service: string, resource: string) => `arn:aws:${service}:eu-west-1:111122223333:${resource}`;
const uuid = '2b0c5f4e-6f0a-4b57-9f3e-0d7a54a3b1c9';
const traceHeader =
  'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=0;Lineage=1:a8d6cd07:0';

const succeeded: Ended = {
  account: '111122223333',
  region: 'eu-west-1',
  name: 'fn',
  requestId: 'c2a7a0a5-3f59-4b52-9c37-7c55e7a2d8f1',
  acceptedAtMs: Date.UTC(2025, 10, 24, 23, 11, 7),
  endedAtMs: Date.UTC(2025, 10, 24, 23, 11, 8, 123),
  traceHeader,
  payload: Buffer.from('{"mode" : "success"}'),
  runs: 1,
  condition: 'Success',
  response: { executedVersion: '$LATEST', payload: Buffer.from('{"hello": "world", "val": 5}') },
};

const failure = {
  errorMessage: 'intentional failure',
  errorType: 'Exception',
  requestId: succeeded.requestId,
  stackTrace: [],
};
const failed: Ended = {
  ...succeeded,
  condition: 'RetriesExhausted',
  runs: 3,
  response: {
    executedVersion: '7',
    functionError: 'Unhandled',
    payload: Buffer.from(JSON.stringify(failure)),
  },
  qualifier: 'live',
};

const { response: _none, ...neverRun } = failed;

const recordOf = (ended: Ended) =>
  String(handOverOf({ type: 'destination', arn: arn('sqs', 'q') }, ended, uuid).input.MessageBody);

test('the record of a success, member by member, with the payloads as they were', () => {
  assert.equal(
    recordOf(succeeded),
    '{"version":"1.0","timestamp":"2025-11-24T23:11:08.123Z",' +
      '"requestContext":{"requestId":"c2a7a0a5-3f59-4b52-9c37-7c55e7a2d8f1",' +
      '"functionArn":"arn:aws:lambda:eu-west-1:111122223333:function:fn:$LATEST",' +
      '"condition":"Success","approximateInvokeCount":1},' +
      '"requestPayload":{"mode" : "success"},' +
      '"responseContext":{"statusCode":200,"executedVersion":"$LATEST"},' +
      '"responsePayload":{"hello": "world", "val": 5}}',
  );
});

test('the record of a failure names the alias and the error', () => {
  assert.deepEqual(JSON.parse(recordOf(failed)), {
    version: '1.0',
    timestamp: '2025-11-24T23:11:08.123Z',
    requestContext: {
      requestId: failed.requestId,
      functionArn: 'arn:aws:lambda:eu-west-1:111122223333:function:fn:live',
      condition: 'RetriesExhausted',
      approximateInvokeCount: 3,
    },
    requestPayload: { mode: 'success' },
    responseContext: { statusCode: 200, executedVersion: '7', functionError: 'Unhandled' },
    responsePayload: failure,
  });
});

test('the record of what never ran has no response', () => {
  const record = JSON.parse(recordOf({ ...neverRun, condition: 'ZeroReservedConcurrency', runs: 0 }));
  assert.deepEqual(Object.keys(record), ['version', 'timestamp', 'requestContext', 'requestPayload']);
  assert.deepEqual(record.requestContext, {
    requestId: failed.requestId,
    functionArn: 'arn:aws:lambda:eu-west-1:111122223333:function:fn:live',
    condition: 'ZeroReservedConcurrency',
    approximateInvokeCount: 0,
  });
});

test('a response that is no JSON is told as a string', () => {
  for (const [bytes, told] of [
    [Buffer.from('{"half'), '{"half'],
    [Buffer.alloc(0), ''],
    [Buffer.from([0x22, 0xff, 0x22]), '"\ufffd"'],
  ] as const) {
    const record = recordOf({ ...succeeded, response: { executedVersion: '1', payload: bytes } });
    assert.equal(JSON.parse(record).responsePayload, told);
  }
});

test('each service in its own words', () => {
  const record = recordOf(failed);
  const over = (service: string, resource: string) =>
    handOverOf({ type: 'destination', arn: arn(service, resource) }, failed, uuid);
  const common = { region: 'eu-west-1' };
  assert.deepEqual(over('lambda', 'function:other:1'), {
    ...common,
    service: 'lambda',
    operation: 'Invoke',
    input: {
      FunctionName: arn('lambda', 'function:other:1'),
      InvocationType: 'Event',
      Payload: Buffer.from(record),
    },
  });
  assert.deepEqual(over('sqs', 'q'), {
    ...common,
    service: 'sqs',
    operation: 'SendMessage',
    input: {
      QueueUrl: 'https://sqs.eu-west-1.amazonaws.com/111122223333/q',
      MessageBody: record,
      MessageSystemAttributes: { AWSTraceHeader: { DataType: 'String', StringValue: traceHeader } },
    },
  });
  assert.deepEqual(over('sns', 't'), {
    ...common,
    service: 'sns',
    operation: 'Publish',
    input: { TopicArn: arn('sns', 't'), Message: record },
  });
  assert.deepEqual(over('events', 'event-bus/b'), {
    ...common,
    service: 'events',
    operation: 'PutEvents',
    input: {
      Entries: [
        {
          Time: new Date(failed.endedAtMs),
          Source: 'lambda',
          DetailType: 'Lambda Function Invocation Result - Failure',
          Resources: [arn('events', 'event-bus/b'), arn('lambda', 'function:fn:live')],
          Detail: record,
          EventBusName: arn('events', 'event-bus/b'),
          TraceHeader: traceHeader,
        },
      ],
    },
  });
  assert.deepEqual(handOverOf({ type: 'destination', arn: 'arn:aws:s3:::bucket' }, failed, uuid), {
    ...common,
    service: 's3',
    operation: 'PutObject',
    input: {
      Bucket: 'bucket',
      Key: `aws/lambda/async/fn/2025/11/24/2025-11-24T23.11.08-${uuid}`,
      Body: Buffer.from(record),
    },
  });
});

test('a success has a name of its own on the bus', () => {
  const { input } = handOverOf({ type: 'destination', arn: arn('events', 'event-bus/b') }, succeeded, uuid);
  assert.match(JSON.stringify(input), /"Lambda Function Invocation Result - Success"/);
});

test('a dead letter is the event, and says why in its attributes', () => {
  const attributes = (code: string, message: string) => ({
    RequestID: { DataType: 'String', StringValue: failed.requestId },
    ErrorCode: { DataType: 'Number', StringValue: code },
    ErrorMessage: { DataType: 'String', StringValue: message },
  });
  const letter = (ended: Ended, service = 'sqs') =>
    handOverOf({ type: 'dead-letter', arn: arn(service, 'q') }, ended, uuid);
  assert.deepEqual(letter(failed).input, {
    QueueUrl: 'https://sqs.eu-west-1.amazonaws.com/111122223333/q',
    MessageBody: '{"mode" : "success"}',
    MessageAttributes: attributes('200', 'intentional failure'),
    MessageSystemAttributes: { AWSTraceHeader: { DataType: 'String', StringValue: traceHeader } },
  });
  assert.deepEqual(letter(failed, 'sns'), {
    service: 'sns',
    region: 'eu-west-1',
    operation: 'Publish',
    input: {
      TopicArn: arn('sns', 'q'),
      Message: '{"mode" : "success"}',
      MessageAttributes: attributes('200', 'intentional failure'),
    },
  });
  assert.deepEqual(letter(neverRun).input.MessageAttributes, attributes('429', 'Rate Exceeded.'));
  const withPayload = (text: string): Ended => ({
    ...failed,
    response: { executedVersion: '1', functionError: 'Unhandled', payload: Buffer.from(text) },
  });
  const long = JSON.stringify({ errorMessage: `${'x'.repeat(1_023)}ü` });
  assert.deepEqual(letter(withPayload(long)).input.MessageAttributes, attributes('200', 'x'.repeat(1_023)));
  assert.deepEqual(letter(withPayload('')).input.MessageAttributes, attributes('200', 'Unhandled'));
  assert.deepEqual(letter(withPayload('no json')).input.MessageAttributes, attributes('200', 'no json'));
});

test('a failure too large for its destination is told without payloads, a success is not cut', () => {
  const large = { payload: Buffer.from(JSON.stringify('x'.repeat(recordBytesMax.sns))) };
  const sent = (ended: Ended, service: string) =>
    handOverOf({ type: 'destination', arn: arn(service, 't') }, { ...ended, ...large }, uuid).input;
  const cut = JSON.parse(String(sent(failed, 'sns').Message));
  assert.deepEqual(Object.keys(cut), ['version', 'timestamp', 'requestContext', 'responseContext']);
  assert.ok(
    'requestPayload' in JSON.parse(String(sent(failed, 'sqs').MessageBody)),
    'which a queue still takes',
  );
  assert.ok('requestPayload' in JSON.parse(String(sent(succeeded, 'sns').Message)));
});

test('a place that no configuration may name is none', () => {
  for (const [type, to] of [
    ['dead-letter', arn('lambda', 'function:f')],
    ['dead-letter', arn('events', 'event-bus/b')],
    ['destination', arn('kinesis', 'stream/s')],
    ['destination', 'no arn'],
  ] as const) {
    assert.throws(() => handOverOf({ type, arn: to }, failed, uuid), { message: `${to} is no ${type}` });
  }
});
