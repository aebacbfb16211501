import { overlongMatchedMax } from '../limits.ts';
import type { Shape } from '../model/shape.ts';
import { javaPattern } from './java-pattern.ts';
import { printDouble } from './print-value.ts';

/** One constraint of a shape on its own value, without what is inside it. */
export type Constraint = { readonly phrase: string; holds(value: unknown): boolean };

/** In the order AWS lists them: recorded for the elements of lists and maps as enum, maximum, minimum, pattern. */
export function constraintsOf(shape: Shape): readonly Constraint[] {
  switch (shape.type) {
    case 'string':
      return stringConstraints(shape);
    case 'list':
      return lengthConstraints(shape, (value) => (value as readonly unknown[]).length);
    case 'map':
      return lengthConstraints(shape, (value) => Object.keys(value as object).length);
    case 'blob':
      return lengthConstraints(shape, (value) => (value as Uint8Array).byteLength);
    case 'integer':
    case 'long':
      return valueConstraints(shape, String);
    case 'float':
    case 'double':
      return valueConstraints(shape, printDouble);
    default:
      return [];
  }
}

function stringConstraints(shape: Shape): readonly Constraint[] {
  const { enum: values, max = Number.POSITIVE_INFINITY, pattern } = shape;
  const constraints: Constraint[] = [];
  if (values) {
    const allowed = new Set<unknown>(values);
    const phrase = `Member must satisfy enum value set: [${values.join(', ')}]`;
    constraints.push({ phrase, holds: (value) => allowed.has(value) });
  }
  constraints.push(...lengthConstraints(shape, (value) => (value as string).length));
  if (pattern !== undefined) {
    const matches = javaPattern(pattern);
    const phrase = `Member must satisfy regular expression pattern: ${pattern}`;
    // A value that is much too long fails already: to match it as well could cost any amount of time.
    const matchedMax = Math.max(max, overlongMatchedMax);
    constraints.push({
      phrase,
      holds: (value) => (value as string).length > matchedMax || matches(value as string),
    });
  }
  return constraints;
}

function lengthConstraints({ min, max }: Shape, lengthOf: (value: unknown) => number): Constraint[] {
  return bounds('length', min, max, lengthOf, String);
}

function valueConstraints({ min, max }: Shape, print: (bound: number) => string): Constraint[] {
  return bounds('value', min, max, (value) => value as number, print);
}

function bounds(
  what: 'length' | 'value',
  min: number | undefined,
  max: number | undefined,
  measure: (value: unknown) => number,
  print: (bound: number) => string,
): Constraint[] {
  const constraints: Constraint[] = [];
  if (max !== undefined) {
    const phrase = `Member must have ${what} less than or equal to ${print(max)}`;
    constraints.push({ phrase, holds: (value) => measure(value) <= max });
  }
  if (min !== undefined) {
    const phrase = `Member must have ${what} greater than or equal to ${print(min)}`;
    constraints.push({ phrase, holds: (value) => measure(value) >= min });
  }
  return constraints;
}
