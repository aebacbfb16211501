import { exitText, exitType, type Outcome } from './outcome.ts';

/** A failure in the platform's own words, for its operator: what the function says of itself is for the function's log alone. */
export function failureText(outcome: Outcome): string | undefined {
  switch (outcome.type) {
    case 'timeout':
      return `Sandbox.Timedout: not done within ${outcome.timeoutSeconds} s${outcome.awaited === undefined ? '' : `: ${outcome.awaited}`}`;
    case 'exit':
      return `${exitType(outcome.exit)}: ${exitText(outcome.exit)}`;
    case 'fault':
      return `${outcome.errorType}: ${outcome.message}`;
    case 'response-too-large':
      return `Function.ResponseSizeTooLarge: more than ${outcome.bytesMax} bytes`;
    case 'response':
    case 'streamed':
    case 'error':
      return undefined;
  }
}
