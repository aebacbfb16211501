/** The vectors of `policy.cases/`: every row a fact of the IAM user guide, or of AWS's own answers. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { compilePolicy } from './compile.ts';
import type { ConditionContext, ContextValue } from './condition-context.ts';
import { compileCondition } from './conditions.ts';
import type { ConditionValue, OneOrMany, PolicyKind, StatementDocument } from './document.ts';
import { listOf } from './document.ts';
import { evaluate } from './evaluate.ts';
import { globOf, matchesGlob } from './match.ts';
import { parsePolicy } from './parse.ts';
import { type Principal, serviceName } from './principals.ts';

function rows<Row>(name: string): readonly Row[] {
  return JSON.parse(readFileSync(new URL(`policy.cases/${name}.json`, import.meta.url), 'utf8'));
}

const facts: readonly (readonly [string, ContextValue])[] = [
  ['aws:username', 'ann'],
  ['account', '111122223333'],
  ['team', 'red'],
  ['key', 'k'],
  ['star', '*'],
  ['number', '5'],
  ['yes', 'true'],
  ['region', 'us-east-1'],
  ['list', ['a', 'b']],
];

describe('wildcards', () => {
  for (const [pattern, value, expected] of rows<[string, string, boolean]>('wildcards')) {
    test(`${pattern} ${expected ? 'matches' : 'does not match'} ${value}`, () => {
      const glob = globOf([{ text: pattern, isLiteral: false }]);
      assert.equal(matchesGlob(glob, value), expected);
      assert.equal(matchesGlob(glob, `:${value}:`, 1, value.length + 1), expected);
    });
  }
});

describe('actions', () => {
  for (const [pattern, action, expected] of rows<[string, string, boolean]>('actions')) {
    test(`${pattern} ${expected ? 'matches' : 'does not match'} ${action}`, () => {
      assert.equal(matches({ Effect: 'Allow', Action: pattern }, action, '*'), expected);
      assert.equal(matches({ Effect: 'Allow', NotAction: pattern }, action, '*'), !expected);
    });
  }
});

describe('ARNs', () => {
  for (const [kind, pattern, arn, expected] of rows<[PolicyKind, string, string, boolean]>('arns')) {
    test(`${kind}: ${pattern} ${expected ? 'matches' : 'does not match'} ${arn}`, () => {
      assert.equal(matches({ Effect: 'Allow', Action: '*', Resource: pattern }, 's:A', arn, kind), expected);
    });
  }

  test('without version 2012-10-17 a variable is text', () => {
    const variable = '$' + '{aws:username}';
    const Statement = [{ Effect: 'Allow', Action: '*', Resource: `arn:aws:s3:::${variable}` }] as const;
    const [statement] = compilePolicy({ Statement }, 'identity').statements;
    assert.equal(statement?.matchesResource(`arn:aws:s3:::${variable}`, new Map(facts)), true);
    assert.equal(statement?.matchesResource('arn:aws:s3:::ann', new Map(facts)), false);
  });
});

function matches(
  document: StatementDocument,
  action: string,
  resource: string,
  kind: PolicyKind = 'identity',
): boolean {
  const policy = compilePolicy({ Version: '2012-10-17', Statement: [document] }, kind);
  return policy.statements.every(
    (statement) =>
      statement.matchesAction(action.toLowerCase()) && statement.matchesResource(resource, new Map(facts)),
  );
}

type ConditionRow = readonly [string, OneOrMany<ConditionValue>, ContextValue | null, boolean];

describe('conditions', () => {
  for (const [operator, values, actual, expected] of rows<ConditionRow>('conditions')) {
    test(`${JSON.stringify(actual)} ${operator} ${JSON.stringify(values)}: ${expected}`, () => {
      const condition = compileCondition(operator, 'App:Key', listOf(values).map(String), true);
      const context: ConditionContext = new Map([
        ...facts,
        ...(actual === null ? [] : [['app:key', actual] as const]),
      ]);
      assert.equal(condition?.(context), expected);
    });
  }
});

const account = '111122223333';
const principals: Readonly<Record<string, Principal>> = {
  anonymous: { type: 'anonymous' },
  service: { type: 'service', service: 'apigateway.amazonaws.com' },
  logs: { type: 'service', service: serviceName('logs.eu-central-1.amazonaws.com') },
  federated: { type: 'federated', provider: 'cognito-identity.amazonaws.com' },
  root: { type: 'root', account, arn: `arn:aws:iam::${account}:root` },
  user: { type: 'user', account, arn: `arn:aws:iam::${account}:user/ann` },
  'federated-user': { type: 'federated-user', account, arn: `arn:aws:sts::${account}:federated-user/fay` },
  session: {
    type: 'role-session',
    account,
    arn: `arn:aws:sts::${account}:assumed-role/r/s`,
    roleArn: `arn:aws:iam::${account}:role/path/r`,
  },
};

/** What a row leaves out of a statement is everything, allowed; null takes an element away. */
type Members = Readonly<Record<string, unknown>>;

