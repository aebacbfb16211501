import assert from 'node:assert/strict';
import type { PlatformLog } from '#observe';

/** Fails the test that is warned of something. */
export const silentLog: PlatformLog = {
  debug: () => undefined,
  info: () => undefined,
  warn: (message) => assert.fail(message),
  error: (message) => assert.fail(message),
};
