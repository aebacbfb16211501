import { withoutEventInvokeConfig } from './event-invoke.ts';
import type { FunctionRecord } from './function.ts';
import { withPolicy } from './policies.ts';
import { withoutProvisioned } from './provisioned.ts';

/** Without what belongs to a version or an alias that goes: its policy, its asynchronous and its provisioned configuration. */
export function withoutQualified(record: FunctionRecord, qualifier: string): FunctionRecord {
  return withPolicy(
    withoutProvisioned(withoutEventInvokeConfig(record, qualifier), qualifier),
    qualifier,
    undefined,
  );
}
