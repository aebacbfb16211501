/** What is a filter pattern: EventBridge's language, as event sources have it. */
import type { FilterCriteria } from '#models/lambda';
import { InvalidParameterValueException } from '../../errors.ts';
import { mappingFiltersMax } from '../../limits.ts';

/** Throws AWS's error for criteria that have too many filters, or a pattern that nothing could match. */
export function checkFilters({ Filters = [] }: FilterCriteria): void {
  if (Filters.length > mappingFiltersMax) {
    throw new InvalidParameterValueException(`A mapping has at most ${mappingFiltersMax} filters.`);
  }
  for (const { Pattern } of Filters) {
    if (Pattern === undefined || !isPattern(parsed(Pattern))) {
      throw new InvalidParameterValueException('Invalid filter pattern definition.');
    }
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

type Json = Readonly<Record<string, unknown>>;

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isPattern(value: unknown): boolean {
  if (!isObject(value)) return false;
  const entries = Object.entries(value);
  return entries.length > 0 && entries.every(([key, rule]) => isRule(key, rule));
}

function isRule(key: string, rule: unknown): boolean {
  if (!Array.isArray(rule)) return isPattern(rule);
  if (key === '$or' && rule.every(isObject)) return rule.length > 1 && rule.every(isPattern);
  return rule.length > 0 && rule.every((match) => (isObject(match) ? isOperator(match) : isScalar(match)));
}

function isScalar(value: unknown): boolean {
  return value === null || ['string', 'number', 'boolean'].includes(typeof value);
}

const isText = (operand: unknown): boolean => typeof operand === 'string';
/** Text, or text whatever its case. */
const isAffix = (operand: unknown): boolean =>
  isText(operand) || (isObject(operand) && isOnly(operand, { 'equals-ignore-case': isText }));
const isTextOrTexts = (operand: unknown): boolean =>
  isText(operand) || (Array.isArray(operand) && operand.length > 0 && operand.every(isText));

const textOperators: Operators = {
  prefix: isTextOrTexts,
  suffix: isTextOrTexts,
  wildcard: isTextOrTexts,
  'equals-ignore-case': isTextOrTexts,
};

const operators: Operators = {
  exists: (operand) => typeof operand === 'boolean',
  prefix: isAffix,
  suffix: isAffix,
  'equals-ignore-case': isText,
  wildcard: isText,
  cidr: isText,
  numeric: isNumeric,
  'anything-but': isAnythingBut,
};

type Operators = Readonly<Record<string, (operand: unknown) => boolean>>;

function isOperator(match: Json): boolean {
  return isOnly(match, operators);
}

/** Whether an object is one operator of these with an operand that it takes. */
function isOnly(match: Json, known: Operators): boolean {
  const [entry, another] = Object.entries(match);
  if (entry === undefined || another !== undefined) return false;
  const [name, operand] = entry;
  return Object.hasOwn(known, name) && known[name]?.(operand) === true;
}

function isAnythingBut(operand: unknown): boolean {
  if (isObject(operand)) return isOnly(operand, textOperators);
  const values = Array.isArray(operand) ? operand : [operand];
  return values.length > 0 && values.every((value) => ['string', 'number'].includes(typeof value));
}

/** One comparison, or two that bound a range: `[">", 10, "<=", 20]`. */
function isNumeric(operand: unknown): boolean {
  if (!Array.isArray(operand)) return false;
  const isComparison = (at: number, signs: readonly string[]) =>
    signs.includes(operand[at]) && typeof operand[at + 1] === 'number';
  if (operand.length === 2) return isComparison(0, ['=', '<', '<=', '>', '>=']);
  return operand.length === 4 && isComparison(0, ['>', '>=']) && isComparison(2, ['<', '<=']);
}
