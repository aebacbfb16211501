import { functionArn } from '../names.ts';
import type { FunctionId } from '../records/functions.ts';
import type { Condition } from './next-step.ts';

/** An asynchronous invocation as it waits in the queue: accepted, and to be run until it has ended. */
export type QueuedEvent = FunctionId & {
  readonly qualifier?: string;
  /** The function's `awsRequestId` in every run. */
  readonly requestId: string;
  readonly acceptedAtMs: number;
  /** The trace header that the function sees. */
  readonly traceHeader: string;
  /** JSON text. */
  readonly clientContext?: string;
  /** JSON. */
  readonly payload: Uint8Array;
  /** How often the function has run. */
  readonly runs: number;
  /** Of the last run. */
  readonly response?: RunResponse;
  /** Present once it has ended and only telling others about it is left. */
  readonly ended?: EndedEvent;
};

export type RunResponse = {
  readonly executedVersion: string;
  readonly functionError?: 'Unhandled';
  readonly payload: Uint8Array;
};

export type EndedEvent = {
  readonly condition: Condition;
  readonly atMs: number;
  /** The function's role then: whose permissions tell of it, also when the function is gone. */
  readonly role: string;
  /** Who has not been told yet. */
  readonly targets: readonly Target[];
};

/** Where the end of an event is told: a destination gets the invocation record, a dead-letter queue the event itself. */
export type Target = { readonly type: 'destination' | 'dead-letter'; readonly arn: string };

type Head = Omit<QueuedEvent, 'payload' | 'response'> & {
  readonly payloadBytes: number;
  readonly response?: Omit<RunResponse, 'payload'>;
};

const newline = Buffer.from('\n');

/** One line of JSON, the payload as it came, the last response as it was. */
export function encodeEvent({ payload, response, ...rest }: QueuedEvent): Buffer {
  const head: Head = {
    ...rest,
    payloadBytes: payload.length,
    ...(response === undefined
      ? {}
      : {
          response: {
            executedVersion: response.executedVersion,
            ...(response.functionError === undefined ? {} : { functionError: response.functionError }),
          },
        }),
  };
  const parts = [Buffer.from(JSON.stringify(head)), newline, payload];
  return Buffer.concat(response === undefined ? parts : [...parts, response.payload]);
}

/** Throws for bytes that `encodeEvent` did not write. */
export function decodeEvent(bytes: Buffer): QueuedEvent {
  const headEnd = bytes.indexOf(newline);
  const { payloadBytes, response, ...rest } = JSON.parse(bytes.toString('utf8', 0, headEnd)) as Head;
  const payloadEnd = headEnd + 1 + payloadBytes;
  if (headEnd < 0 || payloadEnd > bytes.length) throw new Error('the event is cut short');
  return {
    ...rest,
    payload: bytes.subarray(headEnd + 1, payloadEnd),
    ...(response === undefined ? {} : { response: { ...response, payload: bytes.subarray(payloadEnd) } }),
  };
}

/** What the platform's log says an event by. */
export function labelsOf(
  event: Pick<QueuedEvent, 'account' | 'region' | 'name' | 'qualifier' | 'requestId'>,
) {
  return { function: functionArn(event, event.qualifier), requestId: event.requestId };
}
