import { type Dialect, parseComparison, type Scalar } from './comparison.ts';
import { conditionDepthMax, wildcardSelectorsMax } from './limits.ts';
import { malformed } from './malformed-pattern.ts';
import type { Extracted, Pattern } from './pattern.ts';
import { Scanner } from './scanner.ts';
import { parseSelector, type Selector } from './selector.ts';

type Condition = (document: unknown) => boolean;

/** `{ $.level = "ERROR" && $.status >= 500 }`. A message that is no JSON object or array matches none. */
export function parseJsonPattern(text: string): Pattern {
  const parser = new JsonPatternParser(text);
  const condition = parser.parse();
  const { selectors, hasRegex } = parser;
  return {
    hasRegex,
    match(message) {
      const document = documentOf(message);
      return document !== undefined && condition(document) ? extract(selectors, document) : undefined;
    },
  };
}

/** Reads one selector (`$.user.id`) out of messages: the text of a scalar, undefined for anything else. */
export function compileSelector(text: string): (message: string) => string | undefined {
  const scanner = new Scanner(text);
  scanner.expect('$');
  const selector = parseSelector(scanner);
  if (!scanner.done) throw malformed(`${text} is no selector.`);
  return (message) => {
    const document = documentOf(message);
    return document === undefined ? undefined : extract([selector], document)[selector.text];
  };
}

function documentOf(message: string): object | undefined {
  if (!/^\s*[{[]/.test(message)) return undefined;
  try {
    return JSON.parse(message) as object;
  } catch {
    return undefined;
  }
}

function extract(selectors: readonly Selector[], document: object): Extracted {
  const values = selectors.flatMap((selector) => {
    const [node] = selector.select(document);
    return isScalar(node) ? [[selector.text, String(node)] as const] : [];
  });
  return Object.fromEntries(values);
}

class JsonPatternParser {
  readonly selectors: Selector[] = [];
  readonly #scanner: Scanner;
  readonly #dialect: Dialect;
  #depth = 0;

  constructor(text: string) {
    this.#scanner = new Scanner(text);
    this.#dialect = {
      scanner: this.#scanner,
      word: /[^\s"%(){}&|=<>!,]+/y,
      // Text is compared as text, also if it looks like a number.
      numberOf: (actual) => (typeof actual === 'number' ? actual : undefined),
    };
  }

  get hasRegex(): boolean {
    return this.#scanner.regexes > 0;
  }

  parse(): Condition {
    this.#scanner.expect('{');
    const condition = this.#any();
    this.#scanner.expect('}');
    if (!this.#scanner.done) throw malformed('Something follows the closing brace.');
    if (this.selectors.filter(({ hasWildcard }) => hasWildcard).length > wildcardSelectorsMax) {
      throw malformed(`A pattern has at most ${wildcardSelectorsMax} selectors with a wildcard.`);
    }
    return condition;
  }

  #any(): Condition {
    const parts = [this.#all()];
    while (this.#scanner.take('||')) parts.push(this.#all());
    return (document) => parts.some((part) => part(document));
  }

  #all(): Condition {
    const parts = [this.#unit()];
    while (this.#scanner.take('&&')) parts.push(this.#unit());
    return (document) => parts.every((part) => part(document));
  }

  #unit(): Condition {
    if (!this.#scanner.take('(')) return this.#condition();
    this.#depth += 1;
    if (this.#depth > conditionDepthMax) throw malformed('Conditions are nested too deeply.');
    const inner = this.#any();
    this.#depth -= 1;
    this.#scanner.expect(')');
    return inner;
  }

  #condition(): Condition {
    const scanner = this.#scanner;
    scanner.expect('$');
    const selector = parseSelector(scanner);
    this.selectors.push(selector);
    if (scanner.takeWord('NOT')) {
      if (!scanner.takeWord('EXISTS')) throw malformed('NOT is followed by EXISTS.');
      return (document) => selector.select(document).length === 0;
    }
    if (scanner.takeWord('IS')) return selects(selector, this.#constant());
    const fulfils = parseComparison(this.#dialect);
    // What is missing, an object or an array fulfils no comparison, not even `!=`.
    return selects(selector, (node) => isScalar(node) && fulfils(node));
  }

  #constant(): (node: unknown) => boolean {
    if (this.#scanner.takeWord('NULL')) return (node) => node === null;
    if (this.#scanner.takeWord('TRUE')) return (node) => node === true;
    if (this.#scanner.takeWord('FALSE')) return (node) => node === false;
    throw malformed('IS is followed by NULL, TRUE or FALSE.');
  }
}

function selects(selector: Selector, wanted: (node: unknown) => boolean): Condition {
  return (document) => selector.select(document).some(wanted);
}

function isScalar(node: unknown): node is Scalar {
  return typeof node === 'string' || typeof node === 'number' || typeof node === 'boolean';
}
