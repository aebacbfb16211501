import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { fromUrlResult } from './result.ts';

const json = ['content-type', 'application/json'];

function answered(payload: string) {
  const response = fromUrlResult(Buffer.from(payload));
  return response && { ...response, body: Buffer.from(response.body as Uint8Array).toString() };
}

// Observed 2025-11 (TestLambdaURL), but for null and blanks.
for (const [what, payload, body] of [
  ['an object', '{"hello": "world"}', '{"hello":"world"}'],
  ['a list', '["hello", 3, true]', '["hello",3,true]'],
  ['a string', '"hello"', 'hello'],
  ['an integer', '3', '3'],
  ['a float', '3.1', '3.1'],
  ['a boolean', 'true', 'true'],
  ['null', 'null', 'null'],
  ['text in text', '"say \\"hi\\" \\u00e9"', 'say "hi" é'],
  ['blanks inside strings', '{ "a b" : " \\" c\\\\" , "d" :\n[ ] }', '{"a b":" \\" c\\\\","d":[]}'],
  ['more digits than a double has', '{"n": 12345678901234567890.0}', '{"n":12345678901234567890.0}'],
] as const) {
  test(`${what} goes out as JSON`, () => {
    assert.deepEqual(answered(payload), { status: 200, headers: json, body });
  });
}

for (const [what, result, expected] of [
  ['body and status alone', { statusCode: 200, body: 'body123' }, { status: 200, body: 'body123' }],
  ['a body that is JSON text', { statusCode: 200, body: '{"a": 1}' }, { status: 200, body: '{"a": 1}' }],
  ['a body that is an object', { statusCode: 200, body: { a: 1 } }, { status: 200, body: '{"a":1}' }],
  ['a status as text', { statusCode: '418' }, { status: 418, body: '' }],
  ['no body', { statusCode: 204, body: null }, { status: 204, body: '' }],
  ['base64', { statusCode: 200, body: 'aGk=', isBase64Encoded: true }, { status: 200, body: 'hi' }],
  ['text that looks like base64', { statusCode: 200, body: 'aGk=' }, { status: 200, body: 'aGk=' }],
] as const) {
  test(`the response format: ${what}`, () => {
    assert.deepEqual(answered(JSON.stringify(result)), { headers: json, ...expected });
  });
}

test('the response format: headers and cookies', () => {
  const result = {
    statusCode: 201,
    headers: { 'Content-Type': 'text/html', 'X-Count': 3, 'X-On': true },
    cookies: ['a=1; Secure', 'b=2'],
    body: '<p>',
  };
  assert.deepEqual(answered(JSON.stringify(result))?.headers, [
    ...['Content-Type', 'text/html', 'X-Count', '3', 'X-On', 'true'],
    ...['set-cookie', 'a=1; Secure', 'set-cookie', 'b=2'],
  ]);
});

for (const malformed of [
  { statusCode: null },
  { statusCode: 'abc' },
  { statusCode: 99 },
  { statusCode: 101 },
  { statusCode: 600 },
  { statusCode: 200.5 },
  { statusCode: 200, headers: 'x' },
  { statusCode: 200, headers: { 'a b': '1' } },
  { statusCode: 200, headers: { a: '1\r\nb: 2' } },
  { statusCode: 200, headers: { a: ['1'] } },
  { statusCode: 200, headers: { a: null } },
  { statusCode: 200, cookies: 'a=1' },
  { statusCode: 200, cookies: ['a=1\nb'] },
  { statusCode: 200, body: '!!!!', isBase64Encoded: true },
]) {
  test(`malformed: ${JSON.stringify(malformed)}`, () => {
    assert.equal(answered(JSON.stringify(malformed)), undefined);
  });
}

test('what is no JSON is malformed', () => {
  assert.equal(answered('{'), undefined);
  assert.equal(answered(''), undefined);
});

test('any JSON becomes an answer that means the same, or none', () => {
  fc.assert(
    fc.property(fc.json(), fc.constantFrom(0, 1, 2), (text, indent) => {
      const value = JSON.parse(text);
      const response = answered(JSON.stringify(value, null, indent));
      if (typeof value === 'string') assert.equal(response?.body, value);
      else if (value?.statusCode === undefined) assert.equal(response?.body, JSON.stringify(value));
    }),
  );
});
