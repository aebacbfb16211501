import assert from 'node:assert/strict';
import { test } from 'node:test';
import { binaryMatcher } from './media-types.ts';

const cases: readonly (readonly [string, string | undefined, boolean])[] = [
  ['image/png', 'image/png', true],
  ['image/png', 'image/png,image/*;q=0.8', true],
  ['image/png', 'Image/PNG; charset=x', true],
  ['image/png', 'image/*', false],
  ['image/png', '*/*', false],
  ['image/png', 'image/webp,image/png', false],
  ['image/png', undefined, false],
  ['application/*', 'application/anything', true],
  ['application/*', 'application/*', true],
  ['application/*', 'applications/x', false],
  ['*/test', 'a/test', false],
  ['*/test', '*/test', false],
  ['*/*', 'anything/else', true],
  ['*/*', undefined, true],
];

for (const [entry, header, expected] of cases) {
  test(`${entry} ${expected ? 'matches' : 'does not match'} ${header}`, () => {
    assert.equal(binaryMatcher([entry])(header), expected);
  });
}

test('an API without binary media types has no binary', () =>
  assert.equal(binaryMatcher([])('image/png'), false));
