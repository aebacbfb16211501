import { BadRequestException } from '../../errors.ts';
import { pageItemsDefault, pageItemsMax } from '../../limits.ts';

type PageInput = { readonly limit?: number | undefined; readonly position?: string | undefined };

/** One page of a list: `position` only while more remain. */
export type Page<Item> = { readonly items: readonly Item[]; readonly position?: string };

/** How many items a page holds. Odd limits are tolerated and may give an empty page, as on AWS. */
export function pageLimit({ limit }: PageInput): number {
  return Math.min(Math.max(limit ?? pageItemsDefault, 0), pageItemsMax);
}

/** The key of the item before the page; undefined for the first page. */
export function pageStart({ position }: PageInput): string | undefined {
  if (position === undefined) return undefined;
  const after = Buffer.from(position, 'base64url').toString();
  if (after === '' || encodePosition(after) !== position) {
    throw new BadRequestException('Invalid position parameter specified');
  }
  return after;
}

/** Cuts a page out of what was found from its start on, given one item more than it holds. */
export function pageOf<Item>(
  found: readonly Item[],
  input: PageInput,
  keyOf: (item: Item) => string,
): Page<Item> {
  const items = found.slice(0, pageLimit(input));
  const last = items.at(-1);
  return last === undefined || found.length <= items.length
    ? { items }
    : { items, position: encodePosition(keyOf(last)) };
}

/** A page of a list that is in memory, in the order of its keys. */
export function pageOfAll<Item>(
  all: readonly Item[],
  input: PageInput,
  keyOf: (item: Item) => string,
): Page<Item> {
  const start = pageStart(input);
  const sorted = all.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  return pageOf(start === undefined ? sorted : sorted.filter((item) => keyOf(item) > start), input, keyOf);
}

function encodePosition(key: string): string {
  return Buffer.from(key).toString('base64url');
}
