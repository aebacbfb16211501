import { Automaton } from './automaton.ts';
import { readRegex } from './read-regex.ts';

/** Searches a text; unanchored unless the expression says `^` or `$`. */
export type Regex = { test(text: string): boolean };

/** Throws AWS's error for what the language does not have. */
export function compileRegex(source: string): Regex {
  return new Automaton(readRegex(source));
}
