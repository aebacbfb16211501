import type { FunctionRecord, FunctionUrlRecord } from '../records/function.ts';
import { type FunctionId, type FunctionStore, functionKey } from '../records/functions.ts';

/** A URL with the function that it belongs to. */
export type FoundUrl = { readonly record: FunctionRecord; readonly url: FunctionUrlRecord };

/** Every function URL by its id, in memory and always current. */
export type UrlIndex = { find(urlId: string): FoundUrl | undefined };

export function indexUrls(functions: Pick<FunctionStore, 'all' | 'onChange'>): UrlIndex {
  const byId = new Map<string, FoundUrl>();
  /** What each function has in the index, so that a change can take it out. */
  const idsOf = new Map<string, readonly string[]>();

  const change = (id: FunctionId, record: FunctionRecord | undefined): void => {
    const key = functionKey(id);
    for (const urlId of idsOf.get(key) ?? []) byId.delete(urlId);
    if (record?.urls === undefined) {
      idsOf.delete(key);
      return;
    }
    for (const url of record.urls) byId.set(url.urlId, { record, url });
    idsOf.set(
      key,
      record.urls.map(({ urlId }) => urlId),
    );
  };

  for (const { value } of functions.all()) change(value, value);
  functions.onChange(change);
  return { find: (urlId) => byId.get(urlId) };
}
