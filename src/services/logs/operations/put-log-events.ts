import type { Operations } from '#models/logs';
import { InvalidParameterException, ServiceUnavailableException } from '../errors.ts';
import { eventOverheadBytes, putAgeMsMax, putAheadMsMax, putBytesMax, putSpanMsMax } from '../limits.ts';
import { permissionOnGroup } from '../names.ts';
import { requireStream } from './change-group.ts';
import type { LogsOperation } from './logs-operation.ts';

type Input = Operations['PutLogEvents']['input'];
type Event = Input['logEvents'][number];

/** Stores events of one stream, which must exist. Sequence tokens have meant nothing since 2023. */
export const putLogEvents: LogsOperation<'PutLogEvents'> = {
  fields: ['logGroupName', 'logStreamName', 'logEvents', 'sequenceToken'],
  permission: permissionOnGroup('logs:PutLogEvents'),

  async handle({ logs, groups, clock, random }, input, { account, region }) {
    checkBatch(input.logEvents);
    const { logGroupName: group, logStreamName: stream } = input;
    const id = { account, region, group, stream };
    await requireStream({ logs }, id);
    const now = clock.now();
    const { kept, rejected } = sort(input.logEvents, now, groups.firstKeptMs(id));
    if (kept.length > 0) {
      const events = kept.map(({ timestamp, message }) => ({ timestampMs: timestamp, message }));
      await logs.put(id, events).catch((error: unknown) => {
        throw new ServiceUnavailableException(error);
      });
    }
    return { nextSequenceToken: random.text(56, '0123456789'), rejectedLogEventsInfo: rejected };
  },
};

function checkBatch(events: readonly Event[]): void {
  const bytes = events.reduce((sum, { message }) => sum + Buffer.byteLength(message) + eventOverheadBytes, 0);
  if (bytes > putBytesMax) {
    throw new InvalidParameterException(`Upload too large: ${bytes} bytes exceeds limit of ${putBytesMax}`);
  }
  for (const [index, { timestamp }] of events.entries()) {
    if (timestamp >= (events[index - 1]?.timestamp ?? 0)) continue;
    throw new InvalidParameterException(
      'Log events in a single PutLogEvents request must be in chronological order.',
    );
  }
  const spanMs = (events.at(-1)?.timestamp ?? 0) - (events[0]?.timestamp ?? 0);
  if (spanMs > putSpanMsMax) {
    throw new InvalidParameterException(
      'The batch of log events in a single PutLogEvents request cannot span more than 24 hours.',
    );
  }
}

/** Events are in order of time: those rejected stand at its ends. Ends of ranges are exclusive. */
function sort(events: readonly Event[], nowMs: number, firstKeptMs: number) {
  const before = (timeMs: number) => events.filter(({ timestamp }) => timestamp < timeMs).length;
  const tooOld = before(nowMs - putAgeMsMax);
  const expired = before(firstKeptMs);
  const tooNew = before(nowMs + putAheadMsMax + 1);
  const rejected = {
    ...(tooNew < events.length ? { tooNewLogEventStartIndex: tooNew } : {}),
    ...(tooOld > 0 ? { tooOldLogEventEndIndex: tooOld } : {}),
    ...(expired > 0 ? { expiredLogEventEndIndex: expired } : {}),
  };
  return {
    kept: events.slice(Math.max(tooOld, expired), tooNew),
    rejected: Object.keys(rejected).length === 0 ? undefined : rejected,
  };
}
