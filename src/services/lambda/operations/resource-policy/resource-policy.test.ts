/** PutResourcePolicy, GetResourcePolicy and DeleteResourcePolicy, and what they share with AddPermission. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type Answer,
  account,
  arnOf,
  type ControlPlane,
  region,
  withControlPlane,
} from '../control-room.fixture.ts';

const arn = arnOf('fn');

const allow = {
  Sid: 'allow',
  Effect: 'Allow',
  Principal: { Service: ['sns.amazonaws.com', 's3.amazonaws.com'] },
  Action: ['lambda:InvokeFunction'],
  Resource: arn,
};
const deny = { Effect: 'Deny', Principal: '*', NotAction: 'lambda:Get*', Resource: [`${arn}:*`, arn] };
const whole = { Version: '2012-10-17', Id: 'mine', Statement: [allow, deny] };

function policyOf(...Statement: readonly object[]): string {
  return JSON.stringify({ Version: '2012-10-17', Statement });
}

function put({ call }: ControlPlane, Policy: string, members: object = {}): Promise<Answer> {
  return call('PutResourcePolicy', { ResourceArn: arn, Policy, ...members });
}

function withFunction(use: (plane: ControlPlane) => Promise<void>): Promise<void> {
  return withControlPlane(async (plane) => {
    await plane.create('fn');
    await use(plane);
  });
}

function refused(answer: Answer, status: number, code: string, message: string | RegExp): void {
  assert.deepEqual([answer.status, answer.headers.get('x-amzn-errortype')], [status, code], answer.text);
  const text = answer.json.message ?? answer.json.Message;
  if (typeof message === 'string') assert.equal(text, message);
  else assert.match(text, message);
}

test('a policy that is put is answered, and shown by both operations under one revision', () =>
  withFunction(async (plane) => {
    const answer = await put(plane, JSON.stringify(whole, null, 2));
    assert.equal(answer.status, 200, answer.text);
    assert.deepEqual(Object.keys(answer.json), ['Policy', 'RevisionId']);
    assert.deepEqual(JSON.parse(answer.json.Policy), whole);
    const shown = await plane.call('GetResourcePolicy', { ResourceArn: arn });
    assert.equal(shown.status, 200);
    assert.deepEqual(shown.json, answer.json);
    assert.deepEqual((await plane.call('GetPolicy', { FunctionName: 'fn' })).json, answer.json);
  }));

test('what a policy does not say is not added to it', () =>
  withFunction(async (plane) => {
    const answer = await put(plane, JSON.stringify({ Statement: allow }));
    assert.deepEqual(JSON.parse(answer.json.Policy), { Statement: [allow] });
  }));

const permission = {
  FunctionName: 'fn',
  StatementId: 'added',
  Action: 'lambda:InvokeFunction',
  Principal: 's3.amazonaws.com',
};

test('putting a policy replaces what AddPermission added; AddPermission appends to what was put', () =>
  withFunction(async (plane) => {
    await plane.call('AddPermission', permission);
    await put(plane, JSON.stringify(whole));
    const added = await plane.call('AddPermission', permission);
    assert.equal(added.status, 201, added.text);
    const { Policy } = (await plane.call('GetResourcePolicy', { ResourceArn: arn })).json;
    const expected = { ...whole, Statement: [allow, deny, JSON.parse(added.json.Statement)] };
    assert.deepEqual(JSON.parse(Policy), expected);
    const twice = await plane.call('AddPermission', { ...permission, StatementId: 'allow' });
    refused(twice, 409, 'ResourceConflictException', /^The statement id \(allow\) provided already exists/);
  }));

test('RemovePermission takes a statement that was put by its Sid, and the last one with the policy', () =>
  withFunction(async (plane) => {
    await put(plane, policyOf(allow, { ...deny, Sid: 'deny' }));
    const removed = await plane.call('RemovePermission', { FunctionName: 'fn', StatementId: 'allow' });
    assert.equal(removed.status, 204);
    const { Policy } = (await plane.call('GetPolicy', { FunctionName: 'fn' })).json;
    assert.deepEqual(JSON.parse(Policy).Statement, [{ ...deny, Sid: 'deny' }]);
    await plane.call('RemovePermission', { FunctionName: 'fn', StatementId: 'deny' });
    await hasNoPolicy(plane);
  }));

test('a policy is deleted whole, whoever made it, and then there is none to delete', () =>
  withFunction(async (plane) => {
    await plane.call('AddPermission', permission);
    const deleted = await plane.call('DeleteResourcePolicy', { ResourceArn: arn });
    assert.deepEqual([deleted.status, deleted.text], [204, '']);
    await hasNoPolicy(plane);
    refused(
      await plane.call('DeleteResourcePolicy', { ResourceArn: arn }),
      404,
      'ResourceNotFoundException',
      'No policy is associated with the given resource.',
    );
  }));

test('versions and aliases have policies of their own', () =>
  withControlPlane(async (plane) => {
    await plane.create('fn', { Publish: true });
    await plane.call('CreateAlias', { FunctionName: 'fn', Name: 'live', FunctionVersion: '1' });
    const policies = new Map([arn, `${arn}:1`, `${arn}:live`].map((Resource, at) => [Resource, `s${at}`]));
    for (const [Resource, Sid] of policies) {
      const answer = await put(plane, policyOf({ ...allow, Sid, Resource }), { ResourceArn: Resource });
      assert.equal(answer.status, 200, answer.text);
    }
    for (const [ResourceArn, Sid] of policies) {
      const { Policy } = (await plane.call('GetResourcePolicy', { ResourceArn })).json;
      assert.deepEqual(JSON.parse(Policy).Statement, [{ ...allow, Sid, Resource: ResourceArn }]);
    }
    await plane.call('DeleteResourcePolicy', { ResourceArn: `${arn}:1` });
    const left = await plane.call('GetPolicy', { FunctionName: 'fn', Qualifier: 'live' });
    assert.equal(left.status, 200);
    assert.equal((await plane.call('GetPolicy', { FunctionName: 'fn', Qualifier: '1' })).status, 404);
  }));

test('the revision id of a policy guards both changes, whoever made the policy', () =>
  withFunction(async (plane) => {
    const wrong = '00000000-0000-4000-8000-00000000000f';
    const text = JSON.stringify(whole);
    const message =
      'The Revision Id provided does not match the latest Revision Id. Call the GetResourcePolicy API to retrieve the latest Revision Id';
    refused(await put(plane, text, { RevisionId: wrong }), 412, 'PreconditionFailedException', message);
    await hasNoPolicy(plane);
    await plane.call('AddPermission', permission);
    const { RevisionId: first } = (await plane.call('GetPolicy', { FunctionName: 'fn' })).json;
    const second = await put(plane, text, { RevisionId: first });
    assert.equal(second.status, 200, second.text);
    for (const RevisionId of [wrong, first]) {
      refused(await put(plane, text, { RevisionId }), 412, 'PreconditionFailedException', message);
      const deleted = await plane.call('DeleteResourcePolicy', { ResourceArn: arn, RevisionId });
      refused(deleted, 412, 'PreconditionFailedException', message);
    }
    const { RevisionId } = second.json;
    const deleted = await plane.call('DeleteResourcePolicy', { ResourceArn: arn, RevisionId });
    assert.equal(deleted.status, 204);
  }));

const invalid = 'InvalidParameterValueException';
const foreign =
  /^The resource .* in the policy is neither .*:function:fn nor one of its versions or aliases\.$/;

for (const [what, policy, message] of [
  ['no JSON', 'allow everybody', 'The policy is not in the valid JSON format.'],
  ['nothing', '', 'The policy is not in the valid JSON format.'],
  ['a list', '[]', 'Syntax errors in policy.'],
  ['no statements', policyOf(), 'Syntax errors in policy.'],
  ['a key twice', policyOf(allow).replace('{', '{"Id":"a","Id":"b",'), 'Syntax errors in policy.'],
  ['an unknown version', JSON.stringify({ ...whole, Version: '2026-01-01' }), 'Syntax errors in policy.'],
  ['an unknown element', policyOf({ ...allow, Who: '*' }), 'Syntax errors in policy.'],
  [
    'an unknown operator',
    policyOf({ ...allow, Condition: { StringIs: { 'aws:SourceAccount': account } } }),
    'Syntax errors in policy.',
  ],
  ['no principal', policyOf({ ...allow, Principal: undefined }), /statement with no principals/],
  [
    'an invalid principal',
    policyOf({ ...allow, Principal: { AWS: 'somebody' } }),
    'Invalid principal in policy: "AWS":"somebody"',
  ],
  ['an id twice', policyOf(allow, allow), 'Statement IDs (SID) in a single policy must be unique.'],
  ['no action', policyOf({ ...allow, Action: [] }), 'Policy statement must contain actions.'],
  ['no resource', policyOf({ ...allow, Resource: undefined }), 'Policy statement must contain resources.'],
  ['another function', policyOf({ ...allow, Resource: arnOf('other') }), foreign],
  ['a function whose name begins alike', policyOf({ ...allow, Resource: [arn, arnOf('fn2')] }), foreign],
  ['every function', policyOf({ ...allow, Resource: arnOf('*') }), foreign],
] as const) {
  test(`a policy with ${what} is refused, and the one before stays`, () =>
    withFunction(async (plane) => {
      const before = await put(plane, policyOf(allow));
      refused(await put(plane, policy), 400, invalid, message);
      const after = await plane.call('GetResourcePolicy', { ResourceArn: arn });
      assert.deepEqual(after.json, before.json);
    }));
}

test('a policy ends at 20480 bytes', () =>
  withFunction(async (plane) => {
    const long = (characters: number) => policyOf({ ...allow, Sid: 's'.repeat(characters) });
    const room = 20_480 - Buffer.byteLength(long(0));
    assert.equal((await put(plane, long(room))).status, 200);
    const message = 'The final policy size (20481) is bigger than the limit (20480).';
    refused(await put(plane, long(room + 1)), 400, 'PolicyLengthExceededException', message);
    const umlauts = await put(plane, long(room - 1).replace('ss', 'sä'));
    assert.equal(umlauts.status, 200, umlauts.text);
    refused(await put(plane, long(room).replace('ss', 'sä')), 400, 'PolicyLengthExceededException', message);
  }));

const missing = 'ResourceNotFoundException';

for (const [what, ResourceArn, status, code, message] of [
  ['an unknown function', arnOf('none'), 404, missing, `Function not found: ${arnOf('none')}`],
  ['an unknown version', `${arn}:7`, 404, missing, `Function not found: ${arn}:7`],
  ['an unknown alias', `${arn}:none`, 404, missing, `Cannot find alias arn: ${arn}:none`],
  [
    'another region',
    arn.replace(region, 'us-west-2'),
    404,
    missing,
    `Functions from 'us-west-2' are not reachable in this region ('${region}')`,
  ],
  ['$LATEST', `${arn}:$LATEST`, 400, invalid, 'We currently do not support adding policies for $LATEST.'],
  ['a name', 'fn', 400, 'ValidationException', /'resourceArn' failed to satisfy constraint/],
  ['a pattern', `${arn}:*`, 400, 'ValidationException', /'resourceArn' failed to satisfy constraint/],
  ['a layer', arn.replace('function', 'layer'), 400, 'ValidationException', /'resourceArn' failed/],
  [
    'another account',
    arn.replace(account, '444455556666'),
    403,
    'AccessDeniedException',
    /is not authorized to perform: lambda:PutResourcePolicy on resource: /,
  ],
] as const) {
  test(`a policy for ${what} is refused`, () =>
    withFunction(async (plane) => {
      const policy = policyOf({ ...allow, Resource: ResourceArn });
      refused(await put(plane, policy, { ResourceArn }), status, code, message);
    }));
}

test('where there is no function, no qualifier and no policy, none is shown and none deleted', () =>
  withFunction(async (plane) => {
    for (const ResourceArn of [arnOf('none'), `${arn}:7`, `${arn}:$LATEST`, arn]) {
      const shown = await plane.call('GetResourcePolicy', { ResourceArn });
      refused(shown, 404, missing, 'The resource you requested does not exist.');
      assert.equal((await plane.call('DeleteResourcePolicy', { ResourceArn })).status, 404);
    }
  }));

async function hasNoPolicy({ call }: ControlPlane): Promise<void> {
  const answer = await call('GetResourcePolicy', { ResourceArn: arn });
  refused(answer, 404, missing, 'The resource you requested does not exist.');
}
