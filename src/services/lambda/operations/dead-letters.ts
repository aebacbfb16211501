import type { DeadLetterConfig } from '#models/lambda';
import { type Reaches, refuse } from '#service';
import { destinationServiceOf, isReached } from '../async/destination-services.ts';
import { InvalidParameterValueException } from '../errors.ts';
import type { VersionRecord } from '../records/function.ts';

type DeadLetters = Pick<VersionRecord, 'deadLetterTarget'>;

/** `current` with what a request asks for: an empty ARN takes the target away, and none at all leaves it. Observed 2025-11. */
export function applyDeadLetters(
  { deadLetterTarget }: DeadLetters,
  config: DeadLetterConfig | undefined,
  reaches: Reaches,
): DeadLetters {
  const target = config?.TargetArn ?? deadLetterTarget;
  if (target === undefined || target === '') return {};
  if (target !== deadLetterTarget) checkTarget(target, reaches);
  return { deadLetterTarget: target };
}

function checkTarget(arn: string, reaches: Reaches): void {
  const service = destinationServiceOf(arn, 'dead-letter');
  if (service === undefined) {
    throw new InvalidParameterValueException(
      `Invalid dead letter queue ARN: ${arn} is neither a queue nor a topic`,
    );
  }
  if (!isReached(service, reaches)) {
    refuse(
      'DeadLetterConfig.TargetArn',
      `there is no ${service} that ${arn} could lead to; --endpoints ${service}=URL names one`,
    );
  }
}
