import type { CallContext } from '#service';
import { ResourceNotFoundException } from '../errors.ts';
import { type FunctionReference, functionArn, resolveFunction, resolveUnqualified } from '../names.ts';
import { versionAt } from '../records/aliases.ts';
import type { FunctionRecord, VersionRecord } from '../records/function.ts';
import type { FunctionStore } from '../records/functions.ts';

/** What a request names: `qualifier` is as the caller wrote it, and goes into the ARNs of the answer. */
export type FoundVersion = {
  readonly record: FunctionRecord;
  readonly version: VersionRecord;
  readonly qualifier?: string;
};

type FindRoom = { readonly functions: Pick<FunctionStore, 'find'> };
type Naming = { readonly FunctionName: string; readonly Qualifier?: string | undefined };

/**
 * Finds the version that a request names, or throws AWS's 404. `choose` says which version a qualifier means: for reading, an alias
 * means the one that it points to.
 */
export function findVersion(
  { functions }: FindRoom,
  input: Naming,
  context: CallContext,
  action: string,
  choose: (record: FunctionRecord, qualifier: string | undefined) => VersionRecord | undefined = versionAt,
): FoundVersion {
  const reference = resolveFunction(input, context, action);
  const { account, region, name, qualifier } = reference;
  const record = functions.find(account, region, name)?.value;
  const version = record && choose(record, qualifier);
  if (record === undefined || version === undefined) {
    // Quirk: Invoke says which version it looked for, also where the caller did not.
    const sought = qualifier ?? (action === 'lambda:InvokeFunction' ? '$LATEST' : undefined);
    throw new ResourceNotFoundException(`Function not found: ${functionArn(reference, sought)}`);
  }
  return { record, version, ...(qualifier === undefined ? {} : { qualifier }) };
}

/** Finds the function that a request is about as a whole, or throws AWS's 404; a qualified name is refused. */
export function findFunction(
  { functions }: FindRoom,
  input: Naming,
  context: CallContext,
  action: string,
): { readonly reference: FunctionReference; readonly record: FunctionRecord } {
  const reference = resolveUnqualified(input, context, action);
  const { account, region, name } = reference;
  return { reference, record: present(functions.find(account, region, name)?.value, reference) };
}

/** The function, or AWS's 404: also for writes, which look again each time they are overtaken. */
export function present(record: FunctionRecord | undefined, { arn }: FunctionReference): FunctionRecord {
  if (record === undefined) throw new ResourceNotFoundException(`Function not found: ${arn}`);
  return record;
}
