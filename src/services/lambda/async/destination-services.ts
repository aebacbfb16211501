/** Where events may go when they have ended, and which of those places this Lambent reaches: the one place that decides it. */
import type { Reaches } from '#service';
import { parseArn } from '#wire';

export type DestinationService = 'lambda' | 'sqs' | 'sns' | 'events' | 's3';
export type DestinationUse = 'on-success' | 'on-failure' | 'dead-letter';

/** What AWS takes. Source: API reference, `OnSuccess`, `OnFailure` and `DeadLetterConfig`. */
const allowed: Readonly<Record<DestinationUse, readonly DestinationService[]>> = {
  'on-success': ['lambda', 'sqs', 'sns', 'events'],
  'on-failure': ['lambda', 'sqs', 'sns', 'events', 's3'],
  'dead-letter': ['sqs', 'sns'],
};

/** What tells each of them. */
const tellingOperation: Readonly<Record<DestinationService, string>> = {
  lambda: 'Invoke',
  sqs: 'SendMessage',
  sns: 'Publish',
  events: 'PutEvents',
  s3: 'PutObject',
};

/** The service that an ARN leads to, if AWS takes it for that use. */
export function destinationServiceOf(arn: string, use: DestinationUse): DestinationService | undefined {
  const service = parseArn(arn)?.service;
  return allowed[use].find((candidate) => candidate === service);
}

/** What cannot be reached is refused when it is configured: an event must not be accepted for a place that it can never come to. */
export function isReached(service: DestinationService, reaches: Reaches): boolean {
  return reaches(service, tellingOperation[service]);
}
