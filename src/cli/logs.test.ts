import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sinceMs } from './logs.ts';

test('--since takes an age or a time', () => {
  const now = Date.parse('2026-01-31T12:00:00Z');
  assert.equal(sinceMs('90s', now), now - 90_000);
  assert.equal(sinceMs('2h', now), now - 7_200_000);
  assert.equal(sinceMs('1w', now), now - 604_800_000);
  assert.equal(sinceMs('2026-01-31T11:00:00Z', now), now - 3_600_000);
  for (const wrong of ['', '10', '10x', 'yesterday', '-1h']) {
    assert.throws(() => sinceMs(wrong, now), { name: 'CommandError' }, wrong);
  }
});
