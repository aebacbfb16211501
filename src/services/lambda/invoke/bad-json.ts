/** Says what is wrong with a text that is not JSON in the words of Jackson, the parser behind AWS's error texts. */

const anyValue = "(JSON String, Number, Array, Object or token 'null', 'true' or 'false')";
const source = 'REDACTED (`StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION` disabled)';

/** Containers nested deeper than this are described as too deep. Source: Jackson's `StreamReadConstraints`. */
const depthMax = 1_000;

const noValue = 'No content to map due to end-of-input';

/** What decoding puts in the place of bytes that are no character. */
const replacement = '\ufffd';

/** Ends the walk: the message, and the position that it names: of the character that is wrong, or just behind the word or text that is. */
class Found extends Error {
  readonly at: number;

  constructor(message: string, at: number) {
    super(message);
    this.at = at;
  }
}

/** `<what>\n at [Source: …; line: 1, column: 3]` for bytes that `JSON.parse` refused. */
export function describeBadJson(bytes: Buffer): string {
  const badByte = firstBadByte(bytes);
  const text = (badByte === undefined ? bytes : bytes.subarray(0, badByte)).toString();
  const walked = walk(text);
  // The walk came as far as the first byte that is no UTF-8: that byte is what Jackson trips over.
  const tripped = badByte !== undefined && walked.at >= text.length;
  const found = tripped ? brokenText(bytes[badByte] ?? 0, text.length, walked) : walked;
  const before = text.slice(0, found.at).split('\n');
  const column = (before.at(-1)?.length ?? 0) + 1 + Math.max(0, found.at - text.length);
  return `${found.message}\n at [Source: ${source}; line: ${before.length}, column: ${column}]`;
}

/** The first thing that does not belong there; behind what is whole, another value is due. */
function walk(text: string): Found {
  try {
    new Walk(text).document();
  } catch (error) {
    if (error instanceof Found) return error;
    throw error;
  }
  return new Found(noValue, text.length);
}

/** Where a value would begin, a byte that begins no character is told as a character of its own. Observed 2025-11. */
function brokenText(byte: number, at: number, { message }: Found): Found {
  if (message === noValue && byte < 0xc0) return new Found(notAValue(String.fromCharCode(byte)), at);
  return new Found(badStart(byte), at + 1);
}

function badStart(byte: number): string {
  return `Invalid UTF-8 start byte 0x${byte.toString(16)}`;
}

/** The first byte that is not part of a well-formed character. */
function firstBadByte(bytes: Buffer): number | undefined {
  const decoded = bytes.toString();
  let byteAt = 0;
  let counted = 0;
  for (let at = decoded.indexOf(replacement); at !== -1; at = decoded.indexOf(replacement, at + 1)) {
    byteAt += Buffer.byteLength(decoded.slice(counted, at));
    counted = at;
    // The replacement character may stand in the text itself.
    if (!bytes.subarray(byteAt, byteAt + 3).equals(Buffer.from(replacement))) return byteAt;
  }
  return undefined;
}

/** Walks a JSON text from left to right and throws `Found` at the first thing that does not belong there. */
class Walk {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  document(): void {
    this.#value(0);
    this.#blanks();
    if (this.#at < this.#text.length) this.#badValue();
  }

  #value(depth: number): void {
    if (depth > depthMax)
      throw new Found(`Document nesting depth (${depth}) exceeds the maximum allowed`, this.#at);
    this.#blanks();
    const character = this.#text[this.#at];
    if (character === undefined) throw new Found(noValue, this.#at);
    if (character === '{') this.#object(depth);
    else if (character === '[') this.#array(depth);
    else if (character === '"') this.#string();
    else this.#scalar();
  }

  #object(depth: number): void {
    const start = this.#at++;
    this.#blanks();
    if (this.#take('}')) return;
    for (;;) {
      this.#blanks();
      if (this.#text[this.#at] !== '"')
        this.#unexpected('was expecting double-quote to start field name', 'Object', start);
      this.#string();
      this.#blanks();
      if (!this.#take(':'))
        this.#unexpected('was expecting a colon to separate field name and value', 'Object', start);
      this.#value(depth + 1);
      this.#blanks();
      if (this.#take('}')) return;
      if (!this.#take(','))
        this.#unexpected('was expecting comma to separate Object entries', 'Object', start);
    }
  }

  #array(depth: number): void {
    const start = this.#at++;
    this.#blanks();
    if (this.#take(']')) return;
    for (;;) {
      this.#value(depth + 1);
      this.#blanks();
      if (this.#take(']')) return;
      if (!this.#take(',')) this.#unexpected('was expecting comma to separate Array entries', 'Array', start);
    }
  }

  #string(): void {
    for (this.#at += 1; this.#at < this.#text.length; this.#at += 1) {
      const character = this.#text.charAt(this.#at);
      if (character === '"') {
        this.#at += 1;
        return;
      }
      if (character === '\\') {
        this.#at += 1;
        const next = this.#text.slice(this.#at, this.#at + 5);
        if (!/^(["\\/bfnrt]|u[0-9a-fA-F]{4})/.test(next) && next !== '') {
          throw new Found(`Unrecognized character escape ${quoted(next)}`, this.#at);
        }
      } else if (character < ' ') {
        const code = character.charCodeAt(0);
        throw new Found(
          `Illegal unquoted character ((CTRL-CHAR, code ${code})): has to be escaped using backslash to be included in string value`,
          this.#at,
        );
      }
    }
    throw new Found('Unexpected end-of-input: was expecting closing quote for a string value', this.#at);
  }

  /** A number or one of the three words. */
  #scalar(): void {
    const rest = this.#text.slice(this.#at, this.#at + 1_024);
    const valid = /^(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)(?![\w$])/.exec(rest);
    if (valid === null) this.#badValue();
    else this.#at += valid[0].length;
  }

  #badValue(): never {
    const rest = this.#text.slice(this.#at, this.#at + 256);
    const word = /^[A-Za-z_$][\w$]*/.exec(rest)?.[0];
    if (word !== undefined) {
      throw new Found(`Unrecognized token '${word}': was expecting ${anyValue}`, this.#at + word.length);
    }
    throw new Found(notAValue(rest), this.#at);
  }

  #unexpected(expected: string, container: 'Object' | 'Array', start: number): never {
    if (this.#at < this.#text.length) {
      throw new Found(`Unexpected character (${quoted(this.#text.slice(this.#at))}): ${expected}`, this.#at);
    }
    const before = this.#text.slice(0, start).split('\n');
    const marker = `start marker at [Source: ${source}; line: ${before.length}, column: ${(before.at(-1)?.length ?? 0) + 1}]`;
    throw new Found(`Unexpected end-of-input: expected close marker for ${container} (${marker})`, this.#at);
  }

  #take(character: string): boolean {
    if (this.#text[this.#at] !== character) return false;
    this.#at += 1;
    return true;
  }

  #blanks(): void {
    while (' \t\n\r'.includes(this.#text[this.#at] ?? 'end')) this.#at += 1;
  }
}

function notAValue(text: string): string {
  return `Unexpected character (${quoted(text)}): expected a valid value ${anyValue}`;
}

/** `'x' (code 120)`, or `(CTRL-CHAR, code 7)`, as Jackson prints a character. */
function quoted(text: string): string {
  const character = String.fromCodePoint(text.codePointAt(0) ?? 0);
  const code = text.charCodeAt(0);
  if (code < 32 || (code >= 127 && code < 160)) return `(CTRL-CHAR, code ${code})`;
  if (code > 255) return `'${character}' (code ${code} / 0x${code.toString(16)})`;
  return `'${character}' (code ${code})`;
}
