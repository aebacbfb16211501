import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AccessDeniedException } from './access-denied.ts';
import { createAuthorize } from './authorize.ts';
import type { Caller, Permission } from './caller.ts';
import { compilePolicy } from './policy/compile.ts';
import type { StatementDocument } from './policy/document.ts';
import { callerOf } from './sessions/role-session.ts';

const account = '000000000000';
const elsewhere = '111122223333';
const arn = `arn:aws:lambda:us-east-1:${account}:function:f`;
const permission: Permission = { action: 'lambda:InvokeFunction', resource: arn };
const refusal = (who: string) =>
  `User: ${who} is not authorized to perform: lambda:InvokeFunction on resource: ${arn}`;
const unallowed = ' because no resource-based policy allows the lambda:InvokeFunction action';

const root: Caller = {
  type: 'root',
  account,
  arn: `arn:aws:iam::${account}:root`,
  userId: account,
  verified: true,
};
const foreignRoot: Caller = { ...root, account: elsewhere, arn: `arn:aws:iam::${elsewhere}:root` };
const service: Caller = {
  type: 'service',
  account,
  arn: 'apigateway.amazonaws.com',
  userId: 'apigateway.amazonaws.com',
  sourceArn: `arn:aws:execute-api:us-east-1:${account}:api/Prod/*/`,
  verified: true,
};
const role = {
  ...callerOf({ roleArn: `arn:aws:iam::${account}:role/path/r`, sessionName: 's' }),
  verified: true,
};
const anonymous: Caller = { type: 'anonymous', account, arn: '', userId: 'anonymous', verified: false };

const enforce = createAuthorize('enforce');
const audit = createAuthorize('audit');

function permitted(members: Partial<StatementDocument>, context?: Permission['context']): Permission {
  const statement = { Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: arn, ...members } as const;
  const policy = compilePolicy({ Version: '2012-10-17', Statement: [statement] }, 'resource');
  return { ...permission, resourcePolicy: { account, arn, policy }, ...(context && { context }) };
}

const toService = { Principal: { Service: 'apigateway.amazonaws.com' } };
const from = (sourceArn: string) => ({
  ...toService,
  Condition: { ArnLike: { 'AWS:SourceArn': sourceArn } },
});

test('enforce admits the verified root user of the owning account', () => {
  assert.deepEqual(enforce(root, permission), { allowed: true });
  assert.deepEqual(enforce(root, { action: 'lambda:ListFunctions', resource: '*' }), { allowed: true });
  const unheardOf = { action: 'apigateway:GET', resource: 'arn:aws:apigateway:us-east-1::/restapis' };
  assert.deepEqual(enforce(root, unheardOf), { allowed: true });
});

test('enforce refuses whose signature was not checked, whatever the policy says', () => {
  for (const known of [root, service, role]) {
    const decided = enforce({ ...known, verified: false }, permitted({ Principal: '*' }));
    assert.deepEqual(decided, { allowed: false, reason: refusal(known.arn) });
  }
});

const policyless = ' because no identity-based policy allows the lambda:InvokeFunction action';
const denied = ' with an explicit deny in a resource-based policy';
const toRole = { Principal: { AWS: role.roleArn } };
const ifIts = (key: string, value: string) => ({
  Principal: '*',
  Condition: { StringEquals: { [key]: value } },
});

/** What a role may, whose own policies nobody knows: what `enforce` says, and what `audit` reports. */
const judgedRoles: readonly (readonly [string, Permission, string | undefined, string | undefined])[] = [
  ['nothing by itself', permission, policyless, undefined],
  ['what names the role', permitted(toRole), undefined, undefined],
  ['what names its session', permitted({ Principal: { AWS: role.arn } }), undefined, undefined],
  ['what is for everyone', permitted({ Principal: '*' }), undefined, undefined],
  ['not what only its account may', permitted({ Principal: { AWS: account } }), policyless, undefined],
  [
    'not what is for another role',
    permitted({ Principal: { AWS: `${role.roleArn}2` } }),
    policyless,
    undefined,
  ],
  ['not what is denied to it', permitted({ Effect: 'Deny', ...toRole }), denied, denied],
  ['what asks for its account', permitted(ifIts('aws:PrincipalAccount', account)), undefined, undefined],
  ['what asks for its role', permitted(ifIts('aws:PrincipalArn', role.roleArn)), undefined, undefined],
  [
    'not what asks for its session as a role',
    permitted(ifIts('aws:PrincipalArn', role.arn)),
    policyless,
    undefined,
  ],
  ['what asks for its kind', permitted(ifIts('aws:PrincipalType', 'AssumedRole')), undefined, undefined],
  ['what asks for its user id', permitted(ifIts('aws:userid', role.userId)), undefined, undefined],
  ['not what asks for a user name', permitted(ifIts('aws:username', 's')), policyless, undefined],
];

for (const [name, asked, refused, reported] of judgedRoles) {
  test(`a role may, in enforce: ${name}`, () => {
    const reason = (by: string) => `${refusal(role.arn)}${by}`;
    const expected = refused === undefined ? { allowed: true } : { allowed: false, reason: reason(refused) };
    assert.deepEqual(enforce(role, asked), expected);
    const report = reported === undefined ? {} : { wouldDeny: reason(reported) };
    assert.deepEqual(audit(role, asked), { allowed: true, ...report });
  });
}

