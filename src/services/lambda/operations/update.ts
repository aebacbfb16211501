import type { CallContext } from '#service';
import {
  PreconditionFailedException,
  ResourceConflictException,
  ResourceNotFoundException,
} from '../errors.ts';
import { type FunctionReference, functionArn, functionsOnly, resolveFunction } from '../names.ts';
import { versionAt } from '../records/aliases.ts';
import type { FunctionRecord } from '../records/function.ts';
import { type Configuration, phaseOf, updating } from '../records/life.ts';
import { type Published, publicationIds, publishing } from '../records/versions.ts';
import { toLastModified } from './configuration.ts';
import type { ControlRoom } from './control-room.ts';
import { startSettling } from './settle.ts';
import { changeFunction, makeChange } from './write.ts';

type UpdateInput = { readonly FunctionName: string; readonly RevisionId?: string | undefined };

/** Finds the function and throws what stands against updating it now. */
export function checkUpdate(
  room: ControlRoom,
  input: UpdateInput,
  context: CallContext,
  action: string,
): { readonly reference: FunctionReference; readonly record: FunctionRecord } {
  const reference = resolveFunction(input, context, action);
  const found = room.functions.find(reference.account, reference.region, reference.name)?.value;
  return { reference, record: checkUpdatable(found, reference, input.RevisionId) };
}

/** Writes the update that `next` makes of the function as it then is, and starts settling it. */
export async function updateFunction(
  room: ControlRoom,
  reference: FunctionReference,
  revisionId: string | undefined,
  next: (found: FunctionRecord) => Configuration,
): Promise<FunctionRecord> {
  const record = await changeFunction(room, reference, (found) =>
    updated(room, checkUpdatable(found, reference, revisionId), next),
  );
  startSettling(room, record);
  return record;
}

/** As `updateFunction`, and publishes what comes of it; the version is Pending until the update is through. */
export async function updateAndPublish(
  room: ControlRoom,
  reference: FunctionReference,
  revisionId: string | undefined,
  next: (found: FunctionRecord) => Configuration,
): Promise<Published> {
  const publication = await makeChange(room, reference, (found) =>
    publishing(
      updated(room, checkUpdatable(found, reference, revisionId), next),
      publicationIds(room.random),
    ),
  );
  startSettling(room, publication.record);
  return publication;
}

function updated(
  room: ControlRoom,
  found: FunctionRecord,
  next: (found: FunctionRecord) => Configuration,
): FunctionRecord {
  return updating(found, {
    ...next(found),
    lastModified: toLastModified(room.clock.now()),
    revisionId: room.random.uuid(),
    environmentKey: room.random.uuid(),
  });
}

/** The function, unless something stands against updating or publishing it now. */
export function checkUpdatable(
  record: FunctionRecord | undefined,
  reference: FunctionReference,
  revisionId: string | undefined,
): FunctionRecord {
  const { qualifier } = reference;
  if (record === undefined || versionAt(record, qualifier) === undefined) {
    throw new ResourceNotFoundException(`Function not found: ${functionArn(reference, qualifier)}`);
  }
  if (qualifier !== undefined && qualifier !== '$LATEST') throw functionsOnly();
  checkNotUpdating(record, reference);
  checkRevision(record.latest.revisionId, revisionId);
  return record;
}

/** Throws AWS's conflict while the function is being created or updated. */
export function checkNotUpdating({ latest }: FunctionRecord, { arn }: FunctionReference): void {
  const phase = phaseOf(latest);
  if (phase === 'creating') {
    throw new ResourceConflictException(
      'The operation cannot be performed at this time. The function is currently in the following state: Pending',
    );
  }
  if (phase === 'updating') {
    throw new ResourceConflictException(
      `The operation cannot be performed at this time. An update is in progress for resource: ${arn}`,
    );
  }
}

/** Throws unless the caller's `RevisionId`, if any, is the present one of the function or alias. */
export function checkRevision(present: string, expected: string | undefined): void {
  if (expected === undefined || expected === present) return;
  throw new PreconditionFailedException(
    'The Revision Id provided does not match the latest Revision Id. Call the GetFunction/GetAlias API to retrieve the latest Revision Id',
  );
}
