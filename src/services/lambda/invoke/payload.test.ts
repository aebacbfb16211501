import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { AwsError } from '#wire';
import { describeBadJson } from './bad-json.ts';
import { clientContextOf, eventOf } from './payload.ts';

const source = 'REDACTED (`StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION` disabled)';
const value = "(JSON String, Number, Array, Object or token 'null', 'true' or 'false')";

test('JSON goes through as the very bytes that came, nothing becomes an empty event', () => {
  for (const text of ['{"a": 1}', '[]', '"x"', ' 1 ', 'null', '1e5']) {
    const payload = Buffer.from(text);
    assert.equal(eventOf(payload), payload);
  }
  assert.equal(Buffer.from(eventOf(undefined)).toString(), '{}');
  assert.equal(Buffer.from(eventOf(new Uint8Array())).toString(), '{}');
  const within = new Uint8Array(Buffer.from('xx{"a":1}xx')).subarray(2, 9);
  assert.equal(eventOf(within), within);
});

test("what is not JSON is refused with the service's text", () => {
  assert.throws(
    () => eventOf(Buffer.from('{a:1}')),
    (error: AwsError) => {
      assert.equal(error.code, 'InvalidRequestContentException');
      assert.equal(error.status, 400);
      assert.equal(
        error.message,
        `Could not parse request body into json: Could not parse payload into json: Unexpected character ('a' (code 97)): was expecting double-quote to start field name\n at [Source: ${source}; line: 1, column: 2]`,
      );
      return true;
    },
  );
});

for (const [bytes, what, place] of [
  ['hello', `Unrecognized token 'hello': was expecting ${value}`, 'line: 1, column: 6'],
  ['?', `Unexpected character ('?' (code 63)): expected a valid value ${value}`, 'line: 1, column: 1'],
  ['{"a": }', `Unexpected character ('}' (code 125)): expected a valid value ${value}`, 'line: 1, column: 7'],
  [
    '{"a" 1}',
    "Unexpected character ('1' (code 49)): was expecting a colon to separate field name and value",
    'line: 1, column: 6',
  ],
  [
    '{"a":1 "b":2}',
    "Unexpected character ('\"' (code 34)): was expecting comma to separate Object entries",
    'line: 1, column: 8',
  ],
  [
    '[1\n 2]',
    "Unexpected character ('2' (code 50)): was expecting comma to separate Array entries",
    'line: 2, column: 2',
  ],
  [
    '{"a":[1',
    `Unexpected end-of-input: expected close marker for Array (start marker at [Source: ${source}; line: 1, column: 6])`,
    'line: 1, column: 8',
  ],
  ['"open', 'Unexpected end-of-input: was expecting closing quote for a string value', 'line: 1, column: 6'],
  ['"\\x"', "Unrecognized character escape 'x' (code 120)", 'line: 1, column: 3'],
  [
    '"a\tb"',
    'Illegal unquoted character ((CTRL-CHAR, code 9)): has to be escaped using backslash to be included in string value',
    'line: 1, column: 3',
  ],
  ['{} x', `Unrecognized token 'x': was expecting ${value}`, 'line: 1, column: 5'],
  ['01', `Unexpected character ('0' (code 48)): expected a valid value ${value}`, 'line: 1, column: 1'],
  [' ', 'No content to map due to end-of-input', 'line: 1, column: 2'],
  [Buffer.from([0x22, 0x87, 0x22]), 'Invalid UTF-8 start byte 0x87', 'line: 1, column: 3'],
  [
    Buffer.from([0x99, 0xeb]),
    `Unexpected character ((CTRL-CHAR, code 153)): expected a valid value ${value}`,
    'line: 1, column: 1',
  ],
  [
    Buffer.from([0x7b, 0x7d, 0x99]),
    `Unexpected character ((CTRL-CHAR, code 153)): expected a valid value ${value}`,
    'line: 1, column: 3',
  ],
  [
    Buffer.from([0xc2, 0x99]),
    `Unexpected character ((CTRL-CHAR, code 153)): expected a valid value ${value}`,
    'line: 1, column: 1',
  ],
] as const) {
  test(`${JSON.stringify(bytes.toString())}: ${what.slice(0, 40)}`, () => {
    assert.equal(describeBadJson(Buffer.from(bytes)), `${what}\n at [Source: ${source}; ${place}]`);
  });
}

test('any bytes that are not JSON are described, none hang or crash it', () => {
  const jsonish = fc.array(
    fc.constantFrom('{', '}', '[', ']', '"', ',', ':', '1', 'a', ' ', '\\', '\n', '\ufffd'),
  );
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 40 }),
    jsonish.map((parts) => new Uint8Array(Buffer.from(parts.join('')))),
  );
  fc.assert(
    fc.property(bytes, (payload) => {
      try {
        eventOf(payload);
      } catch (error) {
        assert.match((error as AwsError).message, /\n at \[Source: .*; line: \d+, column: \d+\]$/);
        return;
      }
      if (payload.length > 0) JSON.parse(Buffer.from(payload).toString());
    }),
    { numRuns: 2_000 },
  );
});

test('a text nested without end is described, not followed', () => {
  assert.match(describeBadJson(Buffer.from('['.repeat(1_000_000))), /^Document nesting depth/);
});

test('the client context is JSON in base64', () => {
  const encode = (text: string) => Buffer.from(text).toString('base64');
  assert.equal(clientContextOf(undefined), undefined);
  assert.equal(clientContextOf(encode('{"custom": {"a": 1}}')), '{"custom": {"a": 1}}');
  for (const bad of [encode('[]'), encode('{'), encode('null'), '%%%']) {
    assert.throws(() => clientContextOf(bad), {
      code: 'InvalidRequestContentException',
      message: 'Client context must be a valid Base64-encoded JSON object.',
    });
  }
  const ofBytes = (bytes: number) => encode(`{"a":"${'x'.repeat((bytes / 4) * 3 - 8)}"}`);
  assert.equal(ofBytes(3_580).length, 3_580);
  assert.ok(clientContextOf(ofBytes(3_580)));
  assert.throws(() => clientContextOf(ofBytes(3_584)), {
    code: 'InvalidRequestContentException',
    message: 'Client context must be at most 3583 bytes of Base64.',
  });
});
