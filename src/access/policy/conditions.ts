/** One key under one operator: when does it hold? Blocks, operators and keys are joined by AND, the values of a key by OR. */
import type { ConditionContext, ContextValue } from './condition-context.ts';
import { type Operator, operators, parseBool } from './operators.ts';

export type Condition = (context: ConditionContext) => boolean;

/** An operator's name taken apart: `ForAnyValue:StringLikeIfExists`. */
type Asked = {
  readonly operator: Operator;
  readonly set: 'ForAllValues' | 'ForAnyValue' | undefined;
  readonly ifExists: boolean;
};

/** Whether a policy may use this operator. `Null` goes without set and IfExists. */
export function isConditionOperator(name: string): boolean {
  return name === 'Null' || askedOf(name) !== undefined;
}

/** Undefined for an operator that does not exist. */
export function compileCondition(
  name: string,
  key: string,
  values: readonly string[],
  hasVariables: boolean,
): Condition | undefined {
  const keyName = key.toLowerCase();
  if (name === 'Null') return nullCondition(keyName, values);
  const asked = askedOf(name);
  if (asked === undefined) return undefined;
  const { operator, set } = asked;
  const comparisons = values.map((value) => operator.compare(value, hasVariables));
  // What cannot be compared satisfies neither an operator nor its negation.
  const holds = (actual: string, context: ConditionContext): boolean =>
    operator.isNegated
      ? comparisons.every((compare) => compare(actual, context) === false)
      : comparisons.some((compare) => compare(actual, context) === true);
  return (context) => {
    const value = context.get(keyName);
    if (isAbsent(value)) return holdsWithoutKey(asked);
    if (typeof value === 'string') return holds(value, context);
    if (set === 'ForAllValues') return value.every((actual) => holds(actual, context));
    if (set === 'ForAnyValue') return value.some((actual) => holds(actual, context));
    const [only, second] = value;
    return only !== undefined && second === undefined && holds(only, context);
  };
}

function askedOf(name: string): Asked | undefined {
  const set = (['ForAllValues', 'ForAnyValue'] as const).find((prefix) => name.startsWith(`${prefix}:`));
  const unprefixed = set === undefined ? name : name.slice(set.length + 1);
  const ifExists = unprefixed.endsWith('IfExists');
  const operator = operators.get(ifExists ? unprefixed.slice(0, -'IfExists'.length) : unprefixed);
  return operator === undefined ? undefined : { operator, set, ifExists };
}

function isAbsent(value: ContextValue | undefined): value is undefined {
  return value === undefined || (typeof value !== 'string' && value.length === 0);
}

function holdsWithoutKey({ operator, set, ifExists }: Asked): boolean {
  if (ifExists || set === 'ForAllValues') return true;
  return set === undefined && operator.isNegated;
}

function nullCondition(key: string, values: readonly string[]): Condition {
  const wanted = values.map(parseBool);
  return (context) => wanted.includes(isAbsent(context.get(key)));
}
