import type { TelemetryApiName } from '../runtime-api/telemetry/subscription.ts';
import type { Outcome } from './outcome.ts';
import type { Phase, RuntimeVersion } from './platform-lines.ts';

export type Measured = {
  readonly durationMs: number;
  readonly memoryMiB: number;
  readonly maxMemoryUsedMiB: number | undefined;
  /** Of a cold start, until its first invocation has reported it. */
  readonly initMs: number | undefined;
};

/** Where an extension stands. */
export type ExtensionReport = {
  readonly name: string;
  readonly state: string;
  readonly events: readonly string[];
  readonly errorType: string | undefined;
};

/** What the platform writes around the phases of an environment, in one of the log formats: each call gives log events. */
export type PhaseLines = {
  initStarted(nowMs: number, runtime: RuntimeVersion | undefined, phase: Phase): readonly string[];
  /** `failure` is what went wrong. */
  initEnded(nowMs: number, phase: Phase, durationMs: number, failure?: Outcome): readonly string[];
  begun(nowMs: number, requestId: string): readonly string[];
  ended(nowMs: number, requestId: string, outcome: Outcome, measured: Measured): readonly string[];
  /** At the end of init, for each extension. */
  extension(nowMs: number, extension: ExtensionReport): readonly string[];
  subscribed(nowMs: number, api: TelemetryApiName, name: string, types: readonly string[]): readonly string[];
};
