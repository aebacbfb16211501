import type { SandboxedProcess } from '#launcher';
import type { Outcome } from './outcome.ts';
import type { RuntimeVersion } from './platform-lines.ts';
import type { Converse } from './transport.ts';

/** What a start came to. */
export type Booted = {
  readonly process: SandboxedProcess;
  /** Undefined for an image, of whose runtime nothing is known. */
  readonly runtime: RuntimeVersion | undefined;
  readonly converse: Converse;
};

/** Thrown by `boot` where the function itself makes a start impossible: its init has failed. */
export class InitImpossible extends Error {
  override readonly name = 'InitImpossible';
  readonly runtime: RuntimeVersion | undefined;
  readonly outcome: Outcome;

  constructor(runtime: RuntimeVersion | undefined, outcome: Outcome) {
    super('nothing can be started');
    this.runtime = runtime;
    this.outcome = outcome;
  }
}
