/** Policy variables: `${key}`, `${key, 'default'}`, and `${*}` `${?}` `${$}` for the characters themselves. */
import type { ConditionContext } from './condition-context.ts';

/** A run of text. In a literal one `*` and `?` mean themselves. */
export type Piece = { readonly text: string; readonly isLiteral: boolean };

/** A run of text, or a variable that becomes one. A variable that is written wrongly has no key and never resolves. */
export type Part = Piece | { readonly key: string | undefined; readonly fallback?: string };

/** What a text stands for in a request; undefined if a variable in it stands for nothing. */
export type Resolve<T> = (context: ConditionContext) => T | undefined;

/** Takes a text apart. Without variables (version 2008-10-17) all of it is one run. */
export function partsOf(text: string, hasVariables: boolean): readonly Part[] {
  if (!hasVariables || !text.includes('${')) return [{ text, isLiteral: false }];
  const parts: Part[] = [];
  let at = 0;
  for (;;) {
    const opens = text.indexOf('${', at);
    const closes = opens < 0 ? -1 : text.indexOf('}', opens);
    if (closes < 0) break;
    if (opens > at) parts.push({ text: text.slice(at, opens), isLiteral: false });
    parts.push(variableOf(text.slice(opens + 2, closes)));
    at = closes + 1;
  }
  if (at < text.length) parts.push({ text: text.slice(at), isLiteral: false });
  return parts;
}

function variableOf(inner: string): Part {
  if (inner === '*' || inner === '?' || inner === '$') return { text: inner, isLiteral: true };
  const comma = inner.indexOf(',');
  const key = (comma < 0 ? inner : inner.slice(0, comma)).trim().toLowerCase();
  if (key === '') return { key: undefined };
  if (comma < 0) return { key };
  const quoted = inner.slice(comma + 1).trim();
  const isQuoted = quoted.length >= 2 && quoted.startsWith("'") && quoted.endsWith("'");
  return isQuoted ? { key, fallback: quoted.slice(1, -1) } : { key: undefined };
}

/** Makes a `T` of the text: once and for all if no variable is in it, otherwise anew for each request. */
export function resolver<T>(parts: readonly Part[], make: (pieces: readonly Piece[]) => T): Resolve<T> {
  if (parts.every(isPiece)) {
    const made = make(parts);
    return () => made;
  }
  return (context) => {
    const pieces: Piece[] = [];
    for (const part of parts) {
      const piece = isPiece(part) ? part : valueOfVariable(part, context);
      if (piece === undefined) return undefined;
      pieces.push(piece);
    }
    return make(pieces);
  };
}

function isPiece(part: Part): part is Piece {
  return 'text' in part;
}

/** Of a key with one value. What stands in the request is literal: a `*` in a user's name is no wildcard. */
function valueOfVariable(part: Exclude<Part, Piece>, context: ConditionContext): Piece | undefined {
  if (part.key === undefined) return undefined;
  const value = context.get(part.key) ?? part.fallback;
  return typeof value === 'string' ? { text: value, isLiteral: true } : undefined;
}

export function joined(pieces: readonly Piece[]): string {
  return pieces.map(({ text }) => text).join('');
}
