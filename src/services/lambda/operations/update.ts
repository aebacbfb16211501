import type { FunctionConfiguration } from '#models/lambda';
import type { CallContext } from '#service';
import {
  PreconditionFailedException,
  ResourceConflictException,
  ResourceNotFoundException,
} from '../errors.ts';
import { type FunctionReference, functionArn, resolveFunction } from '../names.ts';
import type { FunctionRecord } from '../records/function.ts';
import { type Configuration, phaseOf, updating } from '../records/life.ts';
import { takeCodeStorage } from './account-limits.ts';
import { toConfiguration, toLastModified } from './configuration.ts';
import type { ControlRoom } from './control-room.ts';
import { startSettling } from './settle.ts';
import { changeFunction } from './write.ts';

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
): Promise<FunctionConfiguration> {
  let release = (): void => undefined;
  const write = changeFunction(room, reference, (found) => {
    release();
    const present = checkUpdatable(found, reference, revisionId);
    const updated = updating(present, {
      ...next(present),
      lastModified: toLastModified(room.clock.now()),
      revisionId: room.random.uuid(),
      environmentKey: room.random.uuid(),
    });
    release = takeCodeStorage(room, updated);
    return updated;
  });
  const record = await write.finally(() => release());
  startSettling(room, record);
  return toConfiguration(record, record.latest);
}

function checkUpdatable(
  record: FunctionRecord | undefined,
  reference: FunctionReference,
  revisionId: string | undefined,
): FunctionRecord {
  const { arn, qualifier } = reference;
  if (record === undefined || (qualifier !== undefined && qualifier !== '$LATEST')) {
    throw new ResourceNotFoundException(`Function not found: ${functionArn(reference, qualifier)}`);
  }
  const phase = phaseOf(record.latest);
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
  if (revisionId !== undefined && revisionId !== record.latest.revisionId) {
    throw new PreconditionFailedException(
      'The Revision Id provided does not match the latest Revision Id. Call the GetFunction/GetAlias API to retrieve the latest Revision Id',
    );
  }
  return record;
}
