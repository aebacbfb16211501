/** The evaluator against a second one, written from the guide's words alone: slow, plain, and with regular expressions. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { compilePolicy } from './compile.ts';
import type { ContextValue } from './condition-context.ts';
import { listOf, type PolicyKind, type StatementDocument } from './document.ts';
import { evaluate } from './evaluate.ts';
import { globOf, matchesGlob } from './match.ts';
import { parsePolicy } from './parse.ts';
import type { Principal } from './principals.ts';

const seed = 20_261_121;
const here = '111122223333';
const there = '444455556666';
const names = {
  user: `arn:aws:iam::${here}:user/ann`,
  role: `arn:aws:iam::${here}:role/r`,
  session: `arn:aws:sts::${here}:assumed-role/r/s`,
  root: `arn:aws:iam::${here}:root`,
};
const principals: readonly Principal[] = [
  { type: 'anonymous' },
  { type: 'service', service: 'a.amazonaws.com' },
  { type: 'root', account: here, arn: names.root },
  { type: 'user', account: here, arn: names.user },
  { type: 'role-session', account: here, arn: names.session, roleArn: names.role },
  { type: 'federated-user', account: here, arn: `arn:aws:sts::${here}:federated-user/f` },
];

type Context = Readonly<Record<string, ContextValue>>;
type Documents = Readonly<
  Record<'identity' | 'boundary' | 'session' | 'resource', StatementDocument[] | null>
>;
type Situation = {
  readonly who: Principal;
  readonly action: string;
  readonly resource: string;
  readonly owner: string;
  readonly context: Context;
  readonly policies: Documents;
};

// The second evaluator.

function like(pattern: string, text: string): boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replace(/\*/g, '[^]*')
    .replace(/\?/g, '[^]');
  return new RegExp(`^${source}$`).test(text);
}

function likeArn(pattern: string, arn: string): boolean {
  if (pattern === '*') return true;
  const fields = (text: string) => {
    const all = text.split(':');
    return [...all.slice(0, 5), all.slice(5).join(':')];
  };
  return fields(pattern).every((field, index) => like(field, fields(arn)[index] ?? ''));
}

/** What stands for a wildcard that is meant literally, until it is compared. */
function filled(pattern: string, context: Context): string | undefined {
  let isKnown = true;
  const text = pattern.replace(/\$\{name\}/g, () => {
    const value = context.name;
    if (typeof value !== 'string') isKnown = false;
    return String(value);
  });
  return isKnown ? text : undefined;
}

function conditionHolds(name: string, key: string, values: readonly string[], context: Context): boolean {
  const [, set, operator = '', ifExists] =
    /^(?:(ForAllValues|ForAnyValue):)?(.*?)(IfExists)?$/.exec(name) ?? [];
  const present = context[key];
  const isMissing = present === undefined || present.length === 0;
  if (operator === 'Null') return values.includes(String(isMissing && present !== ''));
  if (isMissing && present !== '') {
    if (ifExists || set === 'ForAllValues') return true;
    return set === 'ForAnyValue' ? false : operator.includes('Not');
  }
  const one = (actual: string): boolean => {
    if (operator.startsWith('Numeric') && Number.isNaN(Number(actual))) return false;
    const isSame = (value: string): boolean => {
      if (operator.startsWith('Numeric')) {
        if (operator === 'NumericLessThan') return Number(actual) < Number(value);
        return Number(actual) === Number(value);
      }
      const text = filled(value, context);
      if (text === undefined) return false;
      return operator.endsWith('Like') ? like(text, actual) : text === actual;
    };
    return operator.includes('Not') ? !values.some(isSame) : values.some(isSame);
  };
  const all = typeof present === 'string' ? [present] : present;
  if (set === 'ForAllValues') return all.every(one);
  if (set === 'ForAnyValue') return all.some(one);
  return all.length === 1 && one(String(all[0]));
}

function statementApplies(statement: StatementDocument, { action, resource, context }: Situation): boolean {
  const actionListed = listOf(statement.Action ?? statement.NotAction).some((pattern) =>
    like(pattern.toLowerCase(), action.toLowerCase()),
  );
  if (actionListed !== (statement.Action !== undefined)) return false;
  const resources = listOf(statement.Resource ?? statement.NotResource).map((text) => filled(text, context));
  const listed = resources.some((pattern) => pattern !== undefined && likeArn(pattern, resource));
  if (listed !== (statement.Resource !== undefined)) return false;
  if (statement.NotResource !== undefined && statement.Effect === 'Allow' && resources.includes(undefined))
    return false;
  for (const [operator, keys] of Object.entries(statement.Condition ?? {})) {
    for (const [key, values] of Object.entries(keys)) {
      if (!conditionHolds(operator, key, listOf(values).map(String), context)) return false;
    }
  }
  return true;
}

