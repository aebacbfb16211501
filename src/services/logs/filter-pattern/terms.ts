import { invalidCharacters, malformed } from './malformed-pattern.ts';
import type { Extracted, Pattern } from './pattern.ts';
import { compileRegex } from './regex.ts';
import { Scanner } from './scanner.ts';

type Test = (message: string) => boolean;

const nothing: Extracted = {};

/**
 * Words, quoted phrases and regular expressions: all plain ones occur, none of the `-` ones. `?` ones are alternatives, and are ignored
 * beside others, as the user guide warns.
 */
export function parseTerms(text: string): Pattern {
  const scanner = new Scanner(text);
  const required: Test[] = [];
  const excluded: Test[] = [];
  const optional: Test[] = [];
  while (!scanner.done) {
    const list = scanner.take('-') ? excluded : scanner.take('?') ? optional : required;
    list.push(parseTerm(scanner));
  }
  const hasRegex = scanner.regexes > 0;
  if (required.length === 0 && excluded.length === 0 && optional.length > 0) {
    return { hasRegex, match: (message) => (optional.some((test) => test(message)) ? nothing : undefined) };
  }
  const matches: Test = (message) =>
    required.every((test) => test(message)) && !excluded.some((test) => test(message));
  return { hasRegex, match: (message) => (matches(message) ? nothing : undefined) };
}

function parseTerm(scanner: Scanner): Test {
  if (scanner.take('"')) return contains(scanner.quoted());
  if (scanner.take('%')) {
    const regex = compileRegex(scanner.regexSource());
    return (message) => regex.test(message);
  }
  const word = scanner.match(/[^\s"%]+/y);
  if (word === undefined) throw malformed('A term is missing.');
  if (!/^[\p{L}\p{N}_]+$/u.test(word)) throw invalidCharacters(word);
  return contains(word);
}

/** A phrase of blanks asks for nothing. */
function contains(phrase: string): Test {
  return phrase.trim() === '' ? () => true : (message) => message.includes(phrase);
}
