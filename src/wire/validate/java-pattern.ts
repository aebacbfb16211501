import { patternValueLengthMax } from '../limits.ts';

/** Java's names for character classes that JavaScript lacks, as what stands inside brackets. */
const javaClasses: Readonly<Record<string, string>> = {
  Print: '\\x20-\\x7E',
  ASCII: '\\x00-\\x7F',
  Graph: '\\x21-\\x7E',
};

/**
 * A test for a model's pattern: Java's syntax, and the whole value must match. Values longer than `patternValueLengthMax` fail.
 * Throws when JavaScript cannot express it; a test compiles every pattern of every model.
 */
export function javaPattern(pattern: string): (value: string) => boolean {
  const expression = compile(pattern);
  return (value) => value.length <= patternValueLengthMax && expression.test(value);
}

function compile(pattern: string): RegExp {
  const dotAll = pattern.startsWith('(?s)');
  const flags = dotAll ? 's' : '';
  const source = `^(?:${replaceClasses(dotAll ? pattern.slice(4) : pattern)})$`;
  try {
    return new RegExp(source, `u${flags}`);
  } catch (error) {
    // Outside unicode mode a stray escape such as `\-` or `\@` means the character, as in Java; `\p{…}` would mean nothing.
    if (source.includes('\\p{')) throw error;
    return new RegExp(source, flags);
  }
}

function replaceClasses(pattern: string): string {
  let inBrackets = false;
  return pattern.replace(/\\p\{(\w+)\}|\\.|[[\]]/gs, (part, name: string | undefined) => {
    if (part === '[') inBrackets = true;
    if (part === ']') inBrackets = false;
    const range = name === undefined ? undefined : javaClasses[name];
    if (range === undefined) return part;
    return inBrackets ? range : `[${range}]`;
  });
}
