import type { GroupId } from './by-time.ts';
import type { GroupRecord, GroupStore } from './records/groups.ts';

/** What is made of each group's filters, kept current: looked up for every event that is logged. */
export class CompiledFilters<Filter> {
  /** By account, region and group. */
  readonly #filters = new Map<string, readonly Filter[]>();

  constructor(groups: GroupStore, compile: (record: GroupRecord) => readonly Filter[]) {
    const take = (id: GroupId, record: GroupRecord | undefined): void => {
      const filters = record === undefined ? [] : compile(record);
      if (filters.length === 0) this.#filters.delete(groupKey(id));
      else this.#filters.set(groupKey(id), filters);
    };
    for (const record of groups.all()) take(record, record);
    groups.onChange(take);
  }

  of(id: GroupId): readonly Filter[] {
    return this.#filters.size === 0 ? [] : (this.#filters.get(groupKey(id)) ?? []);
  }
}

export function groupKey({ account, region, group }: GroupId): string {
  return `${account} ${region} ${group}`;
}
