import { InvalidParameterException } from './errors.ts';

/** A page of a list, and the token for the next one if there is more. */
export type Page<T> = { readonly items: readonly T[]; readonly nextToken?: string };

/** Cuts a page out of a list whose items have a name. The token names the last item: what comes and goes meanwhile shifts nothing. */
export function pageOf<T>(
  list: readonly T[],
  nameOf: (item: T) => string,
  request: { readonly nextToken?: string | undefined; readonly limit: number },
): Page<T> {
  let start = 0;
  if (request.nextToken !== undefined) {
    const last = decodeToken(request.nextToken);
    const index = list.findIndex((item) => nameOf(item) === last);
    if (typeof last !== 'string' || index === -1) throw invalidToken();
    start = index + 1;
  }
  const items = list.slice(start, start + request.limit);
  const last = items.at(-1);
  if (last === undefined || start + items.length === list.length) return { items };
  return { items, nextToken: encodeToken(nameOf(last)) };
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
