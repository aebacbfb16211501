/** Where a runtime stands, under the names that the API's refusals have. */
export type RuntimeState =
  | 'Started'
  | 'InitError'
  | 'Ready'
  | 'InvocationResponse'
  | 'InvocationErrorResponse'
  | 'RuntimeResponseSentState';

/** Names of states that a runtime can ask for and never get to, since nothing here takes snapshots. */
export type UnreachableState = 'RestoreReady' | 'RestoreError';

const table: Readonly<Record<RuntimeState, readonly RuntimeState[]>> = {
  Started: ['Ready', 'InitError'],
  InitError: [],
  Ready: ['Ready', 'InvocationResponse', 'InvocationErrorResponse'],
  InvocationResponse: ['RuntimeResponseSentState'],
  InvocationErrorResponse: ['RuntimeResponseSentState'],
  RuntimeResponseSentState: ['Ready'],
};

/** Whether a runtime may take this step; what is not listed it may not. */
export function maySwitch(from: RuntimeState, to: RuntimeState | UnreachableState): boolean {
  return (table[from] as readonly string[]).includes(to);
}
