/** Puts the end of an event into the words of the service that is told: pure. Observed 2025-11. */
import { type Arn, formatArn, parseArn } from '#wire';
import type { DestinationService } from './destination-services.ts';
import { type Ended, invocationRecord, qualifiedArn } from './invocation-record.ts';
import { deadLetterErrorBytesMax, recordBytesMax } from './limits.ts';
import type { Target } from './queued-event.ts';

/** A call that tells a service. */
export type HandOver = {
  readonly service: string;
  readonly operation: string;
  readonly region: string;
  readonly input: Readonly<Record<string, unknown>>;
};

type Message = Pick<HandOver, 'operation' | 'input'>;
type Write = (to: Arn, ended: Ended, uuid: string) => Message;

const records: Readonly<Record<DestinationService, Write>> = {
  lambda: (to, ended) => ({
    operation: 'Invoke',
    input: {
      FunctionName: formatArn(to),
      InvocationType: 'Event',
      Payload: Buffer.from(boundedRecord(ended, recordBytesMax.lambda)),
    },
  }),
  sqs: (to, ended) => queueMessage(to, ended, { MessageBody: boundedRecord(ended, recordBytesMax.sqs) }),
  sns: (to, ended) => topicMessage(to, { Message: boundedRecord(ended, recordBytesMax.sns) }),
  events: (to, ended) => ({
    operation: 'PutEvents',
    input: {
      Entries: [
        {
          Time: new Date(ended.endedAtMs),
          Source: 'lambda',
          DetailType: `Lambda Function Invocation Result - ${ended.condition === 'Success' ? 'Success' : 'Failure'}`,
          Resources: [formatArn(to), qualifiedArn(ended)],
          Detail: boundedRecord(ended, recordBytesMax.events),
          EventBusName: formatArn(to),
          TraceHeader: ended.traceHeader,
        },
      ],
    },
  }),
  s3: (to, ended, uuid) => ({
    operation: 'PutObject',
    input: {
      Bucket: to.resource,
      Key: objectKey(ended, uuid),
      Body: Buffer.from(invocationRecord(ended, 'with payloads')),
    },
  }),
};

const deadLetters: Readonly<Partial<Record<DestinationService, Write>>> = {
  sqs: (to, ended) => queueMessage(to, ended, { MessageBody: textOf(ended.payload), ...errorOf(ended) }),
  sns: (to, ended) => topicMessage(to, { Message: textOf(ended.payload), ...errorOf(ended) }),
};

/** `uuid` is for the name of the object where the record becomes one. Throws for a place that no configuration may name. */
export function handOverOf({ type, arn }: Target, ended: Ended, uuid: string): HandOver {
  const to = parseArn(arn);
  const writers: Readonly<Partial<Record<string, Write>>> = type === 'destination' ? records : deadLetters;
  const write = to && writers[to.service];
  if (to === undefined || write === undefined) throw new Error(`${arn} is no ${type}`);
  return { service: to.service, region: to.region || ended.region, ...write(to, ended, uuid) };
}

function queueMessage({ region, account, resource }: Arn, { traceHeader }: Ended, message: object): Message {
  return {
    operation: 'SendMessage',
    input: {
      QueueUrl: `https://sqs.${region}.amazonaws.com/${account}/${resource}`,
      ...message,
      MessageSystemAttributes: { AWSTraceHeader: { DataType: 'String', StringValue: traceHeader } },
    },
  };
}

function topicMessage(topic: Arn, message: object): Message {
  return { operation: 'Publish', input: { TopicArn: formatArn(topic), ...message } };
}

/** Of a failure that is too large for where it goes, at least what happened is told. Source: API reference, `OnFailure`. */
function boundedRecord(ended: Ended, bytesMax: number): string {
  const record = invocationRecord(ended, 'with payloads');
  const fits = ended.condition === 'Success' || Buffer.byteLength(record) <= bytesMax;
  return fits ? record : invocationRecord(ended, 'without payloads');
}

/** `aws/lambda/async/fn/2025/11/24/2025-11-24T23.11.08-UUID` */
function objectKey({ name, endedAtMs }: Ended, uuid: string): string {
  const [day = '', time = ''] = new Date(endedAtMs).toISOString().split('T');
  return `aws/lambda/async/${name}/${day.replaceAll('-', '/')}/${day}T${time.slice(0, 8).replaceAll(':', '.')}-${uuid}`;
}

/** Why a dead letter is one. Source: developer guide, "Dead-letter queues". */
function errorOf(ended: Ended): object {
  const { response, requestId } = ended;
  // Without a run there was no answer, but what a synchronous caller would have been told.
  const [code, message] =
    response === undefined ? ['429', 'Rate Exceeded.'] : ['200', errorMessageIn(response.payload)];
  return {
    MessageAttributes: {
      RequestID: { DataType: 'String', StringValue: requestId },
      ErrorCode: { DataType: 'Number', StringValue: code },
      ErrorMessage: { DataType: 'String', StringValue: firstBytes(message, deadLetterErrorBytesMax) },
    },
  };
}

/** An attribute must not be empty. */
function errorMessageIn(payload: Uint8Array): string {
  const text = textOf(payload);
  try {
    const { errorMessage } = JSON.parse(text) as { errorMessage?: unknown };
    if (typeof errorMessage === 'string' && errorMessage !== '') return errorMessage;
  } catch {
    // No error as runtimes write it.
  }
  return text === '' ? 'Unhandled' : text;
}

/** Cut between characters. */
function firstBytes(text: string, bytesMax: number): string {
  const bytes = Buffer.from(text);
  if (bytes.length <= bytesMax) return text;
  let end = bytesMax;
  while (((bytes[end] ?? 0) & 0xc0) === 0x80) end -= 1;
  return bytes.toString('utf8', 0, end);
}

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString();
}
