import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { AwsError } from '#wire';
import { checkFilters } from './filters.ts';

function isTaken(Pattern: string | undefined): boolean {
  try {
    checkFilters({ Filters: [Pattern === undefined ? {} : { Pattern }] });
    return true;
  } catch (error) {
    assert.ok(error instanceof AwsError);
    assert.equal(error.message, 'Invalid filter pattern definition.');
    return false;
  }
}

const patterns: readonly unknown[] = [
  { eventName: ['INSERT', 'MODIFY'] },
  { body: { testItem: ['a', 5, true, null, ''] } },
  { body: { a: [{ exists: true }], b: [{ prefix: 'us-' }, { suffix: '.png' }] } },
  { body: { a: [{ numeric: ['>=', 100, '<', 200] }], b: [{ numeric: ['=', 1.5] }] } },
  {
    body: {
      a: [{ 'anything-but': '101' }, { 'anything-but': ['a', 1] }, { 'anything-but': { prefix: 'x' } }],
    },
  },
  { body: { a: [{ 'equals-ignore-case': 'X' }, { prefix: { 'equals-ignore-case': 'x' } }] } },
  { $or: [{ a: [1] }, { b: [2] }] },
  { data: { a: [{ wildcard: 'a*b' }], b: [{ cidr: '10.0.0.0/8' }] } },
];

const strange: readonly unknown[] = [
  'simple string',
  null,
  5,
  [],
  {},
  { eventSource: 'aws:sqs' },
  { eventSource: [] },
  { body: {} },
  { body: 5 },
  { a: [['nested']] },
  { a: [{}] },
  { a: [{ unknown: 1 }] },
  { a: [{ toString: 1 }] },
  { a: [{ exists: 'yes' }] },
  { a: [{ exists: true, prefix: 'a' }] },
  { a: [{ numeric: [] }] },
  { a: [{ numeric: ['>', '1'] }] },
  { a: [{ numeric: ['<', 1, '>', 2] }] },
  { a: [{ prefix: 5 }] },
  { a: [{ 'anything-but': [] }] },
  { a: [{ 'anything-but': { exists: true } }] },
  { $or: [{ a: [1] }] },
];

test('patterns of every operator are taken', () => {
  for (const pattern of patterns) assert.ok(isTaken(JSON.stringify(pattern)), JSON.stringify(pattern));
});

test('what could match nothing is refused', () => {
  for (const pattern of strange) assert.ok(!isTaken(JSON.stringify(pattern)), JSON.stringify(pattern));
  for (const text of [undefined, '', '{"eventName": ["INSERT"=123}', '[{"eventName": ["INSERT"=123}]']) {
    assert.ok(!isTaken(text), text);
  }
});

test('any text is taken or refused, and nothing else happens', () => {
  fc.assert(fc.property(fc.oneof(fc.json(), fc.string()), (text) => isTaken(text) || true));
});

test('a mapping has at most five filters', () => {
  const Filters = Array.from({ length: 6 }, () => ({ Pattern: '{"a":[1]}' }));
  checkFilters({ Filters: Filters.slice(1) });
  assert.throws(() => checkFilters({ Filters }), /at most 5 filters/);
});
