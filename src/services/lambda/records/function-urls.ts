/** The URLs of a function, at most one for itself and one for each alias: pure. */
import type { FunctionRecord, FunctionUrlRecord } from './function.ts';

/** `qualifier` is an alias's name; without one the function's own URL is meant. */
export function urlAt(
  { urls }: FunctionRecord,
  qualifier: string | undefined,
): FunctionUrlRecord | undefined {
  return urls?.find((url) => url.qualifier === qualifier);
}

/** With a URL added, or in the place of the one of its qualifier. */
export function withUrl(record: FunctionRecord, url: FunctionUrlRecord): FunctionRecord {
  const others = record.urls?.filter(({ qualifier }) => qualifier !== url.qualifier) ?? [];
  const urls = [...others, url].sort((a, b) => ((a.qualifier ?? '') < (b.qualifier ?? '') ? -1 : 1));
  return { ...record, urls };
}

export function withoutUrl(record: FunctionRecord, qualifier: string | undefined): FunctionRecord {
  const { urls = [], ...rest } = record;
  const left = urls.filter((url) => url.qualifier !== qualifier);
  return left.length === 0 ? rest : { ...rest, urls: left };
}
