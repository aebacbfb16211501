import { InvalidParameterException } from './errors.ts';

/** A page of a list, and the token for the next one if there is more. */
export type Page<T> = { readonly items: readonly T[]; readonly nextToken?: string };

/** What a list is sorted by: numbers first, then names. */
export type PageKey = readonly [number: number, name: string];

type PageRequest = {
  readonly nextToken?: string | undefined;
  readonly limit: number;
  readonly descending?: boolean;
};

/** Cuts a page out of a list that is sorted by its items' keys. The token is the last item's: that one may be gone by the next page. */
export function pageOf<T>(list: readonly T[], keyOf: (item: T) => PageKey, request: PageRequest): Page<T> {
  const { nextToken, limit, descending = false } = request;
  const rest = nextToken === undefined ? list : behind(list, keyOf, keyIn(nextToken), descending);
  const items = rest.slice(0, limit);
  const last = items.at(-1);
  if (last === undefined || items.length === rest.length) return { items };
  return { items, nextToken: encodeToken(keyOf(last)) };
}

function behind<T>(list: readonly T[], keyOf: (item: T) => PageKey, key: PageKey, descending: boolean): T[] {
  return list.filter((item) => (descending ? compare(key, keyOf(item)) : compare(keyOf(item), key)) > 0);
}

function compare([number, name]: PageKey, [otherNumber, otherName]: PageKey): number {
  if (number !== otherNumber) return number - otherNumber;
  return name === otherName ? 0 : name < otherName ? -1 : 1;
}

function keyIn(token: string): PageKey {
  const key = decodeToken(token);
  const types = Array.isArray(key) ? key.map((part) => typeof part).join() : '';
  if (types !== 'number,string') throw invalidToken();
  return key as unknown as PageKey;
}

export function encodeToken(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

export function decodeToken(token: string): unknown {
  try {
    return JSON.parse(Buffer.from(token, 'base64url').toString());
  } catch {
    throw invalidToken();
  }
}

export function invalidToken(): InvalidParameterException {
  return new InvalidParameterException('The specified nextToken is invalid.');
}
