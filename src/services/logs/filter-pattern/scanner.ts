import { malformed } from './malformed-pattern.ts';

/** Reads a pattern from left to right. Every reader method skips blanks before it. */
export class Scanner {
  readonly text: string;
  /** Regular expressions read so far. */
  regexes = 0;
  #at = 0;

  constructor(text: string) {
    this.text = text;
  }

  /** What is still to be read. */
  get rest(): string {
    return this.text.slice(this.#at);
  }

  get done(): boolean {
    this.#skipBlanks();
    return this.#at >= this.text.length;
  }

  /** Whether `literal` comes next; it is consumed then. */
  take(literal: string): boolean {
    this.#skipBlanks();
    if (!this.text.startsWith(literal, this.#at)) return false;
    this.#at += literal.length;
    return true;
  }

  /** As `take`, for a word that ends here: `IS` is not in `ISSUE`. */
  takeWord(word: string): boolean {
    this.#skipBlanks();
    const end = this.#at + word.length;
    if (this.text.slice(this.#at, end) !== word || /\w/.test(this.text[end] ?? '')) return false;
    this.#at = end;
    return true;
  }

  expect(literal: string): void {
    if (!this.take(literal)) throw malformed(`Expected ${literal} at character ${this.#at + 1}.`);
  }

  /** What a sticky expression matches here, without skipping blanks; undefined if nothing. */
  match(expression: RegExp): string | undefined {
    expression.lastIndex = this.#at;
    const found = expression.exec(this.text)?.[0];
    if (found === undefined || found === '') return undefined;
    this.#at += found.length;
    return found;
  }

  /** After its opening quote: up to the closing one, with `\"` and `\\` resolved. */
  quoted(): string {
    let text = '';
    for (;;) {
      const character = this.text[this.#at];
      this.#at += 1;
      if (character === undefined) throw malformed('A quoted phrase does not end.');
      if (character === '"') return text;
      const next = this.text[this.#at];
      if (character === '\\' && (next === '"' || next === '\\')) {
        text += next;
        this.#at += 1;
      } else text += character;
    }
  }

  /** After its opening `%`: up to the closing one. */
  regexSource(): string {
    const end = this.text.indexOf('%', this.#at);
    if (end === -1) throw malformed('A regular expression does not end.');
    const source = this.text.slice(this.#at, end);
    this.#at = end + 1;
    this.regexes += 1;
    return source;
  }

  #skipBlanks(): void {
    while (/\s/.test(this.text[this.#at] ?? '')) this.#at += 1;
  }
}
