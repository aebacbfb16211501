import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseMockStatus } from './mock-status.ts';

const accepted: readonly (readonly [string, number])[] = [
  ['{"statusCode":200}', 200],
  ['{ "statusCode" : 404 }', 404],
  ['{statusCode: 200}', 200],
  ["{'statusCode': 200}", 200],
  ['{ statusCode: 200, }', 200],
  ['{"a": 1,, "statusCode": 200,,}', 200],
  ['{foo: bar, statusCode: 200}', 200],
  ['{"statusCode": 200, "nested": {"statusCode": 500, list: [1, "a", {b: c}]}}', 200],
  ['\n{\n  "statusCode": 200\n}\n', 200],
  ['{"statusCode": 1}', 1],
  ['{"statusCode": -5}', -5],
  [String.raw`{"a\"b": "c\"d", "statusCode": 201}`, 201],
];

const rejected = [
  '',
  '   ',
  '200',
  'statusCode: 200',
  '{"statusCode":"200"}',
  "{'statusCode':'200'}",
  '{"statusCode": 200',
  '{"statusCode": 20.5}',
  '{"statusCode": }',
  '{"statusCode" 200}',
  `{"statusCode': 200}`,
  '{}',
  '{"a": 1}',
  '[{"statusCode": 200}]',
  '{"statusCode": 200} rest',
  '{"statusCode": 99999999999999999999}',
  `{"deep": ${'['.repeat(100)}${']'.repeat(100)}, "statusCode": 200}`,
];

for (const [text, status] of accepted) {
  test(`mock status: accepts ${JSON.stringify(text)}`, () => assert.equal(parseMockStatus(text), status));
}

for (const text of rejected) {
  test(`mock status: rejects ${JSON.stringify(text).slice(0, 60)}`, () =>
    assert.equal(parseMockStatus(text), undefined));
}

test('mock status: any JSON object with an integer status is understood', () => {
  const others = fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 4 }));
  fc.assert(
    fc.property(others, fc.integer({ min: 0, max: 999 }), (object, statusCode) => {
      const { statusCode: _own, ...rest } = object;
      assert.equal(parseMockStatus(JSON.stringify({ ...rest, statusCode })), statusCode);
    }),
  );
});

test('mock status: any text is answered without throwing', () => {
  const pieces = fc.array(
    fc.constantFrom('{', '}', '[', ']', ':', ',', '"', "'", 'statusCode', '200', ' ', '\\'),
  );
  fc.assert(fc.property(pieces, (parts) => void parseMockStatus(parts.join(''))));
});
