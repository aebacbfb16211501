import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import test from 'node:test';
import { patternValueLengthMax } from '../limits.ts';
import type { ModelFile } from '../model/model-file.ts';
import { javaPattern } from './java-pattern.ts';

const folder = new URL('../../../models/', import.meta.url);
const files = readdirSync(folder).filter((name) => name.endsWith('.json'));

test('every pattern of every model can be expressed', () => {
  assert.ok(files.length >= 6);
  for (const file of files) {
    const { shapes } = JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as ModelFile;
    for (const { pattern } of Object.values(shapes)) if (pattern !== undefined) javaPattern(pattern)('');
  }
});

test('the whole value must match', () => {
  const matches = javaPattern('[a-z]+|\\d');
  assert.deepEqual(['abc', '1', 'abc1', '11', ' a', 'a\n'].map(matches), [
    true,
    true,
    false,
    false,
    false,
    false,
  ]);
});

test("Java's character classes mean the same inside and outside of brackets", () => {
  const printable = javaPattern('\\p{Print}+');
  assert.deepEqual([printable('a ~'), printable('é'), printable('\t')], [true, false, false]);
  const more = javaPattern('[\\p{Print}é]+');
  assert.deepEqual([more('aé'), more('ü')], [true, false]);
  assert.equal(javaPattern('\\p{L}+')('é'), true);
});

test('escapes that JavaScript only has outside unicode mode are understood', () => {
  assert.equal(javaPattern('a\\-b\\@')('a-b@'), true);
  assert.throws(() => javaPattern('\\p{L}\\-'), SyntaxError);
});

test('a dot matches a line end only where the pattern says (?s)', () => {
  assert.equal(javaPattern('a.b')('a\nb'), false);
  assert.equal(javaPattern('(?s)a.b')('a\nb'), true);
});

test('a value beyond the bound fails', () => {
  const matches = javaPattern('a*');
  assert.equal(matches('a'.repeat(patternValueLengthMax)), true);
  assert.equal(matches('a'.repeat(patternValueLengthMax + 1)), false);
});
