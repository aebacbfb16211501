/** How asynchronous invocations of a function, a version or an alias are done: pure. What one has, the others do not inherit. */
import type { FunctionRecord } from './function.ts';

export type EventInvokeConfig = {
  /** `$LATEST` for the function itself, a version's number or an alias's name. */
  readonly qualifier: string;
  readonly lastModifiedMs: number;
  readonly retriesMax?: number;
  readonly ageSecondsMax?: number;
  /** ARNs. */
  readonly onSuccess?: string;
  readonly onFailure?: string;
};

export function eventInvokeConfigAt(
  { eventInvokeConfigs = [] }: FunctionRecord,
  qualifier: string,
): EventInvokeConfig | undefined {
  return eventInvokeConfigs.find((config) => config.qualifier === qualifier);
}

/** With a configuration added, or in the place of the one of its qualifier; sorted by qualifier. */
export function withEventInvokeConfig(record: FunctionRecord, config: EventInvokeConfig): FunctionRecord {
  const others = record.eventInvokeConfigs?.filter(({ qualifier }) => qualifier !== config.qualifier) ?? [];
  const eventInvokeConfigs = [...others, config].sort((a, b) => (a.qualifier < b.qualifier ? -1 : 1));
  return { ...record, eventInvokeConfigs };
}

export function withoutEventInvokeConfig(record: FunctionRecord, name: string): FunctionRecord {
  const { eventInvokeConfigs = [], ...rest } = record;
  const left = eventInvokeConfigs.filter(({ qualifier }) => qualifier !== name);
  return left.length === 0 ? rest : { ...rest, eventInvokeConfigs: left };
}
