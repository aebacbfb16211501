/** SIGKILL at random moments while events are accepted and run: each that was answered 202 is run, and again only where a kill cut it short. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sendEventsUnderKill } from './events-under-kill.ts';

test('killed while events are accepted and run', { timeout: 360_000 }, async () => {
  const { accepted, runs } = await sendEventsUnderKill(5, 12);
  assert.ok(runs >= accepted && accepted >= 5, `${accepted} accepted, ${runs} runs`);
});
