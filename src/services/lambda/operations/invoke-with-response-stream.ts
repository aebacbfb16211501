import type { InvokeWithResponseStreamCompleteEvent, Operations } from '#models/lambda';
import type { Operation } from '#service';
import type { InvokeResult } from '../invoke/invoke.ts';
import { invokeStreaming, type StreamedResponse } from '../invoke/streamed-response.ts';
import type { LambdaRoom } from '../room.ts';
import { findInvocable, streamHeaders, synchronousRequest } from './invocation.ts';
import { invoke } from './invoke.ts';

type Input = Operations['InvokeWithResponseStream']['input'];
type Output = Operations['InvokeWithResponseStream']['output'];
type Event = NonNullable<Output['EventStream']> extends AsyncIterable<infer Item> ? Item : never;

/** Runs a function and hands its response on while it comes. The permission, and the request's limit, are those of Invoke. */
export const invokeWithResponseStream: Operation<
  Pick<LambdaRoom, 'functions' | 'invoker' | 'metrics' | 'random'>,
  Input,
  Output
> = {
  fields: ['FunctionName', 'InvocationType', 'LogType', 'ClientContext', 'Payload', 'Qualifier'],
  permission: invoke.permission,
  ...(invoke.resourcePolicy && { resourcePolicy: invoke.resourcePolicy }),
  ...(invoke.body && { body: invoke.body }),

  async handle(room, input, context) {
    const found = findInvocable(room, input, context);
    if (input.InvocationType === 'DryRun') return { StatusCode: 204 };
    const { record, version } = found;
    const request = synchronousRequest(room, found, input, context);
    const response = await invokeStreaming(room.invoker, record, version, request);
    streamHeaders(context, request.traceId);
    return {
      StatusCode: 200,
      ExecutedVersion: version.version,
      ResponseStreamContentType: response.contentType,
      EventStream: new ResponseEvents(response),
    };
  },
};

/** The parts as they come, then what became of the invocation. Ending early leaves the function to itself. */
class ResponseEvents implements AsyncIterableIterator<Event> {
  readonly #response: StreamedResponse;
  #isComplete = false;

  constructor(response: StreamedResponse) {
    this.#response = response;
  }

  async next(): Promise<IteratorResult<Event>> {
    const part = await this.#response.next();
    if (part !== undefined) return { done: false, value: { PayloadChunk: { Payload: part } } };
    if (this.#isComplete) return { done: true, value: undefined };
    this.#isComplete = true;
    return { done: false, value: { InvokeComplete: completionOf(await this.#response.ended) } };
  }

  return(): Promise<IteratorResult<Event>> {
    this.#response.abandon();
    return Promise.resolve({ done: true, value: undefined });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}

function completionOf({
  payload,
  functionError,
  logResult,
}: InvokeResult): InvokeWithResponseStreamCompleteEvent {
  const log = logResult === undefined ? {} : { LogResult: logResult };
  if (functionError === undefined) return log;
  const details = Buffer.from(payload).toString();
  return { ErrorCode: errorTypeOf(details) ?? functionError, ErrorDetails: details, ...log };
}

/** What the error calls itself. */
function errorTypeOf(details: string): string | undefined {
  try {
    const error = JSON.parse(details) as { readonly errorType?: unknown } | null;
    return typeof error?.errorType === 'string' ? error.errorType : undefined;
  } catch {
    return undefined;
  }
}
