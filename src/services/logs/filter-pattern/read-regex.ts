import type { CharacterClass, State } from './automaton.ts';
import { regexStatesMax } from './limits.ts';
import { invalidCharacters, malformed } from './malformed-pattern.ts';

type Piece =
  | { readonly type: 'start' | 'end' }
  | { readonly type: 'class'; readonly accepts: CharacterClass; readonly min: number; readonly max: number };

const allowed = /^[A-Za-z0-9_:#=@/;, \-^$?[\]{}|\\*+.]*$/;

const escapes: Readonly<Record<string, CharacterClass>> = {
  d: isDigit,
  D: (code) => !isDigit(code),
  s: isSpace,
  S: (code) => !isSpace(code),
  w: isWord,
  W: (code) => !isWord(code),
};

/**
 * The expressions between two `%`: classes, quantifiers, anchors and `|`, no groups; each alternative's steps. Throws AWS's error for what
 * the language does not have.
 */
export function readRegex(source: string): State[][] {
  if (!allowed.test(source)) throw invalidCharacters(source);
  const alternatives = new Reader(source).alternatives().map(toStates);
  if (alternatives.reduce((sum, states) => sum + states.length, 0) > regexStatesMax) {
    throw malformed('A regular expression repeats too much.');
  }
  return alternatives;
}

class Reader {
  readonly #source: string;
  #at = 0;

  constructor(source: string) {
    this.#source = source;
  }

  alternatives(): Piece[][] {
    const all: Piece[][] = [[]];
    while (this.#at < this.#source.length) {
      if (this.#take('|')) all.push([]);
      else all.at(-1)?.push(this.#piece());
    }
    return all;
  }

  #piece(): Piece {
    if (this.#take('^')) return { type: 'start' };
    if (this.#take('$')) return { type: 'end' };
    const accepts = this.#single();
    const [min, max] = this.#quantifier();
    return { type: 'class', accepts, min, max };
  }

  #single(): CharacterClass {
    const character = this.#next();
    if (character === '.') return (code) => code !== 10;
    if (character === '[') return this.#bracket();
    if (character === '\\') return this.#escape();
    if ('*+?{}]'.includes(character)) throw malformed(`Unexpected ${character} in a regular expression.`);
    return equals(character.charCodeAt(0));
  }

  #bracket(): CharacterClass {
    const negated = this.#take('^');
    const parts: CharacterClass[] = [];
    while (!this.#take(']')) parts.push(this.#range());
    if (parts.length === 0) throw malformed('An empty class in a regular expression.');
    return (code) => parts.some((part) => part(code)) !== negated;
  }

  #range(): CharacterClass {
    const first = this.#next();
    if (first === '\\') return this.#escape();
    const low = first.charCodeAt(0);
    const isRange = this.#source[this.#at] === '-' && this.#source[this.#at + 1] !== ']';
    if (!isRange) return equals(low);
    this.#at += 1;
    const high = this.#next().charCodeAt(0);
    if (high < low) throw malformed('A range in a regular expression is reversed.');
    return (code) => code >= low && code <= high;
  }

  #escape(): CharacterClass {
    const character = this.#next();
    const known = escapes[character];
    if (known !== undefined) return known;
    if (character !== 'x') return equals(character.charCodeAt(0));
    const digits = this.#next() + this.#next();
    if (!/^[0-9A-Fa-f]{2}$/.test(digits)) throw malformed('\\x wants two hexadecimal digits.');
    return equals(Number.parseInt(digits, 16));
  }

  #quantifier(): [number, number] {
    if (this.#take('*')) return [0, Number.POSITIVE_INFINITY];
    if (this.#take('+')) return [1, Number.POSITIVE_INFINITY];
    if (this.#take('?')) return [0, 1];
    if (!this.#take('{')) return [1, 1];
    const end = this.#source.indexOf('}', this.#at);
    const [, low = '', comma, high = ''] =
      /^(\d{1,4})(,?)(\d{0,4})$/.exec(end === -1 ? '' : this.#source.slice(this.#at, end)) ?? [];
    if (comma === undefined) throw malformed('A repetition in a regular expression is broken.');
    this.#at = end + 1;
    const min = Number(low);
    const max = high === '' ? (comma === '' ? min : Number.POSITIVE_INFINITY) : Number(high);
    if (max < min) throw malformed('A repetition in a regular expression is reversed.');
    return [min, max];
  }

  #take(character: string): boolean {
    if (this.#source[this.#at] !== character) return false;
    this.#at += 1;
    return true;
  }

  #next(): string {
    const character = this.#source[this.#at];
    if (character === undefined) throw malformed('A regular expression ends too early.');
    this.#at += 1;
    return character;
  }
}

/** Writes repetitions out: `a{2,4}` becomes four steps, the last two of which may be skipped. */
function toStates(pieces: readonly Piece[]): State[] {
  const states: State[] = [];
  for (const piece of pieces) {
    if (piece.type !== 'class') {
      states.push(piece);
      continue;
    }
    const { accepts, min, max } = piece;
    const copies = max === Number.POSITIVE_INFINITY ? Math.max(min, 1) : max;
    if (states.length + copies > regexStatesMax) throw malformed('A regular expression repeats too much.');
    for (let copy = 0; copy < copies; copy += 1) {
      const loops = max === Number.POSITIVE_INFINITY && copy === copies - 1;
      states.push({ type: 'class', accepts, optional: copy >= min, loops });
    }
  }
  return states;
}

function equals(wanted: number): CharacterClass {
  return (code) => code === wanted;
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

function isWord(code: number): boolean {
  return isDigit(code) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122) || code === 95;
}

function isSpace(code: number): boolean {
  return code === 32 || (code >= 9 && code <= 13);
}