/** The names under which a principal may be listed, the strongest first. */
function namesOf(who: Principal): readonly (readonly [string, 'direct' | 'role' | 'account'])[] {
  if (who.type === 'anonymous') return [];
  if (who.type === 'service') return [[who.service, 'direct']];
  if (who.type === 'federated') return [[who.provider, 'direct']];
  const account = [
    [who.account, 'account'],
    [`arn:aws:iam::${who.account}:root`, 'account'],
  ] as const;
  if (who.type === 'root') return account;
  if (who.type === 'role-session') return [[who.arn, 'direct'], [who.roleArn, 'role'], ...account];
  return [[who.arn, 'direct'], ...account];
}

function namedAs(statement: StatementDocument, who: Principal): 'direct' | 'role' | 'account' | undefined {
  const block = statement.Principal ?? statement.NotPrincipal;
  if (block === undefined) return undefined;
  const listed = typeof block === 'string' ? [block] : [...listOf(block.AWS), ...listOf(block.Service)];
  const found = namesOf(who).filter(([name]) => listed.includes(name));
  if (statement.Principal !== undefined) return listed.includes('*') ? 'direct' : found[0]?.[1];
  if (listed.includes('*')) return undefined;
  const strengths = new Set(namesOf(who).map(([, strength]) => strength));
  const foundStrengths = new Set(found.map(([, strength]) => strength));
  const isSpared =
    statement.Effect === 'Deny' && who.type !== 'anonymous'
      ? [...strengths].every((strength) => foundStrengths.has(strength))
      : found.length > 0;
  return isSpared ? undefined : 'direct';
}

function naiveDecision(situation: Situation): string {
  const { who, owner, policies } = situation;
  const has = (statements: StatementDocument[] | null, effect: string): boolean =>
    (statements ?? []).some((s) => s.Effect === effect && statementApplies(s, situation));
  const { identity, boundary, session, resource } = policies;
  const byResource = (effect: string) =>
    (resource ?? [])
      .filter((s) => s.Effect === effect && statementApplies(s, situation))
      .map((s) => namedAs(s, who))
      .filter((strength) => strength !== undefined);
  for (const own of [identity, boundary, session]) if (has(own, 'Deny')) return 'explicitDeny';
  if (byResource('Deny').length > 0) return 'explicitDeny';
  const grants = byResource('Allow');
  if (who.type === 'anonymous' || who.type === 'service' || who.type === 'federated') {
    return grants.length > 0 ? 'allowed' : 'implicitDeny';
  }
  const isOwn = who.account === owner;
  if (isOwn && grants.includes('direct')) return 'allowed';
  if (!isOwn && grants.length === 0) return 'implicitDeny';
  if (who.type === 'root') return 'allowed';
  const own = has(identity, 'Allow') || (isOwn && grants.includes('role'));
  const limited = boundary === null || has(boundary, 'Allow');
  const needsSession = session !== null || who.type === 'federated-user';
  return own && limited && (!needsSession || has(session, 'Allow')) ? 'allowed' : 'implicitDeny';
}

// What both are asked: few words, so that they meet often.

const subset = <T>(values: readonly T[], minLength = 1) =>
  fc.subarray([...values], { minLength, maxLength: Math.min(3, values.length) });
const actionPatterns = ['*', 's:*', 'S:get*', 's:GetThing', 's:Put?hing', 'other:*'];
const resourcePatterns = [
  '*',
  'arn:aws:s:::b/*',
  'arn:aws:s:*::b/k',
  'arn:aws:s:::c',
  `arn:aws:s:::b/${'$'}{name}`,
];
const conditionEntry = fc.tuple(
  fc.constantFrom('', 'ForAllValues:', 'ForAnyValue:'),
  fc.constantFrom(
    'StringEquals',
    'StringNotEquals',
    'StringLike',
    'StringNotLike',
    'NumericEquals',
    'NumericNotEquals',
    'NumericLessThan',
  ),
  fc.constantFrom('', 'IfExists'),
  fc.constantFrom('name', 'one', 'many'),
  subset(['1', '2', '3', '30']),
);
const nullEntry = fc
  .constantFrom('name', 'one', 'many')
  .chain((key) => fc.constantFrom('true', 'false').map((value) => ['', 'Null', '', key, [value]] as const));
