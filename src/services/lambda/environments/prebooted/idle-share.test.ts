import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hostIdleShare } from './idle-share.ts';

test('what is free of the processors is a share of their time', () => {
  const idleShare = hostIdleShare();
  for (let look = 0; look < 5; look += 1) {
    const share = idleShare();
    assert.ok(share >= 0 && share <= 1, String(share));
  }
});
