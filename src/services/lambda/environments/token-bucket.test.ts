import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ScalingRates } from './scaling-rates.ts';
import { TokenBucket } from './token-bucket.ts';

test('a burst, then so many a second, never more than the burst', () => {
  const bucket = new TokenBucket();
  const taken = (nowMs: number) => {
    let count = 0;
    while (bucket.take(nowMs, 5, 10)) count += 1;
    return count;
  };
  assert.equal(taken(1_000), 5);
  assert.equal(taken(1_099), 0);
  assert.equal(taken(1_100), 1);
  assert.equal(taken(1_300), 2);
  assert.equal(taken(60_000), 5);
});

test('a limit of 0 lets nothing through', () => {
  assert.equal(new TokenBucket().take(0, 0, 0), false);
});

test('a function may add 1000 environments at once, and 1000 more in ten seconds', () => {
  const rates = new ScalingRates();
  const id = { account: '000000000000', region: 'us-east-1', name: 'fn' };
  const added = (nowMs: number) => {
    let count = 0;
    for (; !rates.isSpent(id, nowMs); count += 1) rates.started(id, nowMs);
    return count;
  };
  assert.equal(added(0), 1_000);
  assert.equal(added(5_000), 500);
  assert.equal(added(10_000), 500);
  assert.equal(rates.isSpent({ ...id, name: 'other' }, 10_000), false, 'each on its own');
});
