import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readAddress, splitStage } from './address.ts';

const cases: readonly (readonly [string, string, readonly [string, string] | undefined])[] = [
  ['abc123.execute-api.localhost', '/prod/pets', ['abc123', '/prod/pets']],
  ['abc123.execute-api.us-east-1.amazonaws.com', '/prod', ['abc123', '/prod']],
  ['abc123.execute-api.eu-west-1.example.internal', '/', ['abc123', '/']],
  [
    'abc123.execute-api.localhost',
    '/_aws/execute-api/other/prod',
    ['abc123', '/_aws/execute-api/other/prod'],
  ],
  ['localhost', '/_aws/execute-api/abc123/prod/pets', ['abc123', '/prod/pets']],
  ['localhost', '/_aws/execute-api/ABC123/prod', ['abc123', '/prod']],
  ['localhost', '/_aws/execute-api/abc123', ['abc123', '']],
  ['localhost', '/_aws/execute-api/', undefined],
  ['localhost', '/_aws/lambda-url/abc', undefined],
  ['localhost', '/restapis/abc123/prod/_user_request_/pets/1', ['abc123', '/prod/pets/1']],
  ['localhost', '/restapis/abc123/prod/_user_request_', ['abc123', '/prod']],
  ['localhost', '/restapis/abc123/prod/_user_request_x', undefined],
  ['localhost', '/restapis/abc123/resources', undefined],
  ['localhost', '/2015-03-31/functions', undefined],
  ['', '/', undefined],
];

for (const [host, path, expected] of cases) {
  test(`address: ${host}${path}`, () => {
    const address = readAddress(host, path);
    assert.deepEqual(address && [address.apiId, address.path], expected);
  });
}

test('a path splits at its stage', () => {
  assert.deepEqual(splitStage('/prod/a'), { stage: 'prod', fullPath: '/prod/a', path: '/a' });
  assert.deepEqual(splitStage('/prod'), { stage: 'prod', fullPath: '/prod', path: '/' });
  assert.deepEqual(splitStage('/prod/'), { stage: 'prod', fullPath: '/prod/', path: '/' });
  assert.deepEqual(splitStage('//prod//a//b'), { stage: 'prod', fullPath: '/prod//a//b', path: '/a//b' });
  assert.deepEqual(splitStage(''), { stage: '', fullPath: '/', path: '/' });
});
