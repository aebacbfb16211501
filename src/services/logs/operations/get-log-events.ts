import type { Operations } from '#models/logs';
import type { LogStore, StoredEvent, StreamId } from '#observe';
import { ResourceNotFoundException } from '../errors.ts';
import { EventPage } from '../event-page.ts';
import { eventsPageMax, eventsStepMax } from '../limits.ts';
import { groupOf, permissionOnGroup } from '../names.ts';
import { invalidToken } from '../page.ts';
import type { LogsOperation } from './logs-operation.ts';

type Input = Operations['GetLogEvents']['input'];

/** The events of one stream in the order of arrival: the newest page unless asked for the head, both ways from there by token. */
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

  async handle({ logs }, input, { account, region }) {
    const group = groupOf(input);
    const id: StreamId = { account, region, group, stream: input.logStreamName };
    const bounds = await logs.read(id, 0, 0);
    if (bounds === undefined) {
      const streams = await logs.streams(account, region, group);
      throw new ResourceNotFoundException(streams === undefined ? 'log group' : 'log stream');
    }
    const { forward, position } = cursorOf(input, bounds);
    const page = new EventPage<StoredEvent>(input.limit ?? eventsPageMax, timeFilter(input));
    const other = forward
      ? await readForward(logs, id, position, page)
      : await readBackward(logs, id, position, bounds.first, page);
    return {
      events: page.events.map(({ timestampMs, ingestedAtMs, message }) => ({
        timestamp: timestampMs,
        message,
        ingestionTime: ingestedAtMs,
      })),
      nextForwardToken: `f/${digits(forward ? other : position)}/s`,
      nextBackwardToken: `b/${digits(forward ? position : other)}/s`,
    };
  },
};

/** Fills the page from `start` on. Returns where the next one begins. */
async function readForward(
  logs: LogStore,
  id: StreamId,
  start: number,
  page: EventPage<StoredEvent>,
): Promise<number> {
  for (let position = start; ; ) {
    const read = await logs.read(id, position, eventsStepMax);
    if (read === undefined || read.next <= position) return position;
    for (const event of read.events) if (!page.add(event)) return event.position;
    position = read.next;
  }
}

/** Fills the page with what stands before `end`, newest first, and turns it round. Returns where it begins. */
async function readBackward(
  logs: LogStore,
  id: StreamId,
  end: number,
  first: number,
  page: EventPage<StoredEvent>,
): Promise<number> {
  let start = end;
  for (let stepEnd = end; stepEnd > first; ) {
    const stepStart = Math.max(first, stepEnd - eventsStepMax);
    const read = await logs.read(id, stepStart, stepEnd - stepStart);
    for (const event of read?.events.toReversed() ?? []) {
      if (!page.add(event)) {
        page.events.reverse();
        return start;
      }
      start = event.position;
    }
    start = stepStart;
    stepEnd = stepStart;
  }
  page.events.reverse();
  return start;
}

type Cursor = { readonly forward: boolean; readonly position: number };

function cursorOf(
  { nextToken, startFromHead }: Input,
  { first, end }: { readonly first: number; readonly end: number },
): Cursor {
  if (nextToken === undefined)
    return startFromHead ? { forward: true, position: first } : { forward: false, position: end };
  const [, way, position] = /^([fb])\/(\d{56})\/s$/.exec(nextToken) ?? [];
  if (position === undefined) throw invalidToken();
  return { forward: way === 'f', position: Math.min(Math.max(Number(position), first), end) };
}

/** `startTime` belongs to the range, `endTime` does not. */
function timeFilter({ startTime, endTime }: Input): (event: StoredEvent) => boolean {
  const from = startTime ?? Number.NEGATIVE_INFINITY;
  const to = endTime ?? Number.POSITIVE_INFINITY;
  return ({ timestampMs }) => timestampMs >= from && timestampMs < to;
}

function digits(position: number): string {
  return String(position).padStart(56, '0');
}