const condition = fc.oneof(conditionEntry, nullEntry).map(([set, operator, ifExists, key, values]) => ({
  [`${set}${operator}${ifExists}`]: { [key]: values },
}));
const principalBlock = fc.oneof(
  fc.constant('*'),
  subset([here, there, names.root, names.user, names.role, names.session]).map((AWS) => ({ AWS })),
  subset(['a.amazonaws.com', 'b.amazonaws.com']).map((Service) => ({ Service })),
  fc.record({
    AWS: subset([here, names.user, names.role, names.session]),
    Service: subset(['a.amazonaws.com']),
  }),
);

function either<T>(name: string, values: fc.Arbitrary<T>) {
  return fc
    .tuple(fc.constantFrom(name, name, `Not${name}`), values)
    .map(([key, value]) => ({ [key]: value }));
}

function statements(hasPrincipals: boolean): fc.Arbitrary<StatementDocument[] | null> {
  const statement = fc
    .tuple(
      fc.constantFrom('Allow', 'Allow', 'Allow', 'Deny').map((Effect) => ({ Effect })),
      either('Action', subset(actionPatterns)),
      either('Resource', subset(resourcePatterns)),
      hasPrincipals ? either('Principal', principalBlock) : fc.constant({}),
      fc.option(condition, { nil: undefined }).map((Condition) => (Condition ? { Condition } : {})),
    )
    .map((parts) => Object.assign({}, ...parts) as StatementDocument);
  return fc.option(fc.array(statement, { minLength: 1, maxLength: 3 }), { nil: null, freq: 3 });
}

const situations: fc.Arbitrary<Situation> = fc.record({
  who: fc.constantFrom(...principals),
  action: fc.constantFrom('s:GetThing', 's:PutThing'),
  resource: fc.constantFrom('arn:aws:s:::b/k', 'arn:aws:s:::b/1', 'arn:aws:s:::c'),
  owner: fc.constantFrom(here, here, there),
  context: fc.record(
    {
      name: fc.constantFrom('1', '2', 'k'),
      one: fc.constantFrom('1', '2', '30'),
      many: subset(['1', '2', '3'], 0),
    },
    { requiredKeys: [] },
  ),
  policies: fc.record({
    identity: statements(false),
    boundary: statements(false),
    session: statements(false),
    resource: statements(true),
  }),
});

function decision({ who, action, resource, owner, context, policies }: Situation): string {
  const compiled = (documents: StatementDocument[], kind: PolicyKind) =>
    compilePolicy(parsePolicy(JSON.stringify({ Version: '2012-10-17', Statement: documents }), kind), kind);
  const { identity, boundary, session, resource: attached } = policies;
  return evaluate(
    {
      principal: who,
      action,
      resource,
      resourceAccount: owner,
      context: new Map(Object.entries(context)),
    },
    {
      ...(identity && { identity: [compiled(identity, 'identity')] }),
      ...(boundary && { boundary: compiled(boundary, 'identity') }),
      ...(session && { session: [compiled(session, 'identity')] }),
      ...(attached && { resource: { policy: compiled(attached, 'resource') } }),
    },
  ).decision;
}

test('both evaluators agree, and every decision comes up often', () => {
  const seen = new Map<string, number>();
  fc.assert(
    fc.property(situations, (situation) => {
      const expected = naiveDecision(situation);
      seen.set(expected, (seen.get(expected) ?? 0) + 1);
      assert.equal(decision(situation), expected);
    }),
    { seed, numRuns: 5000 },
  );
  for (const each of ['allowed', 'implicitDeny', 'explicitDeny'])
    assert.ok((seen.get(each) ?? 0) > 400, each);
});

test('wildcards mean what the regular expression means', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b', '/'), maxLength: 12 });
  const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '/', '*', '?'), maxLength: 8 });
  fc.assert(
    fc.property(pattern, text, (wild, value) => {
      assert.equal(matchesGlob(globOf([{ text: wild, isLiteral: false }]), value), like(wild, value));
    }),
    { seed, numRuns: 5000 },
  );
});

test('whatever the text, a policy is parsed or refused as malformed', () => {
  const texts = fc.oneof(
    fc.string({ maxLength: 200 }),
    fc.json(),
    fc.json().map((json) => `{"Version":"2012-10-17","Statement":${json}}`),
    fc
      .json()
      .map((json) => `{"Statement":{"Effect":"Allow","Action":"s:*","Resource":"*","Condition":${json}}}`),
  );
  fc.assert(
    fc.property(texts, fc.constantFrom<PolicyKind>('identity', 'trust', 'resource'), (text, kind) => {
      try {
        compilePolicy(parsePolicy(text, kind), kind);
      } catch (error) {
        assert.equal((error as { code?: string }).code, 'MalformedPolicyDocument');
      }
    }),
    { seed, numRuns: 2000 },
  );
});
