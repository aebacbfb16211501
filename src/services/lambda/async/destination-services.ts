/** Where events may go when they have ended, and which of those places this Lambent reaches: the one place that decides it. */
import { parseArn } from '#wire';

export type DestinationService = 'lambda' | 'sqs' | 'sns' | 'events' | 's3';
export type DestinationUse = 'on-success' | 'on-failure' | 'dead-letter';

/** What AWS takes. Source: API reference, `OnSuccess`, `OnFailure` and `DeadLetterConfig`. */
const allowed: Readonly<Record<DestinationUse, readonly DestinationService[]>> = {
  'on-success': ['lambda', 'sqs', 'sns', 'events'],
  'on-failure': ['lambda', 'sqs', 'sns', 'events', 's3'],
  'dead-letter': ['sqs', 'sns'],
};

/** A service joins when `call` reaches it: its messages are made already (`hand-over.ts`), and nothing else has to change. */
const reached: ReadonlySet<DestinationService> = new Set<DestinationService>(['lambda']);

/** The service that an ARN leads to, if AWS takes it for that use. */
export function destinationServiceOf(arn: string, use: DestinationUse): DestinationService | undefined {
  const service = parseArn(arn)?.service;
  return allowed[use].find((candidate) => candidate === service);
}

/** What cannot be reached is refused when it is configured: an event must not be accepted for a place that it can never come to. */
export function isReached(service: DestinationService): boolean {
  return reached.has(service);
}
