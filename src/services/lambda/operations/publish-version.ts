import { InvalidParameterValueException, ResourceConflictException } from '../errors.ts';
import { permissionOn, resolveUnqualified } from '../names.ts';
import type { VersionRecord } from '../records/function.ts';
import { publicationIds, publishing } from '../records/versions.ts';
import { codeSha256Of, toConfiguration } from './configuration.ts';
import type { ControlOperation } from './control-room.ts';
import { checkUpdatable } from './update.ts';
import { makeChange } from './write.ts';

const action = 'lambda:PublishVersion';

/** Makes `$LATEST` a version for good. Legal when it is Active and its last update went through. */
export const publishVersion: ControlOperation<'PublishVersion'> = {
  fields: ['FunctionName', 'CodeSha256', 'Description', 'RevisionId'],
  permission: permissionOn(action),

  async handle(room, input, context) {
    const reference = resolveUnqualified(input, context, action);
    const { record, version } = await makeChange(room, reference, (found) => {
      const present = checkUpdatable(found, reference, input.RevisionId);
      checkRuns(present.latest);
      checkCode(present.latest, input.CodeSha256);
      return publishing(present, publicationIds(room.random), input.Description);
    });
    return toConfiguration(record, version, version.version);
  },
};

/** What failed is no version to keep, and what runs in its place is not what `$LATEST` says. */
function checkRuns({ state, stateReason, lastUpdateStatus, lastUpdateStatusReason }: VersionRecord): void {
  if (state === 'Failed') {
    throw new ResourceConflictException(
      `The operation cannot be performed at this time. The function is currently in the following state: Failed (${stateReason})`,
    );
  }
  if (lastUpdateStatus === 'Failed') {
    throw new ResourceConflictException(
      `The operation cannot be performed at this time. The last update of the function failed: ${lastUpdateStatusReason}`,
    );
  }
}

function checkCode(latest: VersionRecord, expected: string | undefined): void {
  const current = codeSha256Of(latest);
  if (expected === undefined || expected === current) return;
  throw new InvalidParameterValueException(
    `CodeSHA256 (${expected}) is different from current CodeSHA256 in $LATEST (${current}). Please try again with the CodeSHA256 in $LATEST.`,
  );
}
