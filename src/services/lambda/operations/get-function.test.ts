/** GetFunction and GetFunctionConfiguration. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { account, arnOf, region, withControlPlane } from './control-room.fixture.ts';
import { getFunction } from './get-function.ts';

test('GetFunction has the configuration and where the code is for ten minutes, and no tags', () =>
  withControlPlane(async ({ create, call }) => {
    const { latest } = await create('fn');
    const { status, json } = await call('GetFunction', { FunctionName: 'fn' });
    const configuration = await call('GetFunctionConfiguration', { FunctionName: 'fn' });
    assert.equal(status, 200);
    assert.deepEqual(json, {
      Configuration: configuration.json,
      Code: {
        RepositoryType: 'S3',
        Location: `http://127.0.0.1:4566/_lambent/lambda/code/${latest.codeDigest}?signed-for=600`,
      },
    });
  }));

for (const name of [
  'fn',
  'function:fn',
  `${account}:function:fn`,
  `${region}:${account}:function:fn`,
  arnOf('fn'),
]) {
  test(`a function is found as ${name}`, () =>
    withControlPlane(async ({ create, call }) => {
      await create('fn');
      const { json } = await call('GetFunction', { FunctionName: name });
      assert.equal(json.Configuration.FunctionArn, arnOf('fn'));
    }));
}

test('the ARN of the answer is qualified as the caller qualified the name', () =>
  withControlPlane(async ({ create, call }) => {
    await create('fn');
    for (const input of [
      { FunctionName: 'fn', Qualifier: '$LATEST' },
      { FunctionName: 'fn:$LATEST' },
      { FunctionName: `${arnOf('fn')}:$LATEST`, Qualifier: '$LATEST' },
    ]) {
      const { json } = await call('GetFunctionConfiguration', input);
      assert.deepEqual([json.FunctionArn, json.Version], [`${arnOf('fn')}:$LATEST`, '$LATEST']);
    }
  }));

for (const operation of ['GetFunction', 'GetFunctionConfiguration'] as const) {
  for (const [input, named] of [
    [{ FunctionName: 'none' }, arnOf('none')],
    [{ FunctionName: 'none', Qualifier: '$LATEST' }, `${arnOf('none')}:$LATEST`],
    [{ FunctionName: 'fn', Qualifier: '1221' }, `${arnOf('fn')}:1221`],
    [{ FunctionName: 'fn:live' }, `${arnOf('fn')}:live`],
    [{ FunctionName: 'fn', Qualifier: '$latest' }, `${arnOf('fn')}:$latest`],
    [{ FunctionName: 'a'.repeat(65) }, arnOf('a'.repeat(65))],
    [{ FunctionName: 'a'.repeat(256) }, arnOf('a'.repeat(256))],
    [{ FunctionName: `arn:aws:lambda:${region}:${account}:function` }, arnOf('function')],
  ] as const) {
    test(`${operation} does not find ${JSON.stringify(input).slice(0, 90)}`, () =>
      withControlPlane(async ({ create, call }) => {
        await create('fn');
        const answer = await call(operation, input);
        assert.equal(answer.status, 404);
        assert.equal(answer.headers.get('x-amzn-errortype'), 'ResourceNotFoundException');
        assert.deepEqual(answer.json, { Type: 'User', Message: `Function not found: ${named}` });
      }));
  }

  test(`${operation} wants the two qualifiers to agree`, () =>
    withControlPlane(async ({ call }) => {
      const answer = await call(operation, { FunctionName: 'fn:1', Qualifier: '2' });
      assert.equal(answer.status, 400);
      assert.deepEqual(answer.json, {
        Type: 'User',
        message: 'The derived qualifier from the function name does not match the specified qualifier.',
      });
    }));

  test(`${operation} reaches neither other regions nor other accounts`, () =>
    withControlPlane(async ({ call }) => {
      const region = await call(operation, {
        FunctionName: `arn:aws:lambda:us-east-1:${account}:function:fn`,
      });
      assert.equal(region.status, 404);
      assert.equal(
        region.json.Message,
        "Functions from 'us-east-1' are not reachable in this region ('eu-west-1')",
      );
      const foreign = arnOf('fn').replace(account, '444455556666');
      const other = await call(operation, { FunctionName: foreign });
      assert.equal(other.status, 403);
      assert.equal(
        other.json.message,
        `User: arn:aws:iam::${account}:user/u is not authorized to perform: lambda:${operation} on resource: ${foreign} because no resource-based policy allows the lambda:${operation} action`,
      );
    }));

  test(`${operation} answers qualifiers that break the pattern or the length with the model's words`, () =>
    withControlPlane(async ({ call }) => {
      for (const [qualifier, constraint] of [
        [
          'invalid!',
          'Member must satisfy regular expression pattern: \\$(LATEST(\\.PUBLISHED)?)|[a-zA-Z0-9-_$]+',
        ],
        ['a'.repeat(129), 'Member must have length less than or equal to 128'],
      ]) {
        const { status, json } = await call(operation, { FunctionName: 'fn', Qualifier: qualifier });
        assert.equal(status, 400);
        assert.deepEqual(json, {
          message: `1 validation error detected: Value '${qualifier}' at 'qualifier' failed to satisfy constraint: ${constraint}`,
        });
      }
    }));
}

test('the permission is asked for the function that is named, also where that one is not ours', () => {
  const context = { account, region } as Parameters<typeof getFunction.permission>[1];
  const foreign = 'arn:aws:lambda:us-east-1:444455556666:function:fn:live';
  for (const [input, resource] of [
    [{ FunctionName: 'fn' }, arnOf('fn')],
    [{ FunctionName: 'fn', Qualifier: 'live' }, `${arnOf('fn')}:live`],
    [{ FunctionName: foreign }, foreign],
    [{ FunctionName: 'arn:aws:s3:::bucket' }, '*'],
  ] as const) {
    assert.deepEqual(getFunction.permission(input, context), { action: 'lambda:GetFunction', resource });
  }
});
