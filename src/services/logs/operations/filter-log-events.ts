import { createHash } from 'node:crypto';
import type { Operations } from '#models/logs';
import type { LogStore } from '#observe';
import type { FoundEvent, GroupId, Place } from '../by-time.ts';
import { type Resume, readGroup } from '../crowd.ts';
import { InvalidParameterException, ResourceNotFoundException } from '../errors.ts';
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
    const search = {
      firstMs: Math.max(input.startTime ?? 0, room.groups.firstKeptMs(id)),
      // Quirk: unlike GetLogEvents, the end belongs to the range.
      lastMs: input.endTime ?? Number.POSITIVE_INFINITY,
      limit: input.limit ?? eventsPageMax,
      streams: await searched(room.logs, id, input),
      keeps: ({ message }: FoundEvent) => pattern.match(message) !== undefined,
    };
    const resume = input.nextToken === undefined ? undefined : resumeIn(input.nextToken);
    const found = await readGroup(room, id, search, resume);
    if (found === undefined) throw new ResourceNotFoundException('log group');
    return {
      events: found.events.map(toFilteredEvent),
      searchedLogStreams: [],
      nextToken: found.next === undefined ? undefined : tokenOf(found.next),
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

type SweepParts = [lastMs: number, stream: string, position: number, stream: string, position: number];

function tokenOf({ place, sweep }: Resume): string {
  if (sweep === undefined) return encodeToken(place);
  return encodeToken([...place, ...sweep.from, sweep.lastMs, ...sweep.after, ...sweep.until]);
}

function resumeIn(token: string): Resume {
  const parts = decodeToken(token);
  const types = Array.isArray(parts) ? parts.map((part) => typeof part).join() : '';
  const ofPlace = 'number,number,string,number';
  if (types === ofPlace) return { place: parts as unknown as Place };
  if (types !== `${ofPlace},${ofPlace},number,string,number,string,number`) throw invalidToken();
  const all = parts as unknown[];
  const [lastMs, stream, position, untilStream, untilPosition] = all.slice(8) as SweepParts;
  return {
    place: all.slice(0, 4) as unknown as Place,
    sweep: {
      from: all.slice(4, 8) as unknown as Place,
      lastMs,
      after: [stream, position],
      until: [untilStream, untilPosition],
    },
  };
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
