import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fromProxyResult } from './proxy-result.ts';

const json = ['Content-Type', 'application/json'];

/** What a function returns, as JSON text, and what the client sees: status, headers, body; undefined when malformed. */
const cases: readonly (readonly [
  string,
  string,
  readonly [number, readonly string[], string] | undefined,
])[] = [
  ['a status alone', '{"statusCode":200}', [200, json, '']],
  ['nothing at all', '{}', [200, json, '']],
  ['headers alone', '{"headers":{"a":"b"}}', [200, ['a', 'b', ...json], '']],
  ['a status as text', '{"statusCode":"201"}', [201, json, '']],
  ['a status that is no number', '{"statusCode":"test"}', undefined],
  ['a status with a fraction', '{"statusCode":200.5}', undefined],
  ['a status out of range', '{"statusCode":700}', undefined],
  ['a status that ends no response', '{"statusCode":101}', undefined],
  ['a status that is null', '{"statusCode":null}', undefined],
  [
    'headers null',
    '{"headers":null,"multiValueHeaders":null,"body":null,"isBase64Encoded":null}',
    [200, json, ''],
  ],
  ['a boolean header', '{"headers":{"x":true}}', [200, ['x', 'true', ...json], '']],
  ['a number header', '{"headers":{"x":7}}', [200, ['x', '7', ...json], '']],
  ['a null header', '{"headers":{"x":null}}', undefined],
  ['an object header', '{"headers":{"x":{}}}', undefined],
  ['a header with a line break', '{"headers":{"x":"a\\r\\nb: c"}}', undefined],
  ['a header name with a blank', '{"headers":{"x y":"a"}}', undefined],
  ['headers that are a list', '{"headers":[]}', undefined],
  ['an unknown key', '{"statusCode":200,"cookies":[]}', undefined],
  ['a function error payload', '{"errorMessage":"boom","errorType":"Error"}', undefined],
  ['a JSON string', '"hello"', undefined],
  ['null', 'null', undefined],
  ['a list', '[]', undefined],
  ['no JSON', 'hello', undefined],
  ['nothing returned', '', undefined],
  ['a body', '{"body":"hello"}', [200, json, 'hello']],
  ['a body that is an object', '{"body":{"a":1}}', undefined],
  ['a body that is a number', '{"body":7}', undefined],
  ['a flag that is no boolean', '{"isBase64Encoded":"true","body":""}', undefined],
  [
    'base64 without a binary Accept',
    '{"isBase64Encoded":true,"body":"dGVzdC1kYXRh"}',
    [200, json, 'dGVzdC1kYXRh'],
  ],
  ['several values', '{"multiValueHeaders":{"x":["1","2"]}}', [200, ['x', '1', 'x', '2', ...json], '']],
  ['several values that are no list', '{"multiValueHeaders":{"x":"1"}}', undefined],
  [
    'both maps',
    '{"headers":{"test-multi":"value-solo"},"multiValueHeaders":{"tesT-Multi":["value-multi"]}}',
    [200, ['tesT-Multi', 'value-multi', 'tesT-Multi', 'value-solo', ...json], ''],
  ],
  [
    'the same value in both maps',
    '{"headers":{"X":"1"},"multiValueHeaders":{"x":["1","2"]}}',
    [200, ['x', '1', 'x', '2', ...json], ''],
  ],
  [
    'a content type of any spelling',
    '{"headers":{"content-TYPE":"text/html"},"body":"x"}',
    [200, ['content-TYPE', 'text/html'], 'x'],
  ],
  [
    'headers that are remapped',
    '{"headers":{"Content-Length":"5","date":"x","Server":"y","connection":"close","WWW-Authenticate":"Basic"}}',
    [
      200,
      [
        'x-amzn-Remapped-Content-Length',
        '5',
        'x-amzn-Remapped-date',
        'x',
        'x-amzn-Remapped-Server',
        'y',
        'x-amzn-Remapped-connection',
        'close',
        'x-amzn-Remapped-WWW-Authenticate',
        'Basic',
        ...json,
      ],
      '',
    ],
  ],
  [
    'headers that are dropped',
    '{"headers":{"Transfer-Encoding":"chunked","TE":"x","Via":"y"}}',
    [200, json, ''],
  ],
  ['a header called __proto__', '{"headers":{"__proto__":"x"}}', [200, ['__proto__', 'x', ...json], '']],
];

for (const [name, payload, expected] of cases) {
  test(`result: ${name}`, () => {
    const answer = fromProxyResult(Buffer.from(payload), false);
    assert.deepEqual(answer && [answer.status, answer.headers, answer.body], expected);
  });
}

test('result: base64 is decoded for a binary Accept', () => {
  const answer = fromProxyResult(Buffer.from('{"isBase64Encoded":true,"body":"dGVzdC1kYXRh"}'), true);
  assert.equal(answer?.body.toString(), 'test-data');
});

test('result: what is not base64 is malformed for a binary Accept', () => {
  assert.equal(
    fromProxyResult(Buffer.from('{"isBase64Encoded":true,"body":"%%% no base64"}'), true),
    undefined,
  );
});
