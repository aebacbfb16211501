import { type Dialect, numberIn, parseComparison } from './comparison.ts';
import { malformed } from './malformed-pattern.ts';
import type { Extracted, Pattern } from './pattern.ts';
import { Scanner } from './scanner.ts';

type Column = {
  readonly name: string;
  /** Absent: takes any text. */
  readonly condition?: (text: string) => boolean;
};

/** `[ip, user, ..., status = 4* || status = 5*, bytes > 1000]`: a message's fields, cut at blanks, one after the other. */
export function parseColumns(text: string): Pattern {
  const parser = new ColumnsParser(text);
  const { head, tail } = parser.parse();
  return { hasRegex: parser.hasRegex, match: (message) => matchFields(fieldsOf(message), head, tail) };
}

const closers: Readonly<Record<string, string>> = { '"': '"', '[': ']' };

/** Quoted and bracketed parts are one field, without what encloses them; what is never closed is a word like any other. */
function fieldsOf(message: string): string[] {
  const fields: string[] = [];
  const word = /\S+/g;
  /** Looked for once: behind the last one there is no other, however long the message goes on. */
  const last = { '"': message.lastIndexOf('"'), ']': message.lastIndexOf(']') };
  for (let start = word.exec(message); start !== null; start = word.exec(message)) {
    const [text] = start;
    const closer = closers[text[0] ?? ''] as keyof typeof last | undefined;
    if (closer !== undefined && last[closer] > start.index) {
      const end = message.indexOf(closer, start.index + 1);
      fields.push(message.slice(start.index + 1, end));
      word.lastIndex = end + 1;
    } else fields.push(text);
  }
  return fields;
}

function matchFields(
  fields: readonly string[],
  head: readonly Column[],
  tail: readonly Column[] | undefined,
): Extracted | undefined {
  if (tail === undefined) return matchAll(absorbed(fields, head), head);
  const between = fields.length - head.length - tail.length;
  if (between < 0) return undefined;
  const unnamed = Array.from({ length: between }, (_, index) => ({ name: String(head.length + index + 1) }));
  return matchAll(fields, [...head, ...unnamed, ...tail]);
}

/** A last column without a condition takes all that is left. */
function absorbed(fields: readonly string[], columns: readonly Column[]): readonly string[] {
  const last = columns.at(-1);
  if (last === undefined || last.condition !== undefined || fields.length <= columns.length) return fields;
  const rest = fields.slice(columns.length - 1).join(' ');
  return [...fields.slice(0, columns.length - 1), rest];
}

function matchAll(fields: readonly string[], columns: readonly Column[]): Extracted | undefined {
  if (fields.length !== columns.length) return undefined;
  const values: [string, string][] = [];
  for (const [index, { name, condition }] of columns.entries()) {
    const text = fields[index] ?? '';
    if (condition !== undefined && !condition(text)) return undefined;
    values.push([`$${name}`, text]);
  }
  return Object.fromEntries(values);
}

class ColumnsParser {
  readonly #scanner: Scanner;
  readonly #dialect: Dialect;

  constructor(text: string) {
    this.#scanner = new Scanner(text);
    this.#dialect = {
      scanner: this.#scanner,
      word: /[^\s"%,\]&|=<>!]+/y,
      numberOf: (actual) => numberIn(String(actual)),
    };
  }

  get hasRegex(): boolean {
    return this.#scanner.regexes > 0;
  }

  /** `tail` is what follows `...`; without it the columns are all there are. */
  parse(): { readonly head: readonly Column[]; readonly tail?: readonly Column[] } {
    const scanner = this.#scanner;
    scanner.expect('[');
    const head: Column[] = [];
    let tail: Column[] | undefined;
    // `[]` takes every line.
    if (scanner.take(']')) tail = [];
    else {
      do {
        if (!scanner.take('...')) (tail ?? head).push(this.#column(head.length + (tail?.length ?? 0)));
        else if (tail === undefined) tail = [];
        else throw malformed('... may stand once.');
      } while (scanner.take(','));
      scanner.expect(']');
    }
    if (!scanner.done) throw malformed('Something follows the closing bracket.');
    return tail === undefined ? { head } : { head, tail };
  }

  #column(index: number): Column {
    const name = this.#name() ?? String(index + 1);
    if (!this.#comparisonNext()) return { name };
    return { name, condition: this.#any(name) };
  }

  #name(): string | undefined {
    return this.#scanner.done ? undefined : this.#scanner.match(/[A-Za-z0-9_$@.-]+/y);
  }

  #comparisonNext(): boolean {
    return !this.#scanner.done && /^\s*(=|!=|<|>)/.test(this.#scanner.rest);
  }

  #any(name: string): (text: string) => boolean {
    const parts = [this.#all(name, true)];
    while (this.#scanner.take('||')) parts.push(this.#all(name, false));
    return (text) => parts.some((part) => part(text));
  }

  #all(name: string, named: boolean): (text: string) => boolean {
    const parts = [this.#comparison(name, named)];
    while (this.#scanner.take('&&')) parts.push(this.#comparison(name, false));
    return (text) => parts.every((part) => part(text));
  }

  /** The name is repeated before every comparison but the first. */
  #comparison(name: string, named: boolean): (text: string) => boolean {
    if (!named && this.#name() !== name)
      throw malformed(`A condition of the column ${name} names another one.`);
    return parseComparison(this.#dialect);
  }
}
