import { exitText, exitType, type Outcome } from '../environments/outcome.ts';

/** What the caller of Invoke gets: the payload byte for byte as the runtime wrote it, or the platform's own about a failure. */
export type InvokeResult = {
  /** Empty where it was streamed. */
  readonly payload: Uint8Array;
  readonly functionError?: 'Unhandled';
  /** Base64 of the log's last 4 KiB, if it was asked for. */
  readonly logResult?: string;
  readonly executedVersion: string;
};

const nothing = new Uint8Array(0);

type Answer = Pick<InvokeResult, 'payload' | 'functionError'>;

/** Puts an outcome into AWS's words. */
export function answerOf(outcome: Outcome, requestId: string): Answer {
  switch (outcome.type) {
    case 'response':
      return { payload: outcome.body };
    case 'streamed':
      return { payload: nothing };
    case 'error':
      return { payload: outcome.body, functionError: 'Unhandled' };
    case 'timeout':
      return failure(
        'Sandbox.Timedout',
        `RequestId: ${requestId} Error: Task timed out after ${outcome.timeoutSeconds.toFixed(2)} seconds`,
      );
    case 'exit':
      return failure(exitType(outcome.exit), `RequestId: ${requestId} Error: ${exitText(outcome.exit)}`);
    case 'fault':
      return failure(outcome.errorType, `RequestId: ${requestId} Error: ${outcome.message}`);
    case 'response-too-large':
      return tooLarge(outcome.bytesMax);
  }
}

/** Quirk: the only one of the platform's errors that begins with its message. */
const tooLarge = (bytesMax: number): Answer => ({
  payload: Buffer.from(
    JSON.stringify({
      errorMessage: `Response payload size exceeded maximum allowed payload size (${bytesMax} bytes).`,
      errorType: 'Function.ResponseSizeTooLarge',
    }),
  ),
  functionError: 'Unhandled',
});

function failure(errorType: string, errorMessage: string): Answer {
  return { payload: Buffer.from(JSON.stringify({ errorType, errorMessage })), functionError: 'Unhandled' };
}
