import { createHash } from 'node:crypto';
import type { Operations } from '#models/logs';
import type { LogStore } from '#observe';
import { type FoundEvent, type GroupId, type Place, placeOf, readByTime } from '../by-time.ts';
import { InvalidParameterException, ResourceNotFoundException } from '../errors.ts';
import { EventPage } from '../event-page.ts';
import { compilePattern } from '../filter-pattern/pattern.ts';
import { eventsPageMax } from '../limits.ts';
import { groupOf, permissionOnGroup } from '../names.ts';
import { decodeToken, encodeToken, invalidToken } from '../page.ts';
import { requireStream } from './change-group.ts';
import type { LogsOperation } from './logs-operation.ts';

type Input = Operations['FilterLogEvents']['input'];

/** The events of a group's streams, by time. `interleaved` says nothing: AWS always mixes the streams. */
export const filterLogEvents: LogsOperation<'FilterLogEvents'> = {
  fields: [
    'logGroupName',
    'logGroupIdentifier',
    'logStreamNames',
    'logStreamNamePrefix',
    'startTime',
    'endTime',
    'nextToken',
    'limit',
    'interleaved',
    'filterPattern',
  ],
  permission: permissionOnGroup('logs:FilterLogEvents'),

  async handle(room, input, { account, region }) {
    const group = groupOf(input, { account, region });
    const id = { account, region, group };
    const pattern = compilePattern(input.filterPattern ?? '');
    const limit = input.limit ?? eventsPageMax;
    const found = await readByTime(room.logs, id, {
      direction: 'forward',
      from: input.nextToken === undefined ? undefined : placeIn(input.nextToken),
      firstMs: Math.max(input.startTime ?? 0, room.groups.firstKeptMs(id)),
      // Quirk: unlike GetLogEvents, the end belongs to the range.
      lastMs: input.endTime ?? Number.POSITIVE_INFINITY,
      limit,
      streams: await searched(room.logs, id, input),
      keeps: ({ message }) => pattern.match(message) !== undefined,
    });
    if (found === undefined) throw new ResourceNotFoundException('log group');
    const page = new EventPage<FoundEvent>(limit);
    const cut = found.events.some((event) => !page.add(event));
    const last = page.events.at(-1);
    const next = cut && last !== undefined ? placeOf(last) : found.next;
    return {
      events: page.events.map(toFilteredEvent),
      searchedLogStreams: [],
      nextToken: next === undefined ? undefined : encodeToken(next),
    };
  },
};

/** The streams that a request names; undefined for all of the group. */
async function searched(
  logs: LogStore,
  { account, region, group }: GroupId,
  { logStreamNames, logStreamNamePrefix }: Input,
): Promise<ReadonlySet<string> | undefined> {
  if (logStreamNames === undefined && logStreamNamePrefix === undefined) return undefined;
  if (logStreamNames !== undefined && logStreamNamePrefix !== undefined) {
    throw new InvalidParameterException(
      'logStreamNames and logStreamNamePrefix are mutually exclusive parameters.',
    );
  }
  if (logStreamNames !== undefined) {
    for (const stream of logStreamNames) await requireStream({ logs }, { account, region, group, stream });
    return new Set(logStreamNames);
  }
  const streams = await logs.streams(account, region, group);
  if (streams === undefined) throw new ResourceNotFoundException('log group');
  const names = streams.map(({ stream }) => stream);
  return new Set(names.filter((name) => name.startsWith(logStreamNamePrefix ?? '')));
}

function placeIn(token: string): Place {
  const place = decodeToken(token);
  const types = Array.isArray(place) ? place.map((part) => typeof part).join() : '';
  if (types !== 'number,number,string,number') throw invalidToken();
  return place as unknown as Place;
}

function toFilteredEvent(event: FoundEvent) {
  return {
    logStreamName: event.stream,
    timestamp: event.timestampMs,
    message: event.message,
    ingestionTime: event.ingestedAtMs,
    eventId: eventIdOf(event),
  };
}

/** 56 digits that rise with time and are the same for the same event every time. */
function eventIdOf({ timestampMs, stream, position }: FoundEvent): string {
  const streamDigits = BigInt(`0x${createHash('sha256').update(stream).digest('hex').slice(0, 16)}`);
  const time = String(Math.max(0, timestampMs)).padStart(20, '0');
  return `${time}${String(streamDigits).padStart(20, '0')}${String(position).padStart(16, '0')}`;
}
