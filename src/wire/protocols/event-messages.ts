import { Readable } from 'node:stream';
import { AwsError } from '../aws-error.ts';
import { encodeMessage, type Message } from '../codec/event-stream.ts';
import { writeJson, writeJsonMembers } from '../codec/json-writer.ts';
import { eventStreamBufferBytes } from '../limits.ts';
import type { OperationModel } from '../model/service-model.ts';
import type { Member, StructureShape } from '../model/shape.ts';
import type { Members } from './protocol-codec.ts';

export const eventStreamType = 'application/vnd.amazon.eventstream';

/** The member of an operation's output that streams events, and its shape. */
export function eventStreamOf(
  output: StructureShape | undefined,
): { readonly member: Member; readonly shape: StructureShape } | undefined {
  for (const member of output?.members ?? []) {
    if (member.shape.type === 'structure' && member.shape.eventStream) return { member, shape: member.shape };
  }
  return undefined;
}

/** Whether an operation's answer streams events: no client here reads those. */
export function streamsEvents({ output }: OperationModel): boolean {
  return eventStreamOf(output) !== undefined;
}

/**
 * The body of an answer that streams: each event of `events` (`{ MemberName: { … } }`) as soon as it comes and no faster than the body is
 * read. An error of `events` is the stream's last message. `initial` goes first where the protocol has no other place for the other members.
 */
export function eventStreamBody(
  shape: StructureShape,
  events: AsyncIterable<Members>,
  initial?: Message,
): Readable {
  const iterator = events[Symbol.asyncIterator]();
  const body = new Readable({
    highWaterMark: eventStreamBufferBytes,
    read() {
      void pushNext(body, shape, iterator);
    },
    // At once, whether or not an event is awaited: whoever makes the events hears that nobody reads them.
    destroy(error, done) {
      void iterator.return?.().catch(() => undefined);
      done(error);
    },
  });
  if (initial !== undefined) body.push(encodeMessage(initial));
  return body;
}

async function pushNext(
  body: Readable,
  shape: StructureShape,
  events: AsyncIterator<Members>,
): Promise<void> {
  try {
    const { done, value } = await events.next();
    body.push(done === true ? null : encodeMessage(eventMessage(shape, value)));
  } catch (error) {
    body.push(encodeMessage(errorMessage(shape, error)));
    body.push(null);
  }
}

function eventMessage(shape: StructureShape, event: Members): Message {
  for (const member of shape.members) {
    const value = event[member.name];
    if (value === undefined || value === null) continue;
    return { headers: eventHeaders(member), payload: eventPayload(member, value as Members) };
  }
  throw new Error(`an event of ${shape.name} that is none of its members`);
}

function eventHeaders({ wireName, shape }: Member): Record<string, string> {
  const payload = payloadOf(shape);
  return {
    ':event-type': wireName,
    ':content-type': payload?.shape.type === 'blob' ? 'application/octet-stream' : 'application/json',
    ':message-type': 'event',
  };
}

function eventPayload({ shape }: Member, value: Members): Uint8Array {
  const payload = payloadOf(shape);
  if (payload?.shape.type === 'blob') return value[payload.name] as Uint8Array;
  return Buffer.from(JSON.stringify(writeJson(shape)(value)));
}

function payloadOf(shape: Member['shape']): Member | undefined {
  return shape.type === 'structure' ? shape.members.find(({ eventPayload }) => eventPayload) : undefined;
}

/** A modelled exception by its name, anything else as an unmodelled error without its details. */
function errorMessage(shape: StructureShape, error: unknown): Message {
  const known = error instanceof AwsError ? error : undefined;
  const modelled = shape.members.find((member) => member.shape.name === known?.code);
  if (known === undefined || modelled === undefined) {
    const code = known?.code ?? 'InternalFailure';
    const text = known?.message ?? 'The stream broke off because of an unknown error, exception or failure.';
    return {
      headers: { ':error-code': code, ':error-message': text, ':message-type': 'error' },
      payload: Buffer.alloc(0),
    };
  }
  return {
    headers: {
      ':exception-type': modelled.wireName,
      ':content-type': 'application/json',
      ':message-type': 'exception',
    },
    payload: Buffer.from(JSON.stringify({ message: known.message, ...known.fields })),
  };
}

/** In protocols without headers and status of their own, the members beside the stream are its first message. */
export function initialResponse(members: readonly Member[], output: Members): Message {
  return {
    headers: {
      ':event-type': 'initial-response',
      ':content-type': 'application/json',
      ':message-type': 'event',
    },
    payload: Buffer.from(JSON.stringify(writeJsonMembers(members)(output))),
  };
}
