/** AddPermission, GetPolicy and RemovePermission. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { account, arnOf, type ControlPlane, region, withControlPlane } from './control-room.fixture.ts';

const s3 = {
  FunctionName: 'fn',
  StatementId: 's3',
  Action: 'lambda:InvokeFunction',
  Principal: 's3.amazonaws.com',
  SourceArn: 'arn:aws:s3:::bucket',
};

const s3Statement = {
  Sid: 's3',
  Effect: 'Allow',
  Principal: { Service: 's3.amazonaws.com' },
  Action: 'lambda:InvokeFunction',
  Resource: arnOf('fn'),
  Condition: { ArnLike: { 'AWS:SourceArn': 'arn:aws:s3:::bucket' } },
};

test('a statement is answered as JSON text, and the policy holds it word for word', () =>
  withControlPlane(async ({ create, call }) => {
    const before = await create('fn');
    const added = await call('AddPermission', s3);
    assert.equal(added.status, 201);
    assert.deepEqual(added.json, { Statement: JSON.stringify(s3Statement) });
    const policy = await call('GetPolicy', { FunctionName: 'fn' });
    assert.equal(policy.status, 200);
    assert.deepEqual(Object.keys(policy.json), ['Policy', 'RevisionId']);
    assert.equal(
      policy.json.Policy,
      JSON.stringify({ Version: '2012-10-17', Id: 'default', Statement: [s3Statement] }),
    );
    assert.notEqual(policy.json.RevisionId, before.latest.revisionId);
    const { json } = await call('GetFunctionConfiguration', { FunctionName: 'fn' });
    assert.equal(json.RevisionId, before.latest.revisionId);
  }));

for (const [given, principal] of [
  ['*', '*'],
  ['s3.amazonaws.com', { Service: 's3.amazonaws.com' }],
  ['alexa-appkit.amazon.com', { Service: 'alexa-appkit.amazon.com' }],
  ['444455556666', { AWS: 'arn:aws:iam::444455556666:root' }],
  ['arn:aws:iam::444455556666:user/path/me', { AWS: 'arn:aws:iam::444455556666:user/path/me' }],
  ['arn:aws:iam::444455556666:role/r', { AWS: 'arn:aws:iam::444455556666:role/r' }],
] as const) {
  test(`the principal ${given} becomes ${JSON.stringify(principal)}`, async () => {
    assert.deepEqual((await statementOf({ Principal: given })).Principal, principal);
  });
}

for (const [members, condition] of [
  [{}, undefined],
  [{ SourceArn: s3.SourceArn }, { ArnLike: { 'AWS:SourceArn': s3.SourceArn } }],
  [{ SourceAccount: account }, { StringEquals: { 'AWS:SourceAccount': account } }],
  [
    { Principal: '*', PrincipalOrgID: 'o-1234567890' },
    { StringEquals: { 'aws:PrincipalOrgID': 'o-1234567890' } },
  ],
  [
    { Principal: '*', EventSourceToken: 'amzn1.ask.skill.x' },
    { StringEquals: { 'lambda:EventSourceToken': 'amzn1.ask.skill.x' } },
  ],
  [{ Principal: '*', InvokedViaFunctionUrl: true }, { Bool: { 'lambda:InvokedViaFunctionUrl': 'true' } }],
  [
    {
      Principal: '*',
      Action: 'lambda:InvokeFunctionUrl',
      SourceAccount: account,
      FunctionUrlAuthType: 'NONE',
      PrincipalOrgID: 'o-1234567890',
      SourceArn: s3.SourceArn,
    },
    {
      StringEquals: {
        'AWS:SourceAccount': account,
        'lambda:FunctionUrlAuthType': 'NONE',
        'aws:PrincipalOrgID': 'o-1234567890',
      },
      ArnLike: { 'AWS:SourceArn': s3.SourceArn },
    },
  ],
] as const) {
  test(`${JSON.stringify(members)} becomes ${JSON.stringify(condition)}`, async () => {
    const statement = await statementOf(members);
    assert.equal(JSON.stringify(statement.Condition), JSON.stringify(condition));
  });
}

const refusals: readonly (readonly [
  what: string,
  members: object,
  status: number,
  code: string,
  message: string,
])[] = [
  [
    'an invalid principal',
    { Principal: 'invalid.nonaws.com' },
    400,
    'InvalidParameterValueException',
    'The provided principal was invalid. Please check the principal and try again.',
  ],
  [
    'a statement id that breaks the pattern',
    { StatementId: 'example.com' },
    400,
    'ValidationException',
    "1 validation error detected: Value 'example.com' at 'statementId' failed to satisfy constraint: Member must satisfy regular expression pattern: ([a-zA-Z0-9-_]+)",
  ],
  [
    'the qualifier $LATEST',
    { Qualifier: '$LATEST' },
    400,
    'InvalidParameterValueException',
    'We currently do not support adding policies for $LATEST.',
  ],
  [
    'qualifiers that contradict each other',
    { FunctionName: 'fn:1', Qualifier: '2' },
    400,
    'InvalidParameterValueException',
    'The derived qualifier from the function name does not match the specified qualifier.',
  ],
  [
    'an unknown function',
    { FunctionName: 'none' },
    404,
    'ResourceNotFoundException',
    `Function not found: ${arnOf('none')}`,
  ],
  [
    'an unknown alias',
    { Qualifier: 'live' },
    404,
    'ResourceNotFoundException',
    `Cannot find alias arn: ${arnOf('fn')}:live`,
  ],
  [
    'an unknown version',
    { Qualifier: '42' },
    404,
    'ResourceNotFoundException',
    `Function not found: ${arnOf('fn')}:42`,
  ],
  [
    'a qualifier with a dollar sign',
    { Qualifier: 'valid-with-$-sign' },
    404,
    'ResourceNotFoundException',
    `Function not found: ${arnOf('fn')}:valid-with-$-sign`,
  ],
  [
    'a function URL condition on another action',
    { FunctionUrlAuthType: 'NONE' },
    400,
    'InvalidParameterValueException',
    'FunctionUrlAuthType is only supported for lambda:InvokeFunctionUrl action',
  ],
  [
    'a RevisionId where there is no policy',
    { RevisionId: 'x' },
    412,
    'PreconditionFailedException',
    'The Revision Id provided does not match the latest Revision Id. Call the GetPolicy API to retrieve the latest Revision Id',
  ],
];

for (const [what, members, status, code, message] of refusals) {
  test(`AddPermission with ${what}: ${status} ${code}, and no policy`, () =>
    withControlPlane(async ({ create, call }) => {
      await create('fn');
      const answer = await call('AddPermission', { ...s3, ...members });
      assert.deepEqual([answer.status, answer.headers.get('x-amzn-errortype')], [status, code]);
      assert.equal(answer.json.message ?? answer.json.Message, message);
      await hasNoPolicy(call);
    }));
}

test('a statement id is taken once', () =>
  withControlPlane(async ({ create, call }) => {
    await create('fn');
    await call('AddPermission', s3);
    const again = await call('AddPermission', { ...s3, Principal: '*' });
    assert.equal(again.status, 409);
    assert.deepEqual(again.json, {
      Type: 'User',
      message:
        'The statement id (s3) provided already exists. Please provide a new statement id, or remove the existing statement.',
    });
  }));

test('statements are removed one by one, and the last takes the policy with it', () =>
  withControlPlane(async ({ create, call }) => {
    await create('fn');
    await call('AddPermission', s3);
    await call('AddPermission', { ...s3, StatementId: 'sqs', Principal: 'sqs.amazonaws.com' });
    const unknown = await call('RemovePermission', { FunctionName: 'fn', StatementId: 'other' });
    assert.deepEqual(
      [unknown.status, unknown.json],
      [404, { Type: 'User', Message: 'Statement other is not found in resource policy.' }],
    );
    const removed = await call('RemovePermission', { FunctionName: 'fn', StatementId: 'sqs' });
    assert.deepEqual([removed.status, removed.text], [204, '']);
    const policy = await call('GetPolicy', { FunctionName: 'fn' });
    assert.deepEqual(JSON.parse(policy.json.Policy).Statement, [s3Statement]);
    await call('RemovePermission', { FunctionName: 'fn', StatementId: 's3' });
    await hasNoPolicy(call);
  }));

for (const [what, input, message] of [
  ['an unknown function', { FunctionName: 'none' }, `No policy found for: ${arnOf('none')}`],
  ['a function without policy', {}, 'No policy is associated with the given resource.'],
  ['$LATEST', { Qualifier: '$LATEST' }, 'No policy is associated with the given resource.'],
  ['an unknown alias', { Qualifier: 'live' }, `Cannot find alias arn: ${arnOf('fn')}:live`],
] as const) {
  test(`RemovePermission of ${what} is not found`, () =>
    withControlPlane(async ({ create, call }) => {
      await create('fn');
      const answer = await call('RemovePermission', { FunctionName: 'fn', StatementId: 's3', ...input });
      assert.equal(answer.status, 404);
      assert.deepEqual(answer.json, { Type: 'User', Message: message });
    }));
}

test('GetPolicy finds none on unknown functions and on qualifiers', () =>
  withControlPlane(async ({ create, call }) => {
    await create('fn');
    await call('AddPermission', s3);
    for (const input of [{ FunctionName: 'none' }, { FunctionName: 'fn', Qualifier: '1' }]) {
      const answer = await call('GetPolicy', input);
      assert.equal(answer.status, 404);
      assert.deepEqual(answer.json, { Type: 'User', Message: 'The resource you requested does not exist.' });
    }
  }));

test('the revision id of a policy guards both changes, and changes with each', () =>
  withControlPlane(async ({ create, call }) => {
    await create('fn');
    await call('AddPermission', s3);
    const { RevisionId } = (await call('GetPolicy', { FunctionName: 'fn' })).json;
    const second = { ...s3, StatementId: 'second' };
    assert.equal((await call('AddPermission', { ...second, RevisionId: 'old' })).status, 412);
    assert.equal((await call('AddPermission', { ...second, RevisionId })).status, 201);
    const removal = { FunctionName: 'fn', StatementId: 'second', RevisionId };
    assert.equal((await call('RemovePermission', removal)).status, 412);
    const next = (await call('GetPolicy', { FunctionName: 'fn' })).json.RevisionId;
    assert.equal((await call('RemovePermission', { ...removal, RevisionId: next })).status, 204);
  }));

test('a policy ends at 20480 bytes, and the refused statement is not in it', () =>
  withControlPlane(async ({ create, call }) => {
    await create('fn');
    const SourceArn = `arn:aws:s3:::${'b'.repeat(9800)}`;
    assert.equal((await call('AddPermission', { ...s3, SourceArn })).status, 201);
    assert.equal((await call('AddPermission', { ...s3, SourceArn, StatementId: 's4' })).status, 201);
    const before = await call('GetPolicy', { FunctionName: 'fn' });
    const answer = await call('AddPermission', {
      ...s3,
      SourceArn: `arn:aws:s3:::${'b'.repeat(700)}`,
      StatementId: 's5',
    });
    assert.deepEqual(
      [answer.status, answer.headers.get('x-amzn-errortype')],
      [400, 'PolicyLengthExceededException'],
    );
    assert.match(
      answer.json.message,
      /^The final policy size \(2\d{4}\) is bigger than the limit \(20480\)\.$/,
    );
    assert.deepEqual((await call('GetPolicy', { FunctionName: 'fn' })).json, before.json);
  }));

test('permissions added at the same time are all kept', () =>
  withControlPlane(async ({ create, call }) => {
    await create('fn');
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, n) => call('AddPermission', { ...s3, StatementId: `s${n}` })),
    );
    assert.deepEqual(
      answers.map(({ status }) => status),
      Array.from({ length: 8 }, () => 201),
    );
    const { Policy } = (await call('GetPolicy', { FunctionName: 'fn' })).json;
    assert.equal(JSON.parse(Policy).Statement.length, 8);
  }));

async function statementOf(members: object): Promise<Record<string, unknown>> {
  let statement: Record<string, unknown> = {};
  await withControlPlane(async ({ create, call }) => {
    await create('fn');
    const { SourceArn: _sourceArn, ...rest } = s3;
    const answer = await call('AddPermission', { ...rest, ...members });
    assert.equal(answer.status, 201, answer.text);
    assert.equal(answer.json.Statement.startsWith('{"Sid":"s3","Effect":"Allow","Principal":'), true);
    statement = JSON.parse(answer.json.Statement);
    assert.equal(statement.Resource, `arn:aws:lambda:${region}:${account}:function:fn`);
  });
  return statement;
}

async function hasNoPolicy(call: ControlPlane['call']): Promise<void> {
  const answer = await call('GetPolicy', { FunctionName: 'fn' });
  assert.equal(answer.status, 404);
  assert.deepEqual(answer.json, { Type: 'User', Message: 'The resource you requested does not exist.' });
}
