import assert from 'node:assert/strict';
import { test } from 'node:test';
import { functionUrl, readAddress } from './address.ts';

for (const [host, path, expected] of [
  ['abc.lambda-url.eu-west-1.localhost', '/x', { urlId: 'abc', region: 'eu-west-1', path: '/x' }],
  ['abc.lambda-url.eu-west-1.on.aws', '/', { urlId: 'abc', region: 'eu-west-1', path: '/' }],
  ['localhost', '/_aws/lambda-url/aBc/x//y', { urlId: 'abc', path: '/x//y' }],
  ['localhost', '/_aws/lambda-url/abc', { urlId: 'abc', path: '/' }],
  ['localhost', '/_aws/lambda-url/', undefined],
  ['localhost', '/_aws/lambda-urls/abc', undefined],
  ['lambda-url.eu-west-1.localhost', '/', undefined],
  ['a.b.lambda-url.eu-west-1.localhost', '/', undefined],
  ['localhost', '/', undefined],
] as const) {
  test(`${host}${path} is ${expected === undefined ? 'no function URL' : `the URL ${expected.urlId}`}`, () => {
    assert.deepEqual(readAddress(host, path), expected);
  });
}

test('the URL that is shown leads back', () => {
  const url = new URL(functionUrl('abc', 'eu-west-1', 'http://127.0.0.1:4566'));
  assert.equal(url.href, 'http://abc.lambda-url.eu-west-1.localhost:4566/');
  assert.equal(readAddress(url.hostname, url.pathname)?.urlId, 'abc');
});
