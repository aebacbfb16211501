import assert from 'node:assert/strict';
import { test } from 'node:test';
import { VirtualClock } from '#ambient';
import { createPresigner } from './presigned.ts';

function presigned(expiresSeconds = 600) {
  const clock = new VirtualClock();
  const presigner = createPresigner('secret', clock);
  const [path = '', query = ''] = presigner.presign('/_lambent/code/abc', expiresSeconds).split('?');
  return { clock, presigner, path, query };
}

test('what was presigned holds until its time is over', async () => {
  const { clock, presigner, path, query } = presigned();
  assert.equal(presigner.isPresigned(path, query), true);
  await clock.advance(599_999);
  assert.equal(presigner.isPresigned(path, query), true);
  await clock.advance(1);
  assert.equal(presigner.isPresigned(path, query), false);
});

test('another path, expiry, signature, secret or spelling does not hold', () => {
  const { clock, presigner, path, query } = presigned();
  const expires = Number(/Expires=(\d+)/.exec(query)?.[1]);
  const refused: readonly (readonly [string, string])[] = [
    ['/_lambent/code/abd', query],
    [`${path}/`, query],
    [path, query.replace(String(expires), String(expires + 1))],
    [path, query.replace(/.$/, (digit) => (digit === '0' ? '1' : '0'))],
    [path, query.slice(0, -1)],
    [path, query.toUpperCase()],
    [path, `${query}&more=1`],
    [path, query.split('&').reverse().join('&')],
    [path, ''],
  ];
  for (const [path, query] of refused)
    assert.equal(presigner.isPresigned(path, query), false, `${path}?${query}`);
  assert.equal(createPresigner('another', clock).isPresigned(path, query), false);
  assert.equal(createPresigner('secret', clock).isPresigned(path, query), true, 'also after a restart');
});

test('a path with a query cannot be presigned', () => {
  assert.throws(() => presigned().presigner.presign('/a?b=c', 1), /no query/);
});
