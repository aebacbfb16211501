import type { Operations } from '#models/logs';
import type { CallContext } from '#service';
import { AwsError, NotImplementedException, parseArn } from '#wire';
import { InvalidParameterException, LimitExceededException } from '../errors.ts';
import { compilePattern } from '../filter-pattern/pattern.ts';
import { subscriptionFiltersMax } from '../limits.ts';
import { permissionOnGroup } from '../names.ts';
import type { LogsRoom } from '../room.ts';
import { logsContext } from '../subscriptions.ts';
import { changeGroup, requireGroup } from './change-group.ts';
import { boundedRegexes, put } from './filters.ts';
import type { LogsOperation } from './logs-operation.ts';

type Input = Operations['PutSubscriptionFilter']['input'];

/** From now on a function gets what matches. Streams and Firehose are refused by name: there are none here. */
export const putSubscriptionFilter: LogsOperation<'PutSubscriptionFilter'> = {
  fields: ['logGroupName', 'filterName', 'filterPattern', 'destinationArn', 'distribution'],
  permission: permissionOnGroup('logs:PutSubscriptionFilter'),

  async handle(room, input, context) {
    const { logGroupName, filterName, filterPattern, destinationArn, distribution = 'ByLogStream' } = input;
    await requireGroup(room, logGroupName, context);
    compilePattern(filterPattern);
    await checkDestination(room, input, context);
    const createdAtMs = room.clock.now();
    const filter = { filterName, filterPattern, destinationArn, distribution, createdAtMs };
    await changeGroup(room, logGroupName, context, (record) => {
      const subscriptionFilters = put(record.subscriptionFilters, filter);
      if (subscriptionFilters.length > subscriptionFiltersMax) throw new LimitExceededException();
      return boundedRegexes({ ...record, subscriptionFilters });
    });
    return {};
  },
};

async function checkDestination(room: LogsRoom, input: Input, context: CallContext): Promise<void> {
  const { destinationArn, logGroupName: group } = input;
  const destination = parseArn(destinationArn);
  if (destination?.service !== 'lambda') {
    throw new NotImplementedException(
      `Lambent does not implement destinationArn ${destinationArn}: logs are delivered to Lambda functions.`,
    );
  }
  if (destination.account !== context.account) {
    throw new AwsError(
      'AccessDeniedException',
      'Cross-account lambda invocation passing is not allowed. You must use DestinationPolicies to create cross account lambda triggers.',
      400,
    );
  }
  const [, name] = destination.resource.split(':');
  if (group === `/aws/lambda/${name}`) {
    throw new InvalidParameterException(
      'The log group provided is reserved for the function logs of the destination function.',
    );
  }
  await tryInvoking(room, destinationArn, group, context);
}

async function tryInvoking(
  room: LogsRoom,
  functionArn: string,
  group: string,
  context: CallContext,
): Promise<void> {
  const { account, region } = context;
  const caller = logsContext(
    { account, region, group },
    { random: room.random, clock: room.clock, endpoint: () => context.endpoint, deny: context.wouldDeny },
  );
  try {
    await room.call('lambda', 'Invoke', { FunctionName: functionArn, InvocationType: 'DryRun' }, caller);
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    throw new InvalidParameterException(
      'Could not execute the lambda function. Make sure you have given CloudWatch Logs permission to execute your function.',
    );
  }
}