type Situation = {
  readonly owner?: string;
  readonly identity?: readonly Members[];
  readonly boundary?: readonly Members[];
  readonly session?: readonly Members[];
  readonly resource?: readonly Members[];
  readonly mustAllow?: boolean;
  readonly knownAs?: string;
};

describe('decisions', () => {
  const source = `arn:aws:execute-api:us-east-1:${account}:api/Prod/*/`;
  const context = new Map([...facts, ['aws:sourcearn', source], ['aws:sourceaccount', account]] as const);
  for (const [what, who, situation, expected] of rows<[string, string, Situation, string]>('decisions')) {
    test(`${who}: ${what}: ${expected}`, () => {
      const principal = principals[who];
      assert.ok(principal);
      const { owner = account, identity, boundary, session, resource, mustAllow, knownAs } = situation;
      const verdict = evaluate(
        { principal, action: 's3:GetObject', resource: 'arn:aws:s3:::b/k', resourceAccount: owner, context },
        {
          ...(identity && { identity: [policyOf(identity, 'identity')] }),
          ...(boundary && { boundary: policyOf(boundary, 'identity') }),
          ...(session && { session: session.length === 0 ? [] : [policyOf(session, 'identity')] }),
          ...(resource && {
            resource: {
              policy: policyOf(resource, 'resource'),
              ...(knownAs === undefined ? {} : { arn: knownAs }),
              ...(mustAllow === undefined ? {} : { mustAllow }),
            },
          }),
        },
      );
      assert.equal('by' in verdict ? `${verdict.decision} ${verdict.by}` : verdict.decision, expected);
    });
  }
});

function policyOf(statements: readonly Members[], kind: PolicyKind) {
  const Statement = statements.map((members) => statementOf(members) as StatementDocument);
  return compilePolicy({ Version: '2012-10-17', Statement }, kind);
}

function statementOf(members: Members): Members {
  const all = { Effect: 'Allow', Action: '*', Resource: '*', ...members };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== null));
}

/** `with` changes the one statement, `twice` repeats it; the other members are the policy's own. */
type Draft = Members & { readonly with?: Members; readonly twice?: boolean };

describe('malformed policies', () => {
  for (const [kind, draft, message] of rows<[PolicyKind, string | Draft, string | null]>('malformed')) {
    test(`${kind}: ${JSON.stringify(draft)}: ${message ?? 'accepted'}`, () => {
      const text = typeof draft === 'string' ? draft : textOf(draft);
      if (message === null) compilePolicy(parsePolicy(text, kind), kind);
      else {
        const expected = { code: 'MalformedPolicyDocument', status: 400, message };
        assert.throws(() => parsePolicy(text, kind), expected);
      }
    });
  }

  test('text, statements and depth are bounded', () => {
    const statement = statementOf({});
    const refused = [
      JSON.stringify({ Version: '2012-10-17', Statement: { ...statement, Sid: 'a'.repeat(21_000) } }),
      JSON.stringify({ Version: '2012-10-17', Statement: Array.from({ length: 600 }, () => ({})) }),
      JSON.stringify({ Version: '2012-10-17', Id: 'š', Statement: statement }),
      `${'['.repeat(10_000)}${']'.repeat(10_000)}`,
    ];
    for (const text of refused)
      assert.throws(() => parsePolicy(text, 'identity'), { message: 'Syntax errors in policy.' });
  });
});

function textOf({ with: members = {}, twice = false, ...policy }: Draft): string {
  const statement = statementOf({ Action: 's3:GetObject', ...members });
  const all = { Version: '2012-10-17', Statement: twice ? [statement, statement] : statement, ...policy };
  return JSON.stringify(Object.fromEntries(Object.entries(all).filter(([, value]) => value !== null)));
}
