import type { ShutdownReason } from '../runtime-api/extensions-api.ts';
import type { InvocationEvent } from '../runtime-api/runtime-api.ts';
import type { EnvironmentLog } from './environment-log.ts';
import type { Outcome } from './outcome.ts';
import type { ResponseSink } from './response-parts.ts';

/** How much a runtime has written so far, where it counts that: its own output is read up to there before an invocation settles. */
export type Written = {
  /** Bytes written to descriptors 1 and 2 together, and to 4. */
  readonly stdioBytes: number;
  readonly telemetryBytes: number;
};

/** What a runtime says, whatever way it says it; the environment decides what that means now. */
export type TransportListener = {
  /** For what is only told, and changes nothing. */
  readonly log: Pick<
    EnvironmentLog,
    'attach' | 'extension' | 'responding' | 'responded' | 'runtimeDone' | 'subscribed'
  >;
  ready(written: Written | undefined): void;
  initFailed(outcome: Outcome, written: Written | undefined): void;
  /** The invocation has its outcome, and more is to come before the next one. */
  answered(outcome: Outcome): void;
  /** The invocation has its outcome, and the next one may come. */
  settled(outcome: Outcome, written: Written | undefined): void;
  /** The runtime or an extension is gone, while the environment's first process is still there. */
  ended(outcome: Outcome): void;
  /** It broke the protocol: nothing it says counts any more. */
  broken(error: Error): void;
};

/** The conversation with one environment's runtime. */
export type Transport = {
  /** Legal after `ready` or `settled`. A response in parts goes to `stream`, and is collected without one. */
  invoke(event: InvocationEvent, payload: Uint8Array, stream: ResponseSink | undefined): void;
  /** What init waits for besides the runtime, in the operator's words; undefined where that is nothing. */
  awaited(): string | undefined;
  /** How long the last invocation went, or has gone, on for extensions alone; undefined where none are told of it. */
  extensionsMs(): number | undefined;
  /** Peak resident memory of the runtime's process in KiB, as getrusage(2) counts it; undefined where it is not known. */
  maxRssKiB(): number | undefined;
  /** Between two invocations. True where its processes may now be frozen: it tells them nothing until `wake`. */
  rest(): boolean;
  wake(): void;
  /** Lets everybody end by himself. Undefined where nobody has asked for that, and everything may be killed. */
  shutdown(reason: ShutdownReason): Promise<void> | undefined;
  /** Legal always. The environment's processes are gone. */
  close(): void;
};

export type Converse = (listener: TransportListener) => Transport;
