import assert from 'node:assert/strict';
import test from 'node:test';
import { loadModel } from '#wire';
import { coverageMarkdown } from './coverage-markdown.ts';

const sts = loadModel('sts');

test('an enforced operation lists its members, a refused one its reason, and none is missing', () => {
  const page = coverageMarkdown([sts], {
    sts: {
      GetCallerIdentity: { fields: [] },
      GetSessionToken: {
        fields: ['DurationSeconds', 'TokenCode'],
        refusedValues: [
          { path: 'DurationSeconds', values: ['1', '2'] },
          { path: 'TokenCode.Inner', unless: 'it rains' },
        ],
      },
      AssumeRole: { notImplemented: 'later | or never' },
    },
  });
  const rows = page.split('\n').map((line) => line.replace(/ +/g, ' '));
  for (const row of [
    '| [sts](#sts) | 2 | 9 |',
    '| GetCallerIdentity | – | – | – |',
    '| GetSessionToken | DurationSeconds, TokenCode | SerialNumber | DurationSeconds=1/2, TokenCode.Inner (unless it rains) |',
    '| AssumeRole | later \\| or never |',
    '| GetFederationToken | not in the operation table |',
  ]) {
    assert.ok(rows.includes(row), row);
  }
});

test('a field that the model does not have is a mistake in the table', () => {
  const tables = { sts: { GetCallerIdentity: { fields: ['Nothing'] } } };
  assert.throws(() => coverageMarkdown([sts], tables), /sts GetCallerIdentity: the model has no Nothing/);
});

test('a service without a table is refused whole', () => {
  assert.match(coverageMarkdown([sts], {}), /\| AssumeRole +\| Lambent does not have this service yet +\|/);
});
