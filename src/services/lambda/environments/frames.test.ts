import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { encodeInvoke, type Frame, FrameReader, frameType, MalformedFrame } from './frames.ts';
import {
  copiedPayloadBytesMax,
  frameHeadBytesMax,
  responseBytesMax,
  responsePartBytesMax,
} from './limits.ts';
import { frameOf } from './scripted-launcher.fixture.ts';

const written = { stdioBytes: 3, telemetryBytes: 0 };

function readAll(chunks: readonly Buffer[]): Frame[] {
  const frames: Frame[] = [];
  const reader = new FrameReader((frame) => frames.push(frame));
  for (const chunk of chunks) reader.push(chunk);
  return frames;
}

function cut(bytes: Buffer, sizes: readonly number[]): Buffer[] {
  const chunks: Buffer[] = [];
  let at = 0;
  for (let index = 0; at < bytes.length; index += 1) {
    const size = sizes[index % sizes.length] ?? bytes.length;
    chunks.push(bytes.subarray(at, at + size));
    at += size;
  }
  return chunks;
}

test('frames come out the same however the stream is cut', () => {
  const frame = fc.record({
    type: fc.constantFrom(...Object.values(frameType)),
    requestId: fc.string(),
    body: fc.uint8Array({ maxLength: 300 }),
  });
  const cuts = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 });
  fc.assert(
    fc.property(fc.array(frame, { maxLength: 8 }), cuts, (frames, sizes) => {
      const bytes = frames.map(({ type, requestId, body }) =>
        frameOf(type, { ...written, requestId }, Buffer.from(body)),
      );
      const read = readAll(cut(Buffer.concat(bytes), sizes));
      assert.deepEqual(
        read.map(({ type, head, body }) => ({ type, head, body: Buffer.from(body ?? []) })),
        frames.map(({ type, requestId, body }) => ({
          type,
          head: { ...written, requestId },
          body: Buffer.from(body),
        })),
      );
    }),
  );
});

test('random bytes are frames or are refused, and never anything else', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ minLength: 1, maxLength: 64 })), (chunks) => {
      const reader = new FrameReader(() => undefined);
      try {
        for (const chunk of chunks) reader.push(Buffer.from(chunk));
      } catch (error) {
        assert.ok(error instanceof MalformedFrame, String(error));
      }
    }),
  );
});

test('a body within one chunk is not copied', () => {
  const bytes = frameOf(frameType.response, written, 'the body');
  assert.equal(readAll([bytes])[0]?.body?.buffer, bytes.buffer);
});

test('a body of the largest size is read, one byte more is thrown away while reading', () => {
  const fits = frameOf(frameType.response, written, Buffer.alloc(responseBytesMax));
  const tooLarge = frameOf(frameType.response, written, Buffer.alloc(responseBytesMax + 1));
  const after = frameOf(frameType.ready, written, '');
  for (const sizes of [[Number.MAX_SAFE_INTEGER], [65_536]]) {
    const [first, second, third] = readAll(cut(Buffer.concat([fits, tooLarge, after]), sizes));
    assert.equal(first?.body?.length, responseBytesMax);
    assert.equal(second?.body, undefined);
    assert.equal(third?.type, frameType.ready);
  }
});

for (const [what, bytes] of [
  ['a head that is too long', frameOf(frameType.ready, { pad: 'x'.repeat(frameHeadBytesMax) }, '')],
  [
    'a part that is too long',
    frameOf(frameType.responsePart, written, Buffer.alloc(responsePartBytesMax + 1)),
  ],
  ['a content type that is no text', frameOf(frameType.responseStart, { ...written, contentType: 1 }, '')],
  ['a head that is no object', frameOf(frameType.ready, [], '')],
  ['a head without counters', frameOf(frameType.ready, { requestId: 'x' }, '')],
  ['a head that is longer than its frame', Buffer.from([0, 0, 0, 5, 16, 0, 0, 0, 1, 0x7b])],
  ['a frame that is shorter than its own fields', Buffer.from([0, 0, 0, 0, 16, 0, 0, 0, 0])],
] as const) {
  test(`refused: ${what}`, () => {
    assert.throws(() => readAll([bytes]), MalformedFrame);
    assert.throws(() => readAll(cut(bytes, [1])), MalformedFrame);
  });
}

test('an invoke frame carries head and payload, copied only when small', () => {
  const head = { requestId: 'é', deadlineMs: 5, invokedFunctionArn: 'arn' };
  for (const bytes of [0, copiedPayloadBytesMax, copiedPayloadBytesMax + 1]) {
    const payload = Buffer.alloc(bytes, 'p');
    const parts = encodeInvoke(head, payload);
    const whole = Buffer.concat(parts);
    assert.equal(parts.length, bytes > copiedPayloadBytesMax ? 2 : 1);
    assert.deepEqual(whole, frameOf(frameType.invoke, head, payload));
  }
});
