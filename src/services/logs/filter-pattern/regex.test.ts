import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { State } from './automaton.ts';
import { readRegex } from './read-regex.ts';
import { compileRegex } from './regex.ts';

// The reference: the same automaton, step by step over sets.

/** Walks all ways through the states at once; a new way starts at every character. */
function search(states: readonly State[], text: string): boolean {
  let current = new Set<number>();
  for (let at = 0; at <= text.length; at += 1) {
    if (enter(states, 0, { atStart: at === 0, atEnd: at === text.length }, current)) return true;
    if (at === text.length) return false;
    const code = text.charCodeAt(at);
    const next = new Set<number>();
    const after = { atStart: false, atEnd: at + 1 === text.length };
    for (const index of current) {
      const state = states[index];
      if (state?.type !== 'class' || !state.accepts(code)) continue;
      if (state.loops) next.add(index);
      if (enter(states, index + 1, after, next)) return true;
    }
    current = next;
  }
  return false;
}

/** Adds a state and those reached from it without a character. True if the end is among them. */
function enter(
  states: readonly State[],
  from: number,
  place: { readonly atStart: boolean; readonly atEnd: boolean },
  into: Set<number>,
): boolean {
  for (let index = from; ; index += 1) {
    const state = states[index];
    if (state === undefined) return true;
    if (state.type === 'class') {
      into.add(index);
      if (!state.optional) return false;
    } else if (state.type === 'start' ? !place.atStart : !place.atEnd) return false;
  }
}

/** More steps than one word has, and repetitions that may be skipped across the border of two. */
const quantifier = fc.constantFrom(
  '',
  '',
  '*',
  '+',
  '?',
  '{2}',
  '{0,2}',
  '{1,}',
  '{0,29}',
  '{28,33}',
  '{61}',
);
const atom = fc.constantFrom(
  'a',
  'b',
  '.',
  '[ab]',
  '[^a]',
  '\\d',
  '\\D',
  '\\W',
  '\\xe9',
  '[^\\xff]',
  '^',
  '$',
);
const piece = fc.tuple(atom, quantifier).map(([a, q]) => (a === '^' || a === '$' ? a : a + q));
const alternative = fc.array(piece, { maxLength: 5 }).map((pieces) => pieces.join(''));
const source = fc.array(alternative, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('|'));
const character = fc.constantFrom('a', 'a', 'a', 'b', '1', '\n', 'é', 'ÿ', '€', '\u{1f40d}');

test('agrees with the walk over sets, on any expression and text', () => {
  const text = fc.string({ unit: character, maxLength: 80 });
  let matched = 0;
  fc.assert(
    fc.property(source, text, (pattern, message) => {
      const expected = readRegex(pattern).some((states) => search(states, message));
      matched += expected ? 1 : 0;
      assert.equal(compileRegex(pattern).test(message), expected);
    }),
    { numRuns: 4000, seed: 20261121 },
  );
  assert.ok(matched > 500 && matched < 3500, String(matched));
});

test('a thousand steps over a long message are some dozen words a character', () => {
  const regex = compileRegex('[ab]*a[ab]{999}c');
  assert.equal(regex.test(`${'ab'.repeat(20_000)}c`), true);
  assert.equal(regex.test('ab'.repeat(20_000)), false);
});
