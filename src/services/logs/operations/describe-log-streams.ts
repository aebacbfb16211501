import type { Operations } from '#models/logs';
import type { StreamSummary } from '#observe';
import { InvalidParameterException, ResourceNotFoundException } from '../errors.ts';
import { describePageMax } from '../limits.ts';
import { groupArn, groupOf, permissionOnGroup } from '../names.ts';
import { type PageKey, pageOf } from '../page.ts';
import type { LogsOperation } from './logs-operation.ts';

type Input = Operations['DescribeLogStreams']['input'];

/** By name or by the time of the last event, a page at a time. */
export const describeLogStreams: LogsOperation<'DescribeLogStreams'> = {
  fields: [
    'logGroupName',
    'logGroupIdentifier',
    'logStreamNamePrefix',
    'orderBy',
    'descending',
    'nextToken',
    'limit',
  ],
  permission: permissionOnGroup('logs:DescribeLogStreams'),

  async handle({ logs }, input, context) {
    const group = groupOf(input, context);
    if (input.orderBy === 'LastEventTime' && input.logStreamNamePrefix !== undefined) {
      throw new InvalidParameterException('Cannot order by LastEventTime with a logStreamNamePrefix.');
    }
    const streams = await logs.streams(context.account, context.region, group);
    if (streams === undefined) throw new ResourceNotFoundException('log group');
    const { limit = describePageMax, nextToken } = input;
    const { descending = false } = input;
    const keyOf = keyFor(input);
    const page = pageOf(ordered(streams, input), keyOf, { nextToken, limit, descending });
    const arn = groupArn(context, group);
    return { logStreams: page.items.map((stream) => toLogStream(stream, arn)), nextToken: page.nextToken };
  },
};

function ordered(streams: readonly StreamSummary[], input: Input): StreamSummary[] {
  const { logStreamNamePrefix: prefix = '', orderBy, descending = false } = input;
  const matching = streams.filter(({ stream }) => stream.startsWith(prefix));
  // Sorting is stable: streams of the same time stay in the order of their names.
  if (orderBy === 'LastEventTime') matching.sort((a, b) => lastEventOf(a) - lastEventOf(b));
  return descending ? matching.reverse() : matching;
}

function keyFor({ orderBy }: Input): (summary: StreamSummary) => PageKey {
  if (orderBy !== 'LastEventTime') return ({ stream }) => [0, stream];
  return (summary) => [lastEventOf(summary), summary.stream];
}

function lastEventOf({ lastEventMs = 0 }: StreamSummary): number {
  return lastEventMs;
}

function toLogStream(summary: StreamSummary, arn: string) {
  const { stream, createdAtMs, firstEventMs, lastEventMs, lastIngestedMs } = summary;
  return {
    logStreamName: stream,
    creationTime: createdAtMs,
    firstEventTimestamp: firstEventMs,
    lastEventTimestamp: lastEventMs,
    lastIngestionTime: lastIngestedMs,
    arn: `${arn}:log-stream:${stream}`,
    // Quirk: always 0 for streams.
    storedBytes: 0,
  };
}
