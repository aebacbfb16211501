import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { entryPath, linkLeavesTree } from './entry-path.ts';
import { ZipRejected } from './zip-rejected.ts';

test('names inside the tree', () => {
  assert.deepEqual(entryPath('index.js'), ['index.js']);
  assert.deepEqual(entryPath('./a//b/./c.js'), ['a', 'b', 'c.js']);
  assert.deepEqual(entryPath('a/'), ['a']);
  assert.deepEqual(entryPath('./'), []);
  assert.deepEqual(entryPath('..a/...'), ['..a', '...']);
});

for (const name of [
  '',
  '/etc/passwd',
  '../x',
  'a/../../x',
  'a/..',
  'C:/x',
  'c:x',
  'a\\b',
  '..\\x',
  'a\0b',
  'x'.repeat(256),
  'x/'.repeat(1_100),
]) {
  test(`refused: ${JSON.stringify(name.slice(0, 20))}`, () => {
    assert.throws(() => entryPath(name), ZipRejected);
  });
}

test('a name that is taken never leaves the tree', () => {
  const part = fc.oneof(fc.constantFrom('..', '.', '', 'a', 'b:', '~'), fc.string({ maxLength: 3 }));
  fc.assert(
    fc.property(fc.array(part, { maxLength: 6 }), (parts) => {
      try {
        assert.ok(
          entryPath(parts.join('/')).every((taken) => taken !== '..' && taken !== '' && !taken.includes('/')),
        );
      } catch (error) {
        assert.ok(error instanceof ZipRejected);
      }
    }),
  );
});

function leaves(links: Record<string, string>): string[] {
  const all = new Map(Object.entries(links));
  return [...all.keys()].filter((path) => linkLeavesTree(path, all));
}

test('links within the tree', () => {
  assert.deepEqual(
    leaves({ 'a/b': '../c', x: 'a/b', 'a/up': '..', loop: 'loop', dangling: 'nowhere/at/all' }),
    [],
  );
});

test('links out of the tree, directly and through other links', () => {
  assert.deepEqual(leaves({ up: '..' }), ['up']);
  assert.deepEqual(leaves({ 'a/b': '../../c' }), ['a/b']);
  assert.deepEqual(leaves({ root: '/etc/passwd' }), ['root']);
  // By its text m stays inside; but a/b/c/l is the root itself, and from there .. leads out.
  assert.deepEqual(leaves({ 'a/b/c/l': '../../..', m: 'a/b/c/l/../x' }), ['m']);
  assert.deepEqual(leaves({ a: 'b', b: '../x' }), ['a', 'b']);
});
