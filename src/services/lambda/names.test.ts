import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CallContext } from '#service';
import { functionArn, isPlainName, partitionOf, resolveFunction, resourceOf } from './names.ts';

const account = '111122223333';
const context = {
  account,
  region: 'eu-west-1',
  caller: { type: 'user', account, arn: `arn:aws:iam::${account}:user/u`, userId: 'u', verified: true },
} as unknown as CallContext;
const id = { account, region: 'eu-west-1', name: 'fn' };
const arn = `arn:aws:lambda:eu-west-1:${account}:function:fn`;

for (const [form, qualifier] of [
  ['fn', undefined],
  ['fn:live', 'live'],
  ['fn:$LATEST', '$LATEST'],
  ['fn:$LATEST.PUBLISHED', '$LATEST.PUBLISHED'],
  ['function:fn', undefined],
  [`${account}:function:fn:7`, '7'],
  [`eu-west-1:${account}:function:fn`, undefined],
  [arn, undefined],
  [`${arn}:live`, 'live'],
  [`arn:aws-cn:lambda:eu-west-1:${account}:function:fn`, undefined],
] as const) {
  test(`${form} names fn${qualifier === undefined ? '' : ` at ${qualifier}`}`, () => {
    const {
      arn: resolved,
      qualifier: at,
      ...rest
    } = resolveFunction({ FunctionName: form }, context, 'lambda:X');
    assert.deepEqual(rest, id);
    assert.equal(resolved, arn);
    assert.equal(at, qualifier);
  });
}

test('an ARN without a name has the word function for a name', () => {
  const input = { FunctionName: `arn:aws:lambda:eu-west-1:${account}:function` };
  assert.equal(resolveFunction(input, context, 'lambda:X').name, 'function');
});

for (const form of [
  '*',
  'my-function!',
  'invalid-account:function:fn',
  `arn:aws:lambda:invalid-region:${account}:function:fn`,
  `arn:aws:lambda::${account}:function:fn:1:2`,
  `arn:aws:ec2:eu-west-1:${account}:instance:i-1`,
  'function:fn:$LATEST:extra',
  `${arn}:$LATES`,
  `${arn}:1:2`,
  '',
]) {
  test(`${JSON.stringify(form)} names nothing`, () => {
    assert.throws(() => resolveFunction({ FunctionName: form }, context, 'lambda:X'), {
      code: 'ValidationException',
      status: 400,
    });
    assert.equal(resourceOf({ FunctionName: form }, context), '*');
  });
}

test('another region and another account are refused in AWS words', () => {
  assert.throws(
    () => resolveFunction({ FunctionName: `us-east-1:${account}:function:fn` }, context, 'lambda:X'),
    { message: "Functions from 'us-east-1' are not reachable in this region ('eu-west-1')", status: 404 },
  );
  assert.throws(
    () => resolveFunction({ FunctionName: '444455556666:function:fn' }, context, 'lambda:GetPolicy'),
    {
      code: 'AccessDeniedException',
      message: `User: arn:aws:iam::${account}:user/u is not authorized to perform: lambda:GetPolicy on resource: arn:aws:lambda:eu-west-1:444455556666:function:fn because no resource-based policy allows the lambda:GetPolicy action`,
    },
  );
});

test('a qualifier may be said twice, but not in two ways', () => {
  const twice = { FunctionName: 'fn:live', Qualifier: 'live' };
  assert.equal(resolveFunction(twice, context, 'lambda:X').qualifier, 'live');
  assert.throws(() => resolveFunction({ ...twice, Qualifier: 'other' }, context, 'lambda:X'), {
    message: 'The derived qualifier from the function name does not match the specified qualifier.',
  });
});

test('the partition follows from the region', () => {
  assert.equal(partitionOf('cn-north-1'), 'aws-cn');
  assert.equal(
    functionArn({ ...id, region: 'us-gov-west-1' }, 'live'),
    `arn:aws-us-gov:lambda:us-gov-west-1:${account}:function:fn:live`,
  );
});

test('only what has no colon is a plain name', () => {
  assert.deepEqual(['fn', 'fn:1', 'function:fn'].map(isPlainName), [true, false, false]);
});
