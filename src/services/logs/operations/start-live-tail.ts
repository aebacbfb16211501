import type { Operations } from '#models/logs';
import type { CallContext } from '#service';
import { InvalidParameterException, SessionTimeoutException } from '../errors.ts';
import { compilePattern } from '../filter-pattern/pattern.ts';
import type { TailUpdate } from '../live-tail.ts';
import { groupArn } from '../names.ts';
import { requireGroup } from './change-group.ts';
import type { LogsOperation } from './logs-operation.ts';

type Input = Operations['StartLiveTail']['input'];
type Event =
  NonNullable<Operations['StartLiveTail']['output']['responseStream']> extends AsyncIterable<infer Item>
    ? Item
    : never;

/** What is logged from now on, an update a second. */
export const startLiveTail: LogsOperation<'StartLiveTail'> = {
  fields: ['logGroupIdentifiers', 'logStreamNames', 'logStreamNamePrefixes', 'logEventFilterPattern'],
  // One question for all groups: of several only who may tail every group is sure to be allowed each.
  permission: ({ logGroupIdentifiers }) => {
    const [only = '*', another] = new Set(logGroupIdentifiers);
    return { action: 'logs:StartLiveTail', resource: another === undefined ? `${only}:*` : '*' };
  },

  async handle(room, input, context) {
    const groups = new Set<string>();
    for (const logGroupIdentifier of input.logGroupIdentifiers) {
      const group = groupIn(logGroupIdentifier, context);
      await requireGroup(room, group, context);
      groups.add(group);
    }
    const watchesStream = streamsOf(input, groups.size);
    const pattern = compilePattern(input.logEventFilterPattern ?? '');
    const { account, region } = context;
    room.tails.refuseIfFull();
    const sessionId = room.random.uuid();
    // It opens with the first event that is asked for: an answer that nobody reads must not hold a session.
    const open = () => room.tails.open({ account, region, groups, watchesStream, pattern });
    return { responseStream: events({ ...input, sessionId, requestId: context.requestId }, open) };
  },
};

async function* events(
  session: Input & { readonly sessionId: string; readonly requestId: string },
  open: () => AsyncIterableIterator<TailUpdate>,
): AsyncGenerator<Event> {
  const updates = open();
  try {
    yield {
      sessionStart: {
        requestId: session.requestId,
        sessionId: session.sessionId,
        logGroupIdentifiers: session.logGroupIdentifiers,
        logStreamNames: session.logStreamNames ?? [],
        logStreamNamePrefixes: session.logStreamNamePrefixes ?? [],
        logEventFilterPattern: session.logEventFilterPattern ?? '',
      },
    };
    for await (const update of updates) yield { sessionUpdate: toUpdate(update) };
  } finally {
    await updates.return?.();
  }
  throw new SessionTimeoutException();
}

function toUpdate({ events: found, sampled }: TailUpdate) {
  return {
    sessionMetadata: { sampled },
    sessionResults: found.map(({ id, timestampMs, ingestedAtMs, message }) => ({
      logGroupIdentifier: `${id.account}:${id.group}`,
      logStreamName: id.stream,
      message,
      timestamp: timestampMs,
      ingestionTime: ingestedAtMs,
    })),
  };
}

function groupIn(identifier: string, context: CallContext): string {
  const group = identifier.slice(identifier.lastIndexOf(':') + 1);
  if (identifier !== groupArn(context, group)) {
    throw new InvalidParameterException(`Invalid log group ARN: ${identifier}`);
  }
  return group;
}

function streamsOf(
  { logStreamNames: names, logStreamNamePrefixes: prefixes }: Input,
  groups: number,
): (stream: string) => boolean {
  if (names === undefined && prefixes === undefined) return () => true;
  if (names !== undefined && prefixes !== undefined) {
    throw new InvalidParameterException(
      'logStreamNames and logStreamNamePrefixes are mutually exclusive parameters.',
    );
  }
  if (groups > 1) {
    throw new InvalidParameterException('Log streams can be named only with a single log group.');
  }
  if (names !== undefined) return (stream) => names.includes(stream);
  return (stream) => prefixes?.some((prefix) => stream.startsWith(prefix)) ?? false;
}
