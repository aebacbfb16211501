/** What metric filters and subscription filters have in common as lists of a group. */
import { LimitExceededException } from '../errors.ts';
import { compilePattern } from '../filter-pattern/pattern.ts';
import { regexFiltersMax } from '../limits.ts';
import type { GroupRecord } from '../records/groups.ts';

type Named = { readonly filterName: string; readonly createdAtMs: number };

/** The list with `filter` in it, sorted by name; one of the same name is replaced and keeps its age. */
export function put<Filter extends Named>(list: readonly Filter[] | undefined, filter: Filter): Filter[] {
  const { filterName } = filter;
  const present = list?.find((other) => other.filterName === filterName);
  const others = list?.filter((other) => other !== present) ?? [];
  const createdAtMs = present?.createdAtMs ?? filter.createdAtMs;
  return [...others, { ...filter, createdAtMs }].sort((a, b) => (a.filterName < b.filterName ? -1 : 1));
}

/** The list without the filter of that name; undefined if there is none. */
export function without<Filter extends Named>(
  list: readonly Filter[] | undefined,
  filterName: string,
): Filter[] | undefined {
  const left = list?.filter((filter) => filter.filterName !== filterName);
  return left === undefined || left.length === list?.length ? undefined : left;
}

/** Throws for more regular expressions in a group's filters than it may have. */
export function boundedRegexes(record: GroupRecord): GroupRecord {
  const filters = [...(record.metricFilters ?? []), ...(record.subscriptionFilters ?? [])];
  const withRegex = filters.filter(({ filterPattern }) => compilePattern(filterPattern).hasRegex);
  if (withRegex.length > regexFiltersMax) throw new LimitExceededException();
  return record;
}
