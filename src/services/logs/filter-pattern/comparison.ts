import { regexesPerPatternMax } from './limits.ts';
import { malformed } from './malformed-pattern.ts';
import { compileRegex } from './regex.ts';
import type { Scanner } from './scanner.ts';

/** What a condition compares: a JSON scalar or a column's text. */
export type Scalar = string | number | boolean;

export type Operator = '=' | '!=' | '<' | '<=' | '>' | '>=';

/** Longer ones first: they are looked for in this order. */
const operators: readonly Operator[] = ['!=', '<=', '>=', '=', '<', '>'];

const number = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;

/** What conditions of one form of pattern have in common. */
export type Dialect = {
  readonly scanner: Scanner;
  /** An unquoted value; sticky. */
  readonly word: RegExp;
  /** The number that a scalar is, for comparing it with one. */
  readonly numberOf: (actual: Scalar) => number | undefined;
};

/** Text that is a number throughout. */
export function numberIn(text: string): number | undefined {
  return number.test(text) ? Number(text) : undefined;
}

/** Reads `operator value`; the result says whether a scalar fulfils it. */
export function parseComparison(dialect: Dialect): (actual: Scalar) => boolean {
  const { scanner, numberOf } = dialect;
  const operator = operators.find((candidate) => scanner.take(candidate));
  if (operator === undefined) throw malformed('An operator is missing.');
  const equals = parseValue(dialect);
  if (operator === '=') return equals.test;
  if (operator === '!=') return (actual) => !equals.test(actual);
  const { limit } = equals;
  if (limit === undefined) throw malformed(`${operator} compares numbers.`);
  return (actual) => {
    const value = numberOf(actual);
    return value !== undefined && inOrder(operator, value, limit);
  };
}

type Value = {
  /** Whether a scalar equals it. */
  readonly test: (actual: Scalar) => boolean;
  /** If it is a number. */
  readonly limit?: number;
};

function parseValue(dialect: Dialect): Value {
  const { scanner, numberOf } = dialect;
  if (scanner.take('"')) return textValue(scanner.quoted());
  if (scanner.take('%')) {
    if (scanner.regexes >= regexesPerPatternMax)
      throw malformed('A pattern has at most two regular expressions.');
    const regex = compileRegex(scanner.regexSource());
    return { test: (actual) => regex.test(String(actual)) };
  }
  const text = scanner.match(dialect.word);
  if (text === undefined) throw malformed('A value is missing.');
  const limit = numberIn(text);
  if (limit === undefined) return textValue(text);
  return { test: (actual) => String(actual) === text || numberOf(actual) === limit, limit };
}

/** `*` stands for any text; without one the text is compared whole. */
function textValue(text: string): Value {
  const [head = '', ...rest] = text.split('*');
  const tail = rest.pop();
  if (tail === undefined) return { test: (actual) => String(actual) === text };
  return { test: (actual) => matchesWildcards(String(actual), head, rest, tail) };
}

function matchesWildcards(text: string, head: string, middle: readonly string[], tail: string): boolean {
  if (text.length < head.length + tail.length || !text.startsWith(head) || !text.endsWith(tail)) return false;
  let at = head.length;
  const end = text.length - tail.length;
  for (const part of middle) {
    const found = text.indexOf(part, at);
    if (found === -1 || found + part.length > end) return false;
    at = found + part.length;
  }
  return true;
}

function inOrder(operator: Operator, value: number, limit: number): boolean {
  switch (operator) {
    case '<':
      return value < limit;
    case '<=':
      return value <= limit;
    case '>':
      return value > limit;
    default:
      return value >= limit;
  }
}
