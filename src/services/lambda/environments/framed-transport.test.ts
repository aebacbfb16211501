import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import type { Socket } from 'node:net';
import { test } from 'node:test';
import fc from 'fast-check';
import { FramedTransport } from './framed-transport.ts';
import { frameType } from './frames.ts';
import { responsePartBytesMax, streamedBytesMax } from './limits.ts';
import type { ResponseSink } from './response-parts.ts';
import { frameOf } from './scripted-launcher.fixture.ts';
import type { TransportListener } from './transport.ts';

const written = { stdioBytes: 0, telemetryBytes: 0 };
const event = { requestId: 'id', deadlineMs: 0, invokedFunctionArn: 'arn' };

/** A transport in an invocation, and what it makes of frames. */
function conversation(stream?: ResponseSink) {
  const channel = Object.assign(new EventEmitter(), {
    isPaused: false,
    write: () => true,
    pause() {
      channel.isPaused = true;
    },
    resume() {
      channel.isPaused = false;
    },
  });
  const heard: string[] = [];
  /** Of errors. */
  const types: string[] = [];
  const listener = {
    log: { responding: () => undefined } as unknown as TransportListener['log'],
    ready: () => undefined,
    settled(posted) {
      heard.push(posted.type);
      if (posted.type === 'error') types.push(posted.errorType);
    },
    ended: ({ type }) => void heard.push(`ended ${type}`),
    broken: () => void heard.push('broken'),
  } satisfies Partial<TransportListener>;
  const transport = new FramedTransport(
    channel as unknown as Socket,
    listener as unknown as TransportListener,
  );
  const receive = (type: number, requestId = 'id', body = '') =>
    channel.emit('data', frameOf(type, { ...written, requestId }, body));
  receive(frameType.ready);
  transport.invoke(event, Buffer.from('{}'), stream);
  return { channel, heard, types, receive };
}

const letters: Readonly<Record<string, number>> = {
  r: frameType.response,
  e: frameType.error,
  s: frameType.responseStart,
  p: frameType.responsePart,
  n: frameType.responseEnd,
  i: frameType.ready,
};

test('an answer is one frame, or a start, parts and an end; every other order is a breach', () => {
  const sequences = fc.string({ unit: fc.constantFrom(...Object.keys(letters)), maxLength: 6 });
  fc.assert(
    fc.property(sequences, (sequence) => {
      const { heard, receive } = conversation();
      for (const letter of sequence) receive(letters[letter] ?? 0, 'id', 'x');
      assert.equal(heard[0] !== undefined && heard[0] !== 'broken', /^(r|e|sp*n)/.test(sequence));
      assert.equal(heard.includes('broken'), !/^(r|e|sp*n?)?$/.test(sequence));
      assert.ok(heard.filter((word) => word !== 'broken').length <= 1, 'it settles once');
    }),
    { numRuns: 1_000 },
  );
});

test('a response without an end is read to the limit of streams, also for a caller that cannot have it', () => {
  const { channel, heard, receive } = conversation();
  receive(frameType.responseStart);
  const part = frameOf(
    frameType.responsePart,
    { ...written, requestId: 'id' },
    Buffer.alloc(responsePartBytesMax),
  );
  for (let bytes = 0; bytes < streamedBytesMax; bytes += responsePartBytesMax) channel.emit('data', part);
  assert.deepEqual([heard, channel.isPaused], [[], false]);
  for (const _time of [1, 2]) channel.emit('data', part);
  assert.deepEqual([heard, channel.isPaused], [['ended response-too-large'], true]);
});

test('parts without a byte are a breach', () => {
  const { heard, receive } = conversation();
  receive(frameType.responseStart);
  receive(frameType.responsePart);
  assert.deepEqual(heard, ['broken']);
});

test('parts of another request are a breach', () => {
  const { heard, receive } = conversation();
  receive(frameType.responseStart);
  receive(frameType.responsePart, 'another', 'x');
  assert.deepEqual(heard, ['broken']);
});

test('the channel stands still from the part that fills its reader until there is room', () => {
  const resumes: (() => void)[] = [];
  let hasRoom = true;
  const { channel, heard, receive } = conversation({
    begin: (_contentType, resume) => void resumes.push(resume),
    take: () => hasRoom,
  });
  receive(frameType.responseStart);
  receive(frameType.responsePart, 'id', 'one');
  assert.equal(channel.isPaused, false);
  hasRoom = false;
  receive(frameType.responsePart, 'id', 'two');
  assert.equal(channel.isPaused, true);
  resumes[0]?.();
  assert.equal(channel.isPaused, false);
  receive(frameType.responsePart, 'id', 'three');
  receive(frameType.responseEnd);
  assert.deepEqual(heard, ['streamed']);
  assert.equal(channel.isPaused, false, 'the next invocation does not wait for this reader');
});

test('the platform’s own records take an error’s type only where it has their form', () => {
  for (const [given, recorded] of [
    ['TypeError', 'Function.Unknown'],
    ['Runtime.HandlerNotFound', 'Runtime.HandlerNotFound'],
    ['Runtime.odd', 'Runtime.Unknown'],
    [undefined, 'Function.Unknown'],
  ] as const) {
    const { channel, types } = conversation();
    const errorType = given === undefined ? {} : { errorType: given };
    channel.emit('data', frameOf(frameType.error, { ...written, requestId: 'id', ...errorType }, '{}'));
    assert.deepEqual(types, [recorded], given);
  }
});
