import { mappingTemplateBytesMax, mockDepthMax, mockStatusDigitsMax } from '../../limits.ts';

/**
 * Finds the integer `statusCode` of an object as API Gateway's lenient parser reads it: keys bare or in either quotes, commas
 * doubled or trailing, other values of any kind. Undefined for anything else, a status in quotes included.
 */
export function parseMockStatus(text: string): number | undefined {
  if (text.length > mappingTemplateBytesMax) return undefined;
  const reader = new Reader(text);
  reader.skipBlanks();
  if (!reader.take('{')) return undefined;
  let status: number | undefined;
  for (;;) {
    reader.skipSeparators();
    if (reader.take('}')) break;
    const key = reader.readWord();
    if (key === undefined || !reader.takeColon()) return undefined;
    const value = reader.readValue(0);
    if (value === undefined) return undefined;
    if (key === 'statusCode') status = integerOf(value);
  }
  reader.skipBlanks();
  return reader.isAtEnd() ? status : undefined;
}

function integerOf(value: string): number | undefined {
  return /^-?\d+$/.test(value) && value.length <= mockStatusDigitsMax ? Number(value) : undefined;
}

/** A position in a text. Its life is one call of `parseMockStatus`. */
class Reader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  isAtEnd(): boolean {
    return this.#at === this.#text.length;
  }

  skipBlanks(): void {
    this.#match(/\s*/y);
  }

  skipSeparators(): void {
    this.#match(/[\s,]*/y);
  }

  take(character: string): boolean {
    if (this.#text[this.#at] !== character) return false;
    this.#at++;
    return true;
  }

  takeColon(): boolean {
    this.skipBlanks();
    const isTaken = this.take(':');
    this.skipBlanks();
    return isTaken;
  }

  /** A key: bare, or between quotes of one kind. */
  readWord(): string | undefined {
    const quoted = this.#match(/"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'/y);
    if (quoted) return quoted[1] ?? quoted[2];
    return this.#match(/[^\s,:{}[\]"']+/y)?.[0];
  }

  /** A value's text; a quoted one keeps its quotes, an object or list is given as its brackets. */
  readValue(depth: number): string | undefined {
    if (depth > mockDepthMax) return undefined;
    if (this.take('{'))
      return this.#readMembers('}', depth, () => this.readWord() !== undefined && this.takeColon());
    if (this.take('[')) return this.#readMembers(']', depth, () => true);
    const quoted = this.#match(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/y);
    return (quoted ?? this.#match(/[^\s,:{}[\]"']+/y))?.[0];
  }

  #readMembers(end: string, depth: number, readKey: () => boolean): string | undefined {
    for (;;) {
      this.skipSeparators();
      if (this.take(end)) return end;
      if (!readKey() || this.readValue(depth + 1) === undefined) return undefined;
    }
  }

  #match(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.#text);
    if (match) this.#at = pattern.lastIndex;
    return match;
  }
}
