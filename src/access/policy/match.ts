/** Wildcards and ARNs. Never a regular expression: no pattern takes longer than its length times the text's. */
import type { Piece } from './variables.ts';

/** A pattern cut at its `*`. The first part starts the text and the last ends it; those between lie in order, leftmost first. */
export type Glob = readonly Segment[];

/** `anyAt` marks the places of `?`; left out where there are none. */
type Segment = { readonly text: string; readonly anyAt?: readonly boolean[] };

export function globOf(pieces: readonly Piece[]): Glob {
  const segments: Segment[] = [];
  let text = '';
  let anyAt: boolean[] = [];
  const cut = () => {
    segments.push(anyAt.includes(true) ? { text, anyAt } : { text });
    text = '';
    anyAt = [];
  };
  for (const piece of pieces) {
    for (const character of piece.text.split('')) {
      if (character === '*' && !piece.isLiteral) {
        cut();
      } else {
        text += character;
        anyAt.push(character === '?' && !piece.isLiteral);
      }
    }
  }
  cut();
  const last = segments.length - 1;
  return segments.filter((segment, index) => index === 0 || index === last || segment.text !== '');
}

/** Whether the glob takes all of `value` between `start` and `end`; no copy is made of it. */
export function matchesGlob(glob: Glob, value: string, start = 0, end = value.length): boolean {
  const [first] = glob;
  const last = glob.at(-1);
  if (first === undefined || last === undefined || !fitsAt(first, value, start, end)) return false;
  let at = start + first.text.length;
  if (first === last) return at === end;
  const tail = end - last.text.length;
  if (tail < at || !fitsAt(last, value, tail, end)) return false;
  for (let index = 1; index < glob.length - 1; index++) {
    const segment = glob[index];
    const found = segment === undefined ? -1 : find(segment, value, at, tail);
    if (segment === undefined || found < 0) return false;
    at = found + segment.text.length;
  }
  return true;
}

function find(segment: Segment, value: string, start: number, end: number): number {
  const latest = end - segment.text.length;
  if (segment.anyAt === undefined) {
    const found = value.indexOf(segment.text, start);
    return found <= latest ? found : -1;
  }
  for (let at = start; at <= latest; at++) if (fitsAt(segment, value, at, end)) return at;
  return -1;
}

function fitsAt({ text, anyAt }: Segment, value: string, at: number, end: number): boolean {
  if (at + text.length > end) return false;
  if (anyAt === undefined) return value.startsWith(text, at);
  for (let index = 0; index < text.length; index++) {
    if (anyAt[index] !== true && text.charCodeAt(index) !== value.charCodeAt(at + index)) return false;
  }
  return true;
}

/** An ARN's six fields, each matched for itself, so that a `*` never reaches over a colon before the last one. */
export type ArnPattern = readonly Glob[] | 'anything' | 'nothing';

const fieldsOfArn = 6;

/**
 * `short` says what an ARN with fewer fields means: in identity policies the missing ones are `*`; elsewhere only if a wildcard ends
 * it, otherwise it matches nothing.
 */
export function arnPatternOf(pieces: readonly Piece[], short: 'is-open' | 'needs-wildcard'): ArnPattern {
  if (pieces.every(({ text, isLiteral }) => !isLiteral && /^\**$/.test(text))) {
    return pieces.some(({ text }) => text !== '') ? 'anything' : 'nothing';
  }
  const fields = splitPieces(pieces);
  if (fields.length < fieldsOfArn) {
    const last = pieces.at(-1);
    const isOpen = last !== undefined && !last.isLiteral && last.text.endsWith('*');
    if (short === 'needs-wildcard' && !isOpen) return 'nothing';
  }
  const globs = fields.map(globOf);
  while (globs.length < fieldsOfArn) globs.push(anyText);
  return globs;
}

const anyText: Glob = globOf([{ text: '*', isLiteral: false }]);

/** At the first five colons, wherever they came from. */
function splitPieces(pieces: readonly Piece[]): readonly (readonly Piece[])[] {
  let field: Piece[] = [];
  const fields = [field];
  for (const { text, isLiteral } of pieces) {
    let at = 0;
    for (let colon = text.indexOf(':'); colon >= 0 && fields.length < fieldsOfArn; ) {
      field.push({ text: text.slice(at, colon), isLiteral });
      field = [];
      fields.push(field);
      at = colon + 1;
      colon = text.indexOf(':', at);
    }
    field.push({ text: text.slice(at), isLiteral });
  }
  return fields;
}

/** A value that is no ARN, such as the `*` of an action without resource, is matched by `*` alone. */
export function matchesArn(pattern: ArnPattern, value: string): boolean {
  if (typeof pattern === 'string') return pattern === 'anything';
  let start = 0;
  for (let index = 0; index < fieldsOfArn - 1; index++) {
    const colon = value.indexOf(':', start);
    const glob = pattern[index];
    if (colon < 0 || glob === undefined || !matchesGlob(glob, value, start, colon)) return false;
    start = colon + 1;
  }
  const rest = pattern[fieldsOfArn - 1];
  return rest !== undefined && matchesGlob(rest, value, start);
}
