/** Policies as they are written: AWS's grammar, element by element. `parsePolicy` makes these, `compilePolicy` takes them. */

/** What a policy is attached to decides its grammar and what a short ARN in it means. Boundaries and session policies are `identity`. */
export type PolicyKind = 'identity' | 'trust' | 'resource';

export type PolicyDocument = {
  /** Left out means 2008-10-17, in which variables are plain text. */
  readonly Version?: PolicyVersion;
  readonly Id?: string;
  readonly Statement: readonly StatementDocument[];
};

export type PolicyVersion = '2012-10-17' | '2008-10-17';

export type StatementDocument = {
  readonly Sid?: string;
  readonly Effect: Effect;
  readonly Principal?: PrincipalDocument;
  readonly NotPrincipal?: PrincipalDocument;
  readonly Action?: OneOrMany<string>;
  readonly NotAction?: OneOrMany<string>;
  readonly Resource?: OneOrMany<string>;
  readonly NotResource?: OneOrMany<string>;
  readonly Condition?: ConditionDocument;
};

export type Effect = 'Allow' | 'Deny';

export type PrincipalDocument = string | { readonly [Type in PrincipalType]?: OneOrMany<string> };

export type PrincipalType = 'AWS' | 'Service' | 'Federated' | 'CanonicalUser';

/** Operator → key → what it is compared with, as text. */
export type ConditionDocument = Readonly<Record<string, Readonly<Record<string, OneOrMany<ConditionValue>>>>>;

export type ConditionValue = string | number | boolean;

export type OneOrMany<T> = T | readonly T[];

export function listOf<T extends ConditionValue>(value: OneOrMany<T> | undefined): readonly T[] {
  if (value === undefined) return [];
  return typeof value === 'object' ? value : [value];
}
