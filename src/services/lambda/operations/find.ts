import type { CallContext } from '#service';
import { ResourceNotFoundException } from '../errors.ts';
import { functionArn, resolveFunction } from '../names.ts';
import type { FunctionRecord, VersionRecord } from '../records/function.ts';
import type { FunctionStore } from '../records/functions.ts';

/** What a request names: `qualifier` is as the caller wrote it, and goes into the ARNs of the answer. */
export type FoundVersion = {
  readonly record: FunctionRecord;
  readonly version: VersionRecord;
  readonly qualifier?: string;
};

/** Finds the version that a request names, or throws AWS's 404. There are no versions and aliases besides `$LATEST` yet. */
export function findVersion(
  { functions }: { readonly functions: FunctionStore },
  input: { readonly FunctionName: string; readonly Qualifier?: string | undefined },
  context: CallContext,
  action: string,
): FoundVersion {
  const reference = resolveFunction(input, context, action);
  const { account, region, name, qualifier } = reference;
  const record = functions.find(account, region, name)?.value;
  if (record === undefined || (qualifier !== undefined && qualifier !== '$LATEST')) {
    // Quirk: Invoke says which version it looked for, also where the caller did not.
    const sought = qualifier ?? (action === 'lambda:InvokeFunction' ? '$LATEST' : undefined);
    throw new ResourceNotFoundException(`Function not found: ${functionArn(reference, sought)}`);
  }
  return { record, version: record.latest, ...(qualifier === undefined ? {} : { qualifier }) };
}
