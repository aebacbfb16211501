import type { Exit } from '#launcher';
import type { Posted } from '../runtime-api/posted.ts';
import type { LogTail } from './log-tail.ts';
import type { ResponseSink } from './response-parts.ts';

/** What became of an invocation, before it is put into AWS's words for the caller. */
export type Outcome =
  | Posted
  /** `awaited`: what it hung on, where the platform knows that. */
  | { readonly type: 'timeout'; readonly timeoutSeconds: number; readonly awaited?: string | undefined }
  | { readonly type: 'exit'; readonly exit: Exit };

/** Ended by the platform, or by somebody else's SIGKILL. */
export const killed: Outcome = { type: 'exit', exit: { code: null, signal: 'SIGKILL' } };

/** One event on its way to an environment. Exactly one of `settle` and `fail` is called, once; `ended` only if it ran. */
export type Invocation = {
  readonly requestId: string;
  readonly payload: Uint8Array;
  readonly invokedFunctionArn: string;
  readonly traceId: string | undefined;
  /** JSON text. */
  readonly clientContext: string | undefined;
  /** Collects the invocation's log if the caller asked for its end. */
  readonly tail: LogTail | undefined;
  /** Where a response goes that comes in parts; without one it is collected. */
  readonly stream: ResponseSink | undefined;
  /** On the monotonic clock: when it began to wait for an environment. */
  readonly placedAtMs: number;
  settle(outcome: Outcome): void;
  /**
   * What it took, and what the init before it took if it was the first: this is billed. `extensionsMs` is the part in which only
   * extensions still ran, where they were told of it.
   */
  ended(durationMs: number, initMs: number | undefined, extensionsMs: number | undefined): void;
  /** It never ran: the platform's fault or a limit. */
  fail(error: Error): void;
};

/** Signals in the words of Go's `syscall.Signal`, which AWS's texts show. */
const signalTexts: Readonly<Record<string, string>> = {
  SIGABRT: 'aborted',
  SIGBUS: 'bus error',
  SIGFPE: 'floating point exception',
  SIGHUP: 'hangup',
  SIGILL: 'illegal instruction',
  SIGINT: 'interrupt',
  SIGKILL: 'killed',
  SIGPIPE: 'broken pipe',
  SIGQUIT: 'quit',
  SIGSEGV: 'segmentation fault',
  SIGSYS: 'bad system call',
  SIGTERM: 'terminated',
  SIGTRAP: 'trace/breakpoint trap',
};

/** AWS's name for the way a runtime went. */
export function exitType({ outOfMemory }: Exit): 'Runtime.OutOfMemory' | 'Runtime.ExitError' {
  return outOfMemory === true ? 'Runtime.OutOfMemory' : 'Runtime.ExitError';
}

/** Why a runtime is gone, as the caller and the log are told. */
export function exitText({ code, signal }: Exit): string {
  if (signal === null && (code === null || code === 0)) return 'Runtime exited without providing a reason';
  return `Runtime exited with error: ${exitStatusText({ code, signal })}`;
}

/** How a process ended. */
export function exitStatusText({ code, signal }: Exit): string {
  if (signal !== null) return `signal: ${signalTexts[signal] ?? signal}`;
  return code === null || code === 0 ? 'exit code 0' : `exit status ${code}`;
}
