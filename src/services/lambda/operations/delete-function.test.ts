import assert from 'node:assert/strict';
import { test } from 'node:test';
import { arnOf, newFunction, withControlPlane } from './control-room.fixture.ts';

test('a deleted function is gone with its policy and its code: 204 and an empty body', () =>
  withControlPlane(async ({ create, call, functions, leftovers }) => {
    await create('fn');
    const answer = await call('DeleteFunction', { FunctionName: 'fn' });
    assert.deepEqual([answer.status, answer.text], [204, '']);
    assert.deepEqual(functions.all(), []);
    assert.deepEqual(await leftovers(), { blobs: [], notes: [], trees: [] });
    assert.equal((await call('GetFunction', { FunctionName: 'fn' })).status, 404);
    assert.equal((await call('CreateFunction', await newFunction('fn'))).status, 201);
  }));

test('code that another function shares stays', () =>
  withControlPlane(async ({ create, call, code }) => {
    const { latest } = await create('a');
    await create('b');
    await call('DeleteFunction', { FunctionName: 'a' });
    assert.ok(await code.zip(latest.codeDigest));
  }));

test('the tree of a package that an environment still uses outlives the function', () =>
  withControlPlane(async ({ create, call, code, leftovers }) => {
    const { latest } = await create('fn');
    const borrowed = await code.borrow(latest.codeDigest);
    assert.equal((await call('DeleteFunction', { FunctionName: 'fn' })).status, 204);
    const left = await leftovers();
    assert.deepEqual([left.blobs, left.notes, left.trees.length], [[], [], 1]);
    borrowed.release();
  }));

test('a function may be deleted while it is Pending', () =>
  withControlPlane(async (plane) => {
    plane.interpreter = () => new Promise(() => undefined);
    await plane.call('CreateFunction', await newFunction('fn'));
    assert.equal((await plane.call('DeleteFunction', { FunctionName: 'fn' })).status, 204);
    assert.deepEqual(plane.functions.all(), []);
  }));

for (const [what, input, status, message] of [
  ['an unknown function', { FunctionName: 'none' }, 404, `Function not found: ${arnOf('none')}`],
  [
    'a version of an unknown function',
    { FunctionName: 'none', Qualifier: '7' },
    404,
    `Function not found: ${arnOf('none')}`,
  ],
  [
    'a misspelt $LATEST of an unknown function',
    { FunctionName: 'none', Qualifier: '$latest' },
    404,
    `Function not found: ${arnOf('none')}`,
  ],
  [
    'a misspelt $LATEST',
    { FunctionName: 'fn', Qualifier: '$latest' },
    404,
    `Function not found: ${arnOf('fn')}:$latest`,
  ],
  [
    '$LATEST',
    { FunctionName: 'fn:$LATEST' },
    400,
    '$LATEST version cannot be deleted without deleting the function.',
  ],
  [
    '$LATEST of an unknown function',
    { FunctionName: 'none', Qualifier: '$LATEST' },
    400,
    '$LATEST version cannot be deleted without deleting the function.',
  ],
  [
    'an alias',
    { FunctionName: 'fn', Qualifier: 'live' },
    400,
    'Deletion of aliases is not currently supported.',
  ],
] as const) {
  test(`deleting ${what} is refused, and the function stays`, () =>
    withControlPlane(async ({ create, call, settled }) => {
      const before = await create('fn');
      const answer = await call('DeleteFunction', input);
      assert.equal(answer.status, status);
      assert.deepEqual(answer.json, { Type: 'User', [status === 404 ? 'Message' : 'message']: message });
      assert.deepEqual(await settled('fn'), before);
    }));
}

test('deleting a version that does not exist is a success, and the function stays', () =>
  withControlPlane(async ({ create, call, settled }) => {
    const before = await create('fn');
    assert.equal((await call('DeleteFunction', { FunctionName: 'fn', Qualifier: '7' })).status, 204);
    assert.deepEqual(await settled('fn'), before);
  }));

test('of racing deletes one finds it, the others do not', () =>
  withControlPlane(async ({ create, call }) => {
    await create('fn');
    const answers = await Promise.all([1, 2, 3].map(() => call('DeleteFunction', { FunctionName: 'fn' })));
    assert.deepEqual(answers.map(({ status }) => status).sort(), [204, 404, 404]);
  }));
