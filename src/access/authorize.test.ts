import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AccessDeniedException } from './access-denied.ts';
import { createAuthorize } from './authorize.ts';
import type { Caller } from './caller.ts';

const permission = {
  action: 'lambda:InvokeFunction',
  resource: 'arn:aws:lambda:us-east-1:000000000000:function:f',
};

const root: Caller = {
  type: 'root',
  account: '000000000000',
  arn: 'arn:aws:iam::000000000000:root',
  userId: '000000000000',
  verified: true,
};

const strangers: readonly Caller[] = [
  { ...root, verified: false },
  { ...root, type: 'user', arn: 'arn:aws:iam::000000000000:user/ann' },
  { ...root, type: 'role', arn: 'arn:aws:sts::000000000000:assumed-role/r/s' },
  { ...root, type: 'service', arn: 'apigateway.amazonaws.com' },
  { ...root, type: 'anonymous', arn: '' },
];

test('enforce admits the verified root user and nobody else', () => {
  const authorize = createAuthorize('enforce');
  assert.deepEqual(authorize(root, permission), { allowed: true });
  for (const caller of strangers) {
    const who = caller.type === 'anonymous' ? 'anonymous' : caller.arn;
    assert.deepEqual(authorize(caller, permission), {
      allowed: false,
      reason: `User: ${who} is not authorized to perform: lambda:InvokeFunction on resource: ${permission.resource}`,
    });
  }
});

test('audit allows', () => {
  const authorize = createAuthorize('audit');
  for (const caller of [root, ...strangers])
    assert.deepEqual(authorize(caller, permission), { allowed: true });
});

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
