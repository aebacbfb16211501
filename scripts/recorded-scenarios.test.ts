import assert from 'node:assert/strict';
import { access } from 'node:fs/promises';
import test from 'node:test';
import { type Account, problemsOf, readAccount, scenariosMarkdown } from './recorded-scenarios.ts';

const account: Account = {
  suites: { suite: ['A::one', 'A::two', 'B::three'] },
  elsewhere: { 'some.test.ts': ['A::two'] },
  uncovered: { 'not yet': ['B::*'] },
  golden: new Set(['A::one']),
};

test('each recorded scenario is a golden case, pinned by another test, or has a reason', async () => {
  const present = await readAccount();
  assert.deepEqual(problemsOf(present), []);
  for (const file of Object.keys(present.elsewhere)) await access(new URL(`../${file}`, import.meta.url));
});

test('an account that is complete has no problems', () => {
  assert.deepEqual(problemsOf(account), []);
});

test('a scenario with a name of its own is none of those that a name with a star means', () => {
  assert.deepEqual(problemsOf({ ...account, uncovered: { rest: ['*'] } }), []);
});

test('names that nothing recorded, and scenarios that none or two answer for, are problems', () => {
  const golden = new Set(['A::two', 'A::four']);
  const uncovered = { never: ['C::*'] };
  assert.deepEqual(problemsOf({ ...account, golden, uncovered }), [
    'A::four means nothing that was recorded',
    'C::* means nothing that was recorded',
    'A::one is accounted for 0 times',
    'A::two is accounted for 2 times',
    'B::three is accounted for 0 times',
  ]);
  assert.throws(() => scenariosMarkdown({ ...account, golden }), /A::four means nothing/);
});

test('the page counts each suite and says why what is missing is missing', () => {
  const rows = scenariosMarkdown(account)
    .split('\n')
    .map((line) => line.replace(/ +/g, ' '));
  for (const row of [
    '| suite | 3 | 1 | 1 | 1 |',
    '| B::* | 1 | not yet |',
    '| A::two | 1 | `some.test.ts` |',
  ]) {
    assert.ok(rows.includes(row), row);
  }
});
