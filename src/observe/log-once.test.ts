import assert from 'node:assert/strict';
import { test } from 'node:test';
import { linesRememberedMax } from './limits.ts';
import { logOnce } from './log-once.ts';

test('a line is logged once, and what is remembered is bounded', () => {
  const logged: string[] = [];
  const warn = logOnce({ warn: (line) => void logged.push(line) });
  for (const line of ['a', 'b', 'a', 'b']) warn(line);
  assert.deepEqual(logged, ['a', 'b']);
  for (let at = 0; at < linesRememberedMax; at++) warn(`${at}`);
  warn('a');
  assert.equal(logged.length, linesRememberedMax + 3, 'forgotten, hence logged again');
});
