import type { OperationModel } from '#wire';

/** Whether an operation's answer is a stream of events: those have tests of their own. */
export function streamsEvents({ output }: OperationModel): boolean {
  return output?.members.some(({ shape }) => shape.type === 'structure' && shape.eventStream) ?? false;
}
