/** Whether a UTF-16 code unit belongs to it. All units beyond Latin-1 are alike: the language cannot name them. */
export type CharacterClass = (code: number) => boolean;

/** One step of an alternative: what leads to the next one, and whether it may be skipped or repeated. */
export type State =
  | { readonly type: 'start' | 'end' }
  | {
      readonly type: 'class';
      readonly accepts: CharacterClass;
      readonly optional: boolean;
      readonly loops: boolean;
    };

/** Steps in one word: what two words and a carry add up to is still a small integer. */
const wordBits = 30;
const wordMask = 2 ** wordBits - 1;

/** Latin-1, and one that stands for all other code units. */
const codes = 257;

/**
 * Walks all ways through the steps of all alternatives at once, a bit for each: a character costs some operations for every thirty steps,
 * whatever the expression and the text, and nothing is kept between texts. Source: Navarro and Raffinot, extended Shift-And.
 */
export class Automaton {
  readonly #words: number;
  /** By code unit, where the words of those steps begin that accept it. */
  readonly #rows = new Uint32Array(codes);
  readonly #accepting: Int32Array;
  /** The steps that alternatives begin with, those behind their last ones, and those that may repeat. */
  readonly #first: Int32Array;
  readonly #final: Int32Array;
  readonly #loops: Int32Array;
  /** What may be passed without a character: inside the text, where it starts, where it ends, and in an empty one. */
  readonly #skips: Int32Array;
  readonly #skipsAtStart: Int32Array;
  readonly #skipsAtEnd: Int32Array;
  readonly #skipsEmpty: Int32Array;

  constructor(alternatives: readonly (readonly State[])[]) {
    // Behind each alternative's steps a bit that says it was reached.
    const states = alternatives.flatMap((alternative) => [...alternative, undefined]);
    this.#words = Math.ceil(states.length / wordBits);
    const set = (has: (state: State | undefined, index: number) => boolean): Int32Array => {
      const words = new Int32Array(this.#words);
      for (const [index, state] of states.entries()) if (has(state, index)) setBit(words, index);
      return words;
    };
    const skips = (...anchors: readonly string[]) =>
      set((state) => (state?.type === 'class' ? state.optional : anchors.includes(state?.type ?? '')));
    this.#first = set((_, index) => index === 0 || states[index - 1] === undefined);
    this.#final = set((state) => state === undefined);
    this.#loops = set((state) => state?.type === 'class' && state.loops);
    this.#skips = skips();
    this.#skipsAtStart = skips('start');
    this.#skipsAtEnd = skips('end');
    this.#skipsEmpty = skips('start', 'end');
    this.#accepting = this.#rowsOf(states);
  }

  test(text: string): boolean {
    const { length } = text;
    const current = new Int32Array(this.#words);
    if (this.#step(current, undefined, length === 0 ? this.#skipsEmpty : this.#skipsAtStart)) return true;
    for (let at = 0; at < length; at += 1) {
      const skips = at + 1 === length ? this.#skipsAtEnd : this.#skips;
      if (this.#step(current, text.charCodeAt(at), skips)) return true;
    }
    return false;
  }

  /** Moves `current` over one character; without one, to where every text begins. True if an alternative's end is reached. */
  #step(current: Int32Array, code: number | undefined, skips: Int32Array): boolean {
    const row = code === undefined ? 0 : (this.#rows[code < codes ? code : codes - 1] as number);
    let shifted = 0;
    let carry = 0;
    let reached = 0;
    for (let word = 0; word < this.#words; word += 1) {
      const moved = (current[word] as number) & (this.#accepting[row + word] as number);
      const entered =
        ((moved << 1) & wordMask) |
        shifted |
        (moved & (this.#loops[word] as number)) |
        (this.#first[word] as number);
      shifted = moved >>> (wordBits - 1);
      // Adding runs through each row of steps that may be skipped, from the one entered to the one behind the row.
      const skippable = skips[word] as number;
      const sum = (entered & skippable) + skippable + carry;
      carry = sum >>> wordBits;
      const closed = entered | ((sum & wordMask) ^ skippable);
      current[word] = closed;
      reached |= closed & (this.#final[word] as number);
    }
    return reached !== 0;
  }

  /** The steps that accept each code unit; units that all steps treat alike share a row. */
  #rowsOf(states: readonly (State | undefined)[]): Int32Array {
    const steps = new Map<CharacterClass, number[]>();
    for (const [index, state] of states.entries()) {
      if (state?.type !== 'class') continue;
      const same = steps.get(state.accepts);
      if (same === undefined) steps.set(state.accepts, [index]);
      else same.push(index);
    }
    const rows = new Map<string, number>();
    const words: number[] = [];
    for (let code = 0; code < codes; code += 1) {
      const accepting = [...steps].filter(([accepts]) => accepts(code));
      const row = new Int32Array(this.#words);
      for (const [, indexes] of accepting) for (const index of indexes) setBit(row, index);
      const key = row.join();
      const known = rows.get(key);
      this.#rows[code] = known ?? words.length;
      if (known !== undefined) continue;
      rows.set(key, words.length);
      words.push(...row);
    }
    return Int32Array.from(words);
  }
}

function setBit(words: Int32Array, index: number): void {
  const word = Math.floor(index / wordBits);
  words[word] = (words[word] ?? 0) | (1 << (index % wordBits));
}
