/** The condition operators: what each compares one value of the policy with. */
import type { ConditionContext } from './condition-context.ts';
import { parseDate } from './date-value.ts';
import { isInRange, parseAddress, parseRange } from './ip-address.ts';
import { arnPatternOf, globOf, matchesArn, matchesGlob } from './match.ts';
import { joined, type Piece, partsOf, resolver } from './variables.ts';

/** Compares what a request has with one value of the policy; undefined where one of the two is not of the operator's type. */
export type Comparison = (actual: string, context: ConditionContext) => boolean | undefined;

export type Operator = {
  /** Holds if no value of the policy compares equal, instead of if one does. */
  readonly isNegated: boolean;
  compare(value: string, hasVariables: boolean): Comparison;
};

/** For operators whose values may hold variables; one that does not resolve compares unequal to everything. */
function ofText<T>(
  make: (pieces: readonly Piece[]) => T,
  equal: (made: T, actual: string) => boolean | undefined,
): Operator['compare'] {
  return (value, hasVariables) => {
    const resolve = resolver(partsOf(value, hasVariables), make);
    return (actual, context) => {
      const made = resolve(context);
      return made === undefined ? false : equal(made, actual);
    };
  };
}

/** For operators whose values are of a type, without variables. */
function ofType<T>(
  parse: (text: string) => T | undefined,
  holds: (actual: T, value: T) => boolean,
): Operator['compare'] {
  return (text) => {
    const value = parse(text);
    return (actualText) => {
      const actual = parse(actualText);
      return value === undefined || actual === undefined ? undefined : holds(actual, value);
    };
  };
}

const stringEquals = ofText(joined, (text, actual) => text === actual);
const stringEqualsIgnoreCase = ofText(
  (pieces) => joined(pieces).toLowerCase(),
  (text, actual) => text === actual.toLowerCase(),
);
const stringLike = ofText(globOf, (glob, actual) => matchesGlob(glob, actual));
const arnLike = ofText(
  (pieces) => arnPatternOf(pieces, 'needs-wildcard'),
  (pattern, actual) => matchesArn(pattern, actual),
);
const bool = ofText(
  (pieces) => parseBool(joined(pieces)),
  (value, actualText) => {
    const actual = parseBool(actualText);
    return value === 'neither' || actual === 'neither' ? undefined : actual === value;
  },
);
const binaryEquals = ofType(parseBase64, (actual, value) => actual.equals(value));
const ipAddress: Operator['compare'] = (text) => {
  const range = parseRange(text);
  return (actualText) => {
    const actual = parseAddress(actualText);
    return range === undefined || actual === undefined ? undefined : isInRange(range, actual);
  };
};

const positive = (compare: Operator['compare']): Operator => ({ isNegated: false, compare });
const negated = (compare: Operator['compare']): Operator => ({ isNegated: true, compare });
const numeric = (holds: (actual: number, value: number) => boolean) => ofType(parseNumber, holds);
const date = (holds: (actual: number, value: number) => boolean) => ofType(parseDate, holds);

/** All but `Null`, which asks for no value. ArnEquals and ArnLike are the same on AWS. */
export const operators: ReadonlyMap<string, Operator> = new Map([
  ['StringEquals', positive(stringEquals)],
  ['StringNotEquals', negated(stringEquals)],
  ['StringEqualsIgnoreCase', positive(stringEqualsIgnoreCase)],
  ['StringNotEqualsIgnoreCase', negated(stringEqualsIgnoreCase)],
  ['StringLike', positive(stringLike)],
  ['StringNotLike', negated(stringLike)],
  ['NumericEquals', positive(numeric((actual, value) => actual === value))],
  ['NumericNotEquals', negated(numeric((actual, value) => actual === value))],
  ['NumericLessThan', positive(numeric((actual, value) => actual < value))],
  ['NumericLessThanEquals', positive(numeric((actual, value) => actual <= value))],
  ['NumericGreaterThan', positive(numeric((actual, value) => actual > value))],
  ['NumericGreaterThanEquals', positive(numeric((actual, value) => actual >= value))],
  ['DateEquals', positive(date((actual, value) => actual === value))],
  ['DateNotEquals', negated(date((actual, value) => actual === value))],
  ['DateLessThan', positive(date((actual, value) => actual < value))],
  ['DateLessThanEquals', positive(date((actual, value) => actual <= value))],
  ['DateGreaterThan', positive(date((actual, value) => actual > value))],
  ['DateGreaterThanEquals', positive(date((actual, value) => actual >= value))],
  ['Bool', positive(bool)],
  ['BinaryEquals', positive(binaryEquals)],
  ['IpAddress', positive(ipAddress)],
  ['NotIpAddress', negated(ipAddress)],
  ['ArnEquals', positive(arnLike)],
  ['ArnNotEquals', negated(arnLike)],
  ['ArnLike', positive(arnLike)],
  ['ArnNotLike', negated(arnLike)],
]);

export function parseBool(text: string): boolean | 'neither' {
  const lower = text.toLowerCase();
  return lower === 'true' ? true : lower === 'false' ? false : 'neither';
}

function parseNumber(text: string): number | undefined {
  return /^[+-]?\d{1,40}(?:\.\d{1,40})?$/.test(text) ? Number(text) : undefined;
}

function parseBase64(text: string): Buffer | undefined {
  const isBase64 = text.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(text);
  return isBase64 ? Buffer.from(text, 'base64') : undefined;
}
