import { createHash } from 'node:crypto';
import type { Operations } from '#models/logs';
import type { LogStore, StoredEvent, StreamSummary } from '#observe';
import { InvalidParameterException, ResourceNotFoundException } from '../errors.ts';
import { EventPage } from '../event-page.ts';
import { eventsPageMax, eventsStepMax } from '../limits.ts';
import { groupOf, permissionOnGroup } from '../names.ts';
import { decodeToken, encodeToken, invalidToken } from '../page.ts';
import type { LogsOperation } from './logs-operation.ts';

type Input = Operations['FilterLogEvents']['input'];

type Found = StoredEvent & { readonly stream: string };

/** What orders events of several streams; also the token: the place of the last event that was answered. */
type Place = readonly [timestampMs: number, ingestedAtMs: number, stream: string, position: number];

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
  ],
  permission: permissionOnGroup('logs:FilterLogEvents'),

  async handle({ logs }, input, { account, region }) {
    const group = groupOf(input);
    const streams = await logs.streams(account, region, group);
    if (streams === undefined) throw new ResourceNotFoundException('log group');
    const limit = input.limit ?? eventsPageMax;
    const after = input.nextToken === undefined ? undefined : placeOf(input.nextToken);
    const first = new FirstEvents(limit + 1, after, input);
    for (const { stream } of searched(streams, input, after)) {
      await readInto(first, logs, { account, region, group, stream });
    }
    const page = new EventPage<Found>(limit, () => true);
    const candidates = first.sorted();
    const full = candidates.some((event) => !page.add(event));
    const last = page.events.at(-1);
    return {
      events: page.events.map(toFilteredEvent),
      searchedLogStreams: [],
      nextToken: full && last !== undefined ? encodeToken(placed(last)) : undefined,
    };
  },
};

/** Streams that may hold wanted events, by name and time. */
function searched(
  streams: readonly StreamSummary[],
  input: Input,
  after: Place | undefined,
): StreamSummary[] {
  const { logStreamNames, logStreamNamePrefix = '', endTime = Number.POSITIVE_INFINITY } = input;
  if (logStreamNames !== undefined && input.logStreamNamePrefix !== undefined) {
    throw new InvalidParameterException(
      'logStreamNames and logStreamNamePrefix are mutually exclusive parameters.',
    );
  }
  for (const name of logStreamNames ?? []) {
    if (!streams.some(({ stream }) => stream === name)) throw new ResourceNotFoundException('log stream');
  }
  const from = Math.max(input.startTime ?? 0, after?.[0] ?? 0);
  return streams.filter(
    ({ stream, firstEventMs = Number.POSITIVE_INFINITY, lastEventMs = Number.NEGATIVE_INFINITY }) =>
      stream.startsWith(logStreamNamePrefix) &&
      (logStreamNames === undefined || logStreamNames.includes(stream)) &&
      lastEventMs >= from &&
      firstEventMs <= endTime,
  );
}

async function readInto(
  first: FirstEvents,
  logs: LogStore,
  id: Parameters<LogStore['read']>[0],
): Promise<void> {
  for (let position = 0; ; ) {
    const read = await logs.read(id, position, eventsStepMax);
    if (read === undefined || read.next <= position) return;
    for (const event of read.events) first.offer({ ...event, stream: id.stream });
    position = read.next;
  }
}

/** Keeps the first `count` of all offered events that come after a place: memory does not grow with the group. */
class FirstEvents {
  #events: Found[] = [];
  readonly #count: number;
  readonly #after: Place | undefined;
  readonly #fromMs: number;
  readonly #toMs: number;

  constructor(count: number, after: Place | undefined, { startTime, endTime }: Input) {
    this.#count = count;
    this.#after = after;
    this.#fromMs = startTime ?? Number.NEGATIVE_INFINITY;
    // Quirk: unlike GetLogEvents, the end belongs to the range.
    this.#toMs = endTime ?? Number.POSITIVE_INFINITY;
  }

  offer(event: Found): void {
    if (event.timestampMs < this.#fromMs || event.timestampMs > this.#toMs) return;
    if (this.#after !== undefined && comparePlaces(placed(event), this.#after) <= 0) return;
    this.#events.push(event);
    if (this.#events.length > 2 * this.#count) this.#events = this.sorted();
  }

  sorted(): Found[] {
    return this.#events.sort((a, b) => comparePlaces(placed(a), placed(b))).slice(0, this.#count);
  }
}

function placed({ timestampMs, ingestedAtMs, stream, position }: Found): Place {
  return [timestampMs, ingestedAtMs, stream, position];
}

function comparePlaces(a: Place, b: Place): number {
  if (a[0] !== b[0]) return a[0] - b[0];
  if (a[1] !== b[1]) return a[1] - b[1];
  if (a[2] !== b[2]) return a[2] < b[2] ? -1 : 1;
  return a[3] - b[3];
}

function placeOf(token: string): Place {
  const place = decodeToken(token);
  const types = Array.isArray(place) ? place.map((part) => typeof part).join() : '';
  if (types !== 'number,number,string,number') throw invalidToken();
  return place as unknown as Place;
}

function toFilteredEvent(event: Found) {
  return {
    logStreamName: event.stream,
    timestamp: event.timestampMs,
    message: event.message,
    ingestionTime: event.ingestedAtMs,
    eventId: eventIdOf(event),
  };
}

/** 56 digits that rise with time and are the same for the same event every time. */
function eventIdOf({ timestampMs, stream, position }: Found): string {
  const streamDigits = BigInt(`0x${createHash('sha256').update(stream).digest('hex').slice(0, 16)}`);
  const time = String(Math.max(0, timestampMs)).padStart(20, '0');
  return `${time}${String(streamDigits).padStart(20, '0')}${String(position).padStart(16, '0')}`;
}
