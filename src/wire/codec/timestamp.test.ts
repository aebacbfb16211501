import assert from 'node:assert/strict';
import test from 'node:test';
import { readTimestamp, writeTimestamp } from './timestamp.ts';
import { Unconvertible } from './unconvertible.ts';

const instant = new Date('2020-04-06T22:52:18.000Z');

test('all three formats are read, whichever the model prefers', () => {
  for (const text of [
    1586213538,
    '1586213538',
    '1586213538.0',
    '2020-04-06T22:52:18Z',
    'Mon, 06 Apr 2020 22:52:18 GMT',
  ]) {
    assert.deepEqual(readTimestamp(text), instant);
  }
  assert.equal(readTimestamp('2020-04-06T22:52:18.25Z').getMilliseconds(), 250);
  assert.equal(readTimestamp(1586213538.123).getMilliseconds(), 123);
});

test('what only a lenient parser takes for a date is refused', () => {
  for (const value of [
    '',
    'yesterday',
    'foo 1',
    '2020',
    '2020-13-01T00:00:00Z',
    1e300,
    Number.NaN,
    true,
    null,
    {},
  ]) {
    if (value === '2020') assert.deepEqual(readTimestamp(value), new Date(2020 * 1000));
    else assert.throws(() => readTimestamp(value), Unconvertible);
  }
});

test('each format is written as AWS writes it', () => {
  assert.equal(writeTimestamp(instant, 'unixTimestamp'), 1586213538);
  assert.equal(writeTimestamp(new Date(1586213538123), 'unixTimestamp'), 1586213538.123);
  assert.equal(writeTimestamp(instant, 'iso8601'), '2020-04-06T22:52:18Z');
  assert.equal(writeTimestamp(new Date(1586213538123), 'iso8601'), '2020-04-06T22:52:18.123Z');
  assert.equal(writeTimestamp(instant, 'rfc822'), 'Mon, 06 Apr 2020 22:52:18 GMT');
});
