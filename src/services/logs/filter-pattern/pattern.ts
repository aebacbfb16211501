import { parseColumns } from './columns.ts';
import { parseJsonPattern } from './json-pattern.ts';
import { patternCharactersMax } from './limits.ts';
import { malformed } from './malformed-pattern.ts';
import { parseTerms } from './terms.ts';

/** A compiled filter pattern. Pure: no clock, no I/O, time linear in the message. */
export type Pattern = {
  readonly hasRegex: boolean;
  /** Undefined for a message that does not match; otherwise the values of the selectors or columns that the pattern names. */
  match(message: string): Extracted | undefined;
};

/** By selector (`$.user.id`) or column (`$name`, `$1`), as text. */
export type Extracted = Readonly<Record<string, string>>;

/**
 * Compiles what metric filters, subscription filters, FilterLogEvents and Live Tail take. Throws AWS's InvalidParameterException.
 * Source: CloudWatch Logs user guide, "Filter pattern syntax".
 */
export function compilePattern(text: string): Pattern {
  if (text.length > patternCharactersMax) throw malformed('The pattern is too long.');
  const trimmed = text.trim();
  if (trimmed.startsWith('{')) return parseJsonPattern(trimmed);
  if (trimmed.startsWith('[')) return parseColumns(trimmed);
  return parseTerms(trimmed);
}
