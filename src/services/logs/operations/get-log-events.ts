import type { Operations } from '#models/logs';
import { type Direction, type FoundEvent, type Place, placeOf, readByTime } from '../by-time.ts';
import { eventsPageMax } from '../limits.ts';
import { groupOf, permissionOnGroup } from '../names.ts';
import { invalidToken } from '../page.ts';
import { requireStream } from './change-group.ts';
import type { LogsOperation } from './logs-operation.ts';

type Input = Operations['GetLogEvents']['input'];

/** The events of one stream by time: the newest page unless asked for the head, both ways from there by token. */
export const getLogEvents: LogsOperation<'GetLogEvents'> = {
  fields: [
    'logGroupName',
    'logGroupIdentifier',
    'logStreamName',
    'startTime',
    'endTime',
    'nextToken',
    'limit',
    'startFromHead',
  ],
  permission: permissionOnGroup('logs:GetLogEvents'),

  async handle({ logs, groups, clock }, input, { account, region }) {
    const id = { account, region, group: groupOf(input, { account, region }) };
    const stream = input.logStreamName;
    const { direction, from } = cursorOf(input, stream);
    await requireStream({ logs }, { ...id, stream });
    const found = await readByTime({ logs, clock }, id, {
      direction,
      from,
      firstMs: Math.max(input.startTime ?? 0, groups.firstKeptMs(id)),
      // The end does not belong to the range.
      lastMs: (input.endTime ?? Number.POSITIVE_INFINITY) - 1,
      limit: input.limit ?? eventsPageMax,
      streams: new Set([stream]),
      keeps: () => true,
    });
    const events = direction === 'forward' ? (found?.events ?? []) : (found?.events ?? []).toReversed();
    return {
      events: events.map(({ timestampMs, ingestedAtMs, message }) => ({
        timestamp: timestampMs,
        message,
        ingestionTime: ingestedAtMs,
      })),
      // A page that read all it may and found nothing leads on.
      ...tokensOf(events, direction, found?.next ?? from),
    };
  },
};

/** Never missing: the end is where the token that was sent comes back. */
function tokensOf(events: readonly FoundEvent[], direction: Direction, from: Place | undefined) {
  const [first] = events;
  const last = events.at(-1);
  if (first !== undefined && last !== undefined) {
    return { nextForwardToken: encode('f', placeOf(last)), nextBackwardToken: encode('b', placeOf(first)) };
  }
  const [timestampMs, ingestedAtMs, stream, position] = from ?? [0, 0, '', 0];
  // The other way leads back over the event that this one begins behind.
  const beside = position + (direction === 'forward' ? 1 : -1);
  const here: Place = [timestampMs, ingestedAtMs, stream, position];
  const there: Place = [timestampMs, ingestedAtMs, stream, beside];
  return direction === 'forward'
    ? { nextForwardToken: encode('f', here), nextBackwardToken: encode('b', there) }
    : { nextForwardToken: encode('f', there), nextBackwardToken: encode('b', here) };
}

function cursorOf(
  { nextToken, startFromHead }: Input,
  stream: string,
): { readonly direction: Direction; readonly from?: Place } {
  if (nextToken === undefined) return { direction: startFromHead ? 'forward' : 'backward' };
  const [, way, timestampMs, ingestedAtMs, position] =
    /^([fb])\/0{8}(\d{16})(\d{16})(\d{16})\/s$/.exec(nextToken) ?? [];
  if (position === undefined) throw invalidToken();
  return {
    direction: way === 'f' ? 'forward' : 'backward',
    from: [Number(timestampMs), Number(ingestedAtMs), stream, Number(position) - 1],
  };
}

/** 56 digits, as AWS's tokens have; positions are one higher, since a place may lie before the first. */
function encode(way: 'f' | 'b', [timestampMs, ingestedAtMs, , position]: Place): string {
  const parts = [timestampMs, Math.max(0, ingestedAtMs), position + 1];
  const digits = parts.map((part) => String(part).padStart(16, '0'));
  return `${way}/${'0'.repeat(8)}${digits.join('')}/s`;
}
