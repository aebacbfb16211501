/** What AddPermission and PutResourcePolicy wrote, as access reads it when somebody invokes. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Caller, createAuthorize } from '#access';
import type { CallContext } from '#service';
import { account, arnOf, type ControlPlane, region, withControlPlane } from './control-room.fixture.ts';
import { functionPolicy, taggedPolicy } from './function-policy.ts';
import { invoke } from './invoke.ts';
import { lambdaTable } from './table.ts';

const enforce = createAuthorize('enforce');
const context = { account, region } as CallContext;
const api = `arn:aws:execute-api:${region}:${account}:api`;

function serviceCaller(arn: string, sourceArn?: string): Caller {
  const source = sourceArn === undefined ? {} : { sourceArn };
  return { type: 'service', account, arn, userId: arn, verified: true, ...source };
}

const gateway = serviceCaller('apigateway.amazonaws.com', `${api}/Prod/*/`);

function decide({ room }: ControlPlane, caller: Caller, FunctionName = 'fn') {
  const resourcePolicy = functionPolicy(room, { FunctionName }, context);
  const permission = invoke.permission({ FunctionName }, { ...context, caller });
  return enforce(caller, { ...permission, ...(resourcePolicy && { resourcePolicy }) });
}

const permission = {
  FunctionName: 'fn',
  StatementId: 's',
  Action: 'lambda:InvokeFunction',
  Principal: 'apigateway.amazonaws.com',
};

test('invoking asks the policy of the function', () => {
  assert.equal(invoke.resourcePolicy, functionPolicy);
});

for (const [what, members, caller, isAllowed] of [
  ['for the service', {}, gateway, true],
  ['for another service', { Principal: 's3.amazonaws.com' }, gateway, false],
  ['for everybody', { Principal: '*' }, gateway, true],
  ['for the service’s whole account', { Principal: account }, gateway, false],
  ['for any action', { Action: 'lambda:*' }, gateway, true],
  ['for another action', { Action: 'lambda:GetFunction' }, gateway, false],
  ['for the root resource', { SourceArn: `${api}/*/*/` }, gateway, true],
  ['for another resource', { SourceArn: `${api}/*/GET/pets` }, gateway, false],
  ['for a source, to a caller without', { SourceArn: `${api}/*` }, serviceCaller(gateway.arn), false],
  ['for the right account', { SourceAccount: account }, gateway, true],
  ['for another account', { SourceAccount: '444455556666' }, gateway, false],
  // Nobody is in an organization, and no caller brings a token: such statements let nobody in.
  ['for an organization', { PrincipalOrgID: 'o-a1b2c3d4e5' }, gateway, false],
  ['for everybody in an organization', { Principal: '*', PrincipalOrgID: 'o-a1b2c3d4e5' }, gateway, false],
  ['for a token', { EventSourceToken: 't' }, gateway, false],
  ['for everybody with a token', { Principal: '*', EventSourceToken: 't' }, gateway, false],
  ['for function URLs', { InvokedViaFunctionUrl: true }, gateway, false],
] as const) {
  test(`a permission ${what}: ${isAllowed ? 'allowed' : 'refused'}`, () =>
    withControlPlane(async (plane) => {
      await plane.create('fn');
      const added = await plane.call('AddPermission', { ...permission, ...members });
      assert.equal(added.status, 201, added.text);
      assert.equal(decide(plane, caller).allowed, isAllowed);
    }));
}

test('a permission counts from the moment it is added until it is removed', () =>
  withControlPlane(async (plane) => {
    await plane.create('fn');
    assert.deepEqual(decide(plane, gateway), {
      allowed: false,
      reason: `User: apigateway.amazonaws.com is not authorized to perform: lambda:InvokeFunction on resource: ${arnOf('fn')} because no resource-based policy allows the lambda:InvokeFunction action`,
    });
    await plane.call('AddPermission', permission);
    assert.equal(decide(plane, gateway).allowed, true);
    assert.equal(decide(plane, gateway, arnOf('fn')).allowed, true);
    await plane.call('RemovePermission', { FunctionName: 'fn', StatementId: 's' });
    assert.equal(decide(plane, gateway).allowed, false);
  }));

test('the policy covers $LATEST, but no other qualifier and no other function', () =>
  withControlPlane(async (plane) => {
    await plane.create('fn');
    await plane.create('other');
    await plane.call('AddPermission', permission);
    assert.equal(decide(plane, gateway, 'fn:$LATEST').allowed, true);
    for (const name of ['fn:1', 'fn:live', 'other', 'none', 'a name that is none'])
      assert.equal(decide(plane, gateway, name).allowed, false, name);
  }));

const qualifiers = ['fn', 'fn:$LATEST', 'fn:1', 'fn:live'];

for (const [Qualifier, covered] of [
  [undefined, ['fn', 'fn:$LATEST']],
  ['1', ['fn:1']],
  ['live', ['fn:live']],
] as const) {
  test(`a permission on ${Qualifier ?? 'the function'} covers ${covered.join(' and ')}, and nothing else`, () =>
    withControlPlane(async (plane) => {
      await plane.create('fn', { Publish: true });
      await plane.call('CreateAlias', { FunctionName: 'fn', Name: 'live', FunctionVersion: '1' });
      const added = await plane.call('AddPermission', { ...permission, Qualifier });
      assert.equal(added.status, 201, added.text);
      const allowed = qualifiers.filter((name) => decide(plane, gateway, name).allowed);
      assert.deepEqual(allowed, covered);
      assert.equal(decide(plane, gateway, arnOf(allowed.at(-1) ?? '')).allowed, true);
    }));
}

const statement = {
  Effect: 'Allow',
  Principal: { Service: ['s3.amazonaws.com', 'apigateway.amazonaws.com'] },
  Action: ['lambda:Get*', 'lambda:Invoke*'],
  Resource: arnOf('fn'),
};
const denied = { ...statement, Effect: 'Deny' };
const root: Caller = { ...serviceCaller(`arn:aws:iam::${account}:root`), type: 'root' };
const prod = { ArnLike: { 'aws:SourceArn': `${api}/Prod/*` } };
const dev = { ArnLike: { 'aws:SourceArn': `${api}/Dev/*` } };

for (const [what, statements, caller, isAllowed] of [
  ['for several services and actions', [statement], gateway, true],
  ['that denies everybody', [{ ...denied, Principal: '*' }, statement], gateway, false],
  ['that denies another source', [statement, { ...denied, Condition: dev }], gateway, true],
  ['that denies the source', [statement, { ...denied, Condition: prod }], gateway, false],
  ['for another version alone', [{ ...statement, Resource: `${arnOf('fn')}:1` }], gateway, false],
  ['that says nothing of the owner', [statement], root, true],
  ['that denies the owner', [{ ...denied, Principal: { AWS: account } }], root, false],
  [
    'for whoever is in an organization',
    [{ ...statement, Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' } } }],
    gateway,
    false,
  ],
  [
    'against whoever is in no organization',
    [
      statement,
      {
        ...denied,
        Principal: '*',
        Condition: { StringNotEquals: { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' } },
      },
    ],
    gateway,
    false,
  ],
  [
    'for whoever has a token',
    [{ ...statement, Condition: { StringLike: { 'lambda:EventSourceToken': '*' } } }],
    gateway,
    false,
  ],
] as const) {
  test(`a whole policy ${what}: ${isAllowed ? 'allowed' : 'refused'}`, () =>
    withControlPlane(async (plane) => {
      await plane.create('fn');
      const Policy = JSON.stringify({ Version: '2012-10-17', Statement: statements });
      const put = await plane.call('PutResourcePolicy', { ResourceArn: arnOf('fn'), Policy });
      assert.equal(put.status, 200, put.text);
      assert.equal(decide(plane, caller).allowed, isAllowed);
    }));
}

test('a whole policy counts until it is replaced, and what is added to it counts beside it', () =>
  withControlPlane(async (plane) => {
    await plane.create('fn');
    const put = (effect: object) =>
      plane.call('PutResourcePolicy', {
        ResourceArn: arnOf('fn'),
        Policy: JSON.stringify({ Version: '2012-10-17', Statement: [effect] }),
      });
    await plane.call('AddPermission', permission);
    await put({ ...statement, Principal: { Service: 's3.amazonaws.com' } });
    assert.equal(decide(plane, gateway).allowed, false);
    await plane.call('AddPermission', permission);
    assert.equal(decide(plane, gateway).allowed, true);
    await put(denied);
    await plane.call('AddPermission', permission);
    assert.equal(decide(plane, gateway).allowed, false);
    await plane.call('DeleteResourcePolicy', { ResourceArn: arnOf('fn') });
    assert.equal(decide(plane, gateway).allowed, false);
    assert.equal(functionPolicy(plane.room, { FunctionName: 'fn' }, context), undefined);
  }));

test('variables count in a policy of 2012 and are plain text without a version', () =>
  withControlPlane(async (plane) => {
    await plane.create('fn');
    const own = { ArnLike: { 'aws:SourceArn': `arn:aws:execute-api:${region}:\${aws:SourceAccount}:*` } };
    for (const [head, isAllowed] of [
      [{ Version: '2012-10-17' }, true],
      [{}, false],
    ] as const) {
      const Policy = JSON.stringify({ ...head, Statement: { ...statement, Condition: own } });
      await plane.call('PutResourcePolicy', { ResourceArn: arnOf('fn'), Policy });
      assert.equal(decide(plane, gateway).allowed, isAllowed);
    }
  }));

test('what a policy denies of the control plane, it denies the owner too; the policy itself stays in his hands', () =>
  withControlPlane(async (plane) => {
    await plane.create('fn');
    await plane.create('other');
    const Policy = JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ ...denied, Principal: '*', Action: 'lambda:*' }],
    });
    await plane.call('PutResourcePolicy', { ResourceArn: arnOf('fn'), Policy });
    const isAllowed = (name: keyof typeof lambdaTable, input: object) => {
      const operation = lambdaTable[name];
      assert.ok('handle' in operation);
      const asked = [input as never, { ...context, caller: root }] as const;
      const resourcePolicy = operation.resourcePolicy?.(plane.room as never, ...asked);
      const needed = operation.permission(...asked);
      return enforce(root, { ...needed, ...(resourcePolicy && { resourcePolicy }) }).allowed;
    };
    for (const name of ['GetFunction', 'DeleteFunction', 'UpdateFunctionCode', 'PublishVersion'] as const) {
      assert.equal(isAllowed(name, { FunctionName: 'fn' }), false, name);
      assert.equal(isAllowed(name, { FunctionName: 'other' }), true, name);
    }
    for (const [name, isTaggable] of [
      ['fn', false],
      ['other', true],
    ] as const) {
      assert.equal(isAllowed('TagResource', { Resource: arnOf(name), Tags: {} }), isTaggable);
    }
    for (const name of ['PutResourcePolicy', 'GetResourcePolicy', 'DeleteResourcePolicy'] as const)
      assert.equal(isAllowed(name, { ResourceArn: arnOf('fn') }), true, name);
    for (const name of ['AddPermission', 'GetPolicy', 'RemovePermission'] as const)
      assert.equal(isAllowed(name, { FunctionName: 'fn' }), true, name);
  }));

test('the policy of a function that is named like another kind of resource decides nothing about those', () =>
  withControlPlane(async (plane) => {
    const name = 'event-source-mapping';
    await plane.create(name, { Publish: true });
    await plane.call('AddPermission', { ...permission, FunctionName: name, Qualifier: '1' });
    const decides = (Resource: string) => taggedPolicy(plane.room, { Resource }, context) !== undefined;
    assert.equal(decides(`${arnOf(name)}:1`), true);
    assert.equal(decides(`arn:aws:lambda:${region}:${account}:${name}:1`), false);
  }));

test('a policy is compiled once for each revision', () =>
  withControlPlane(async (plane) => {
    await plane.create('fn');
    await plane.call('AddPermission', permission);
    const first = functionPolicy(plane.room, { FunctionName: 'fn' }, context);
    assert.ok(first);
    assert.equal(functionPolicy(plane.room, { FunctionName: 'fn' }, context), first);
    await plane.call('AddPermission', { ...permission, StatementId: 's2' });
    const second = functionPolicy(plane.room, { FunctionName: 'fn' }, context);
    assert.notEqual(second, first);
    assert.equal(second?.policy.statements.length, 2);
  }));
