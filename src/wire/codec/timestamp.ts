import type { TimestampFormat } from '../model/model-file.ts';
import { Unconvertible } from './unconvertible.ts';

const numeric = /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/;
const iso8601 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:?\d\d)$/;
const rfc822 = /^[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT$/;

/** A Date from any of the three formats: services accept all of them, whichever the model prefers. */
export function readTimestamp(value: unknown): Date {
  const date = new Date(millisecondsOf(value));
  if (Number.isNaN(date.getTime())) throw new Unconvertible(value, 'Timestamp');
  return date;
}

function millisecondsOf(value: unknown): number {
  if (typeof value === 'number') return Math.round(value * 1000);
  if (typeof value !== 'string') return Number.NaN;
  if (numeric.test(value)) return Math.round(Number(value) * 1000);
  return iso8601.test(value) || rfc822.test(value) ? Date.parse(value) : Number.NaN;
}

/** `unixTimestamp` is seconds with a fraction only where there is one; `iso8601` has no milliseconds where they are zero. */
export function writeTimestamp(date: Date, format: TimestampFormat): string | number {
  if (format === 'iso8601') return date.toISOString().replace('.000Z', 'Z');
  if (format === 'rfc822') return date.toUTCString();
  return date.getTime() / 1000;
}
