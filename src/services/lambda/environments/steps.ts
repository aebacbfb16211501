import type { Socket } from 'node:net';
import type { SandboxedProcess } from '#launcher';
import type { State } from './life.ts';
import type { Outcome } from './outcome.ts';

/** What is waited for until the runtime's output was read that belongs before it. */
export type Step =
  | { readonly type: 'ready' | 'exited' }
  | { readonly type: 'init-failed' | 'answered' | 'settle'; readonly outcome: Outcome };

/** When a step may come; at any other time it is a breach. */
export const statesOf: Readonly<Record<Step['type'], readonly State[]>> = {
  ready: ['initializing'],
  'init-failed': ['initializing'],
  answered: ['busy'],
  settle: ['busy', 'answered'],
  exited: [],
};

/** Every connection with an environment's processes. */
export function socketsOf({ channel, stdio, telemetry, extensions }: SandboxedProcess): readonly Socket[] {
  return extensions === undefined ? [channel, stdio, telemetry] : [channel, stdio, telemetry, extensions];
}