test('a role of another account is let in by nobody but the resource’s policy, and audit says so', () => {
  const foreign = callerOf({ roleArn: `arn:aws:iam::${elsewhere}:role/r`, sessionName: 's' });
  const reason = `${refusal(foreign.arn)}${unallowed}`;
  assert.deepEqual(audit(foreign, permission), { allowed: true, wouldDeny: reason });
  const named = permitted({ Principal: { AWS: foreign.roleArn } });
  assert.deepEqual(audit(foreign, named), { allowed: true });
  assert.deepEqual(enforce({ ...foreign, verified: true }, named), {
    allowed: false,
    reason: `${refusal(foreign.arn)}${policyless}`,
  });
});

test('of a resource elsewhere only the caller’s own policies are judged here', () => {
  const queue = { action: 'sqs:SendMessage', resource: `arn:aws:sqs:us-east-1:${elsewhere}:q` };
  const sending: Permission = { ...queue, isElsewhere: true };
  assert.deepEqual(audit(role, sending), { allowed: true });
  assert.deepEqual(enforce(root, sending), { allowed: true });
  assert.equal(enforce(role, sending).allowed, false);
  assert.notDeepEqual(audit(role, queue), { allowed: true });
});

test('what is for everyone wants a proved signature, and no policy', () => {
  const whoAmI: Permission = { action: 'sts:GetCallerIdentity', resource: '*', isForEveryone: true };
  assert.deepEqual(enforce(role, whoAmI), { allowed: true });
  assert.equal(enforce({ ...role, verified: false }, whoAmI).allowed, false);
  assert.equal(enforce(anonymous, whoAmI).allowed, false);
});

test('audit lets users pass as well, and takes an unproven root for root', () => {
  const user: Caller = { ...root, type: 'user', arn: `arn:aws:iam::${account}:user/ann` };
  for (const caller of [root, { ...root, verified: false }, user]) {
    assert.deepEqual(audit(caller, permission), { allowed: true });
  }
  assert.deepEqual(enforce(user, permission), {
    allowed: false,
    reason: `${refusal(user.arn)}${policyless}`,
  });
});

const judged: readonly (readonly [string, Caller, Permission, string | undefined])[] = [
  ['root of another account', foreignRoot, permission, unallowed],
  [
    'root of another account that the policy names',
    foreignRoot,
    permitted({ Principal: { AWS: elsewhere } }),
    undefined,
  ],
  ['a service without a policy', service, permission, unallowed],
  ['a service that is named', service, permitted(toService), undefined],
  ['another service', service, permitted({ Principal: { Service: 's3.amazonaws.com' } }), unallowed],
  [
    'a service on behalf of the right resource',
    service,
    permitted(from(`arn:aws:execute-api:us-east-1:${account}:api/*/*/`)),
    undefined,
  ],
  [
    'a service on behalf of another resource',
    service,
    permitted(from(`arn:aws:execute-api:us-east-1:${account}:other/*/*/`)),
    unallowed,
  ],
  [
    'a service from the right account',
    service,
    permitted({ ...toService, Condition: { StringEquals: { 'AWS:SourceAccount': account } } }),
    undefined,
  ],
  [
    'a service from another account',
    service,
    permitted({ ...toService, Condition: { StringEquals: { 'AWS:SourceAccount': elsewhere } } }),
    unallowed,
  ],
  [
    'a service whose request does not say what the policy asks for',
    service,
    permitted({ ...toService, Condition: { StringEquals: { 'lambda:EventSourceToken': 't' } } }),
    unallowed,
  ],
  ['another action', service, permitted({ ...toService, Action: 'lambda:GetFunction' }), unallowed],
  [
    'an explicit deny',
    service,
    permitted({ Effect: 'Deny', Principal: '*' }),
    ' with an explicit deny in a resource-based policy',
  ],
  ['anonymous', anonymous, permission, unallowed],
  [
    'anonymous as the policy asks for it',
    anonymous,
    permitted(
      { Principal: '*', Condition: { StringEquals: { 'lambda:FunctionUrlAuthType': 'NONE' } } },
      new Map([['lambda:functionurlauthtype', 'NONE']]),
    ),
    undefined,
  ],
  [
    'a request that says itself for whom it comes',
    { ...service, sourceArn: undefined } as unknown as Caller,
    permitted(from('arn:aws:s3:::b'), new Map([['aws:sourcearn', 'arn:aws:s3:::b']])),
    unallowed,
  ],
];

for (const [what, caller, asked, because] of judged) {
  test(`${what}: ${because === undefined ? 'allowed' : 'refused in enforce, reported in audit'}`, () => {
    if (because === undefined) {
      assert.deepEqual(
        [enforce(caller, asked), audit(caller, asked)],
        [{ allowed: true }, { allowed: true }],
      );
      return;
    }
    const reason = `${refusal(caller.type === 'anonymous' ? 'anonymous' : caller.arn)}${because}`;
    assert.deepEqual(enforce(caller, asked), { allowed: false, reason });
    assert.deepEqual(audit(caller, asked), { allowed: true, wouldDeny: reason });
  });
}

test('each protocol’s own code and status for a refusal', () => {
  const denied = new AccessDeniedException('no');
  const seen = (['rest', 'json', 'query'] as const).map((style) => denied.inStyle(style));
  assert.deepEqual(
    seen.map(({ code, status, message }) => [code, status, message]),
    [
      ['AccessDeniedException', 403, 'no'],
      ['AccessDeniedException', 400, 'no'],
      ['AccessDenied', 403, 'no'],
    ],
  );
});
