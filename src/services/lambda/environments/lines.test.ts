import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { logEventBytesMax } from './limits.ts';
import { LineReader } from './lines.ts';

function read(...chunks: (string | Buffer)[]): { lines: string[]; reader: LineReader } {
  const lines: string[] = [];
  const reader = new LineReader((line) => lines.push(line));
  for (const chunk of chunks) reader.push(Buffer.from(chunk));
  return { lines, reader };
}

test('one event a line, its newline included, however the output is cut', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 20 })), (pieces) => {
      const { lines, reader } = read(...pieces.map((piece) => Buffer.from(piece)));
      reader.flush();
      const whole = Buffer.concat(pieces.map((piece) => Buffer.from(piece)));
      // Bytes that are no UTF-8 may differ in how many replacement characters stand for them, the lines may not.
      assert.equal(
        lines.filter((line) => line.endsWith('\n')).length,
        whole.filter((byte) => byte === 10).length,
      );
      assert.ok(lines.slice(0, -1).every((line) => line.endsWith('\n')));
    }),
  );
});

test('a character cut in two by the stream is put together again', () => {
  const [first, second] = [Buffer.from('ü\n').subarray(0, 1), Buffer.from('ü\n').subarray(1)];
  assert.deepEqual(read('gr', first, second).lines, ['grü\n']);
});

test('half a line is kept until it ends or is flushed', () => {
  const { lines, reader } = read('one\ntw');
  assert.deepEqual(lines, ['one\n']);
  reader.flush();
  reader.flush();
  assert.deepEqual(lines, ['one\n', 'tw']);
});

test('invalid UTF-8 becomes replacement characters', () => {
  assert.deepEqual(read(Buffer.from([0x61, 0xff, 0x0a])).lines, ['a\ufffd\n']);
});

test('a line without end becomes events of the largest size', () => {
  const { lines } = read(...Array.from({ length: 9 }, () => 'x'.repeat(logEventBytesMax / 4)));
  assert.deepEqual(
    lines.map((line) => line.length),
    [logEventBytesMax, logEventBytesMax],
  );
});
