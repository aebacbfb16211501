/** The policy that is attached to what a reference names, for all operations on policies of functions: read and changed. */
import { InvalidParameterValueException, ResourceNotFoundException } from '../errors.ts';
import type { FunctionReference } from '../names.ts';
import type { FunctionRecord, PolicyRecord } from '../records/function.ts';
import { policyAt, policyText, withPolicy } from '../records/policies.ts';
import type { ControlRoom } from './control-room.ts';
import { present } from './find.ts';
import { checkPolicyRevision } from './policy.ts';
import { checkQualifier } from './unknown-qualifier.ts';
import { changeFunction } from './write.ts';

/** A change to a policy: what the caller takes it for, and the API that its refusal sends callers to. */
type Expected = { readonly revisionId: string | undefined; readonly api: 'GetPolicy' | 'GetResourcePolicy' };

export function shownPolicy(
  { functions }: Pick<ControlRoom, 'functions'>,
  { account, region, name, qualifier }: FunctionReference,
): ReturnType<typeof answerOf> {
  const record = functions.find(account, region, name)?.value;
  const policy = record && policyAt(record, qualifier);
  if (policy === undefined) {
    throw new ResourceNotFoundException('The resource you requested does not exist.');
  }
  return answerOf(policy);
}

/** A policy as all operations answer it. */
export function answerOf(policy: PolicyRecord) {
  return { Policy: policyText(policy), RevisionId: policy.revisionId };
}

export function refuseLatest({ qualifier }: FunctionReference): void {
  if (qualifier === '$LATEST') {
    throw new InvalidParameterValueException('We currently do not support adding policies for $LATEST.');
  }
}

/** Writes what `next` makes of the policy that is there, or of none. */
export async function attachPolicy(
  room: ControlRoom,
  reference: FunctionReference,
  expected: Expected,
  next: (policy: PolicyRecord | undefined) => PolicyRecord,
): Promise<void> {
  await changeFunction(room, reference, (found) => {
    const record = present(found, reference);
    const policy = attached(record, reference);
    checkPolicyRevision(policy, expected.revisionId, expected.api);
    return withPolicy(record, reference.qualifier, next(policy));
  });
}

/** Writes what `next` leaves of the policy, which may be none. Throws AWS's 404 where there is no policy. */
export async function reducePolicy(
  room: ControlRoom,
  reference: FunctionReference,
  expected: Expected,
  next: (policy: PolicyRecord) => PolicyRecord | undefined,
): Promise<void> {
  await changeFunction(room, reference, (found) => {
    if (found === undefined) throw new ResourceNotFoundException(`No policy found for: ${reference.arn}`);
    const policy = attached(found, reference);
    if (policy === undefined) {
      throw new ResourceNotFoundException('No policy is associated with the given resource.');
    }
    checkPolicyRevision(policy, expected.revisionId, expected.api);
    return withPolicy(found, reference.qualifier, next(policy));
  });
}

function attached(found: FunctionRecord, reference: FunctionReference): PolicyRecord | undefined {
  checkQualifier(found, reference);
  return policyAt(found, reference.qualifier);
}
