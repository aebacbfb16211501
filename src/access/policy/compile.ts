/** From a policy document to what evaluation asks: patterns, principals and conditions prepared once. */
import type { ConditionContext } from './condition-context.ts';
import { type Condition, compileCondition } from './conditions.ts';
import {
  type ConditionDocument,
  type Effect,
  listOf,
  type PolicyDocument,
  type PolicyKind,
  type StatementDocument,
} from './document.ts';
import { syntaxError } from './malformed-policy.ts';
import { type ArnPattern, arnPatternOf, type Glob, globOf, matchesArn, matchesGlob } from './match.ts';
import { compilePrincipals, type PrincipalSet } from './principals.ts';
import { type Part, partsOf, type Resolve, resolver } from './variables.ts';

/** A policy ready to be asked. */
export type Policy = { readonly statements: readonly Statement[] };

export type Statement = {
  readonly effect: Effect;
  /** Of resource policies and trust policies alone. */
  readonly principals?: PrincipalSet;
  /** Takes the action in lower case: actions are matched without regard to case. */
  matchesAction(lowerCaseAction: string): boolean;
  matchesResource(resource: string, context: ConditionContext): boolean;
  readonly conditions: readonly Condition[];
};

export function compilePolicy({ Version, Statement }: PolicyDocument, kind: PolicyKind): Policy {
  const hasVariables = Version === '2012-10-17';
  return { statements: Statement.map((statement) => compileStatement(statement, kind, hasVariables)) };
}

function compileStatement(document: StatementDocument, kind: PolicyKind, hasVariables: boolean): Statement {
  const { Effect: effect, Principal, NotPrincipal, Condition: condition = {} } = document;
  const principals = Principal ?? NotPrincipal;
  return {
    effect,
    ...(principals === undefined
      ? {}
      : { principals: compilePrincipals(principals, Principal === undefined) }),
    matchesAction: compileActions(document),
    matchesResource: compileResources(document, kind, hasVariables),
    conditions: compileConditions(condition, hasVariables),
  };
}

function compileActions({ Action, NotAction }: StatementDocument): Statement['matchesAction'] {
  const isNegated = Action === undefined;
  const globs: readonly Glob[] = listOf(Action ?? NotAction).map((action) =>
    globOf([{ text: action.toLowerCase(), isLiteral: false }]),
  );
  return (action) => globs.some((glob) => matchesGlob(glob, action)) !== isNegated;
}

/** A trust policy names no resource: it is about its role. */
function compileResources(
  { Effect: effect, Resource, NotResource }: StatementDocument,
  kind: PolicyKind,
  hasVariables: boolean,
): Statement['matchesResource'] {
  const listed = Resource ?? NotResource;
  if (listed === undefined) return () => true;
  const short = kind === 'identity' ? 'is-open' : 'needs-wildcard';
  const patterns: readonly Resolve<ArnPattern>[] = listOf(listed).map((resource) =>
    resolver(resourceParts(resource, hasVariables), (pieces) => arnPatternOf(pieces, short)),
  );
  if (Resource !== undefined) {
    return (resource, context) =>
      patterns.some((resolve) => {
        const pattern = resolve(context);
        return pattern !== undefined && matchesArn(pattern, resource);
      });
  }
  return (resource, context) => {
    const resolved = patterns.map((resolve) => resolve(context));
    // What is excluded cannot be said without the variable: a Deny then excludes nothing, an Allow everything.
    if (resolved.includes(undefined) && effect === 'Allow') return false;
    return !resolved.some((pattern) => pattern !== undefined && matchesArn(pattern, resource));
  };
}

/** Variables count after the fifth colon alone. */
function resourceParts(resource: string, hasVariables: boolean): readonly Part[] {
  let start = 0;
  for (let field = 0; field < 5; field++) {
    const colon = resource.indexOf(':', start);
    if (colon < 0) return partsOf(resource, false);
    start = colon + 1;
  }
  return [...partsOf(resource.slice(0, start), false), ...partsOf(resource.slice(start), hasVariables)];
}

function compileConditions(document: ConditionDocument, hasVariables: boolean): readonly Condition[] {
  return Object.entries(document).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, values]) => {
      const condition = compileCondition(operator, key, listOf(values).map(String), hasVariables);
      if (condition === undefined) throw syntaxError();
      return condition;
    }),
  );
}
