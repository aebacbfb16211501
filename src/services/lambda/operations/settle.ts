import { replacedCodeGraceMs, resumeConcurrencyMax } from '../limits.ts';
import { hostArchitecture } from '../records/architecture.ts';
import type { FunctionRecord, VersionRecord } from '../records/function.ts';
import type { FunctionId } from '../records/functions.ts';
import { isUnsettled, type Outcome, phaseOf, settled } from '../records/life.ts';
import type { ControlRoom } from './control-room.ts';
import { removeUnusedCode } from './upload.ts';
import { changeFunction } from './write.ts';

/** Starts bringing a created or updated function to its end; the caller has its answer meanwhile. */
export function startSettling(room: ControlRoom, record: FunctionRecord): void {
  settle(room, record).catch((error: unknown) => {
    // Such as a store that closed meanwhile: the next start resumes it.
    room.log.warn('a function could not be settled', { function: record.name, error: String(error) });
  });
}

/** Finishes at the start of Lambent what an earlier run left: interrupted functions, failed ones, unused code. */
export async function resumePending(room: ControlRoom): Promise<void> {
  const unsettled = room.functions.all().filter(({ value }) => isUnsettled(value.latest));
  const queue = unsettled.values();
  const lane = async (): Promise<void> => {
    for (const { value } of queue) {
      await settle(room, value).catch((error: unknown) => {
        room.log.warn('a function could not be resumed', { function: value.name, error: String(error) });
      });
    }
  };
  await Promise.all(Array.from({ length: resumeConcurrencyMax }, lane));
  for (const digest of await room.functions.packages.list()) await removeUnusedCode(room, digest);
}

async function settle(room: ControlRoom, record: FunctionRecord): Promise<void> {
  const { latest } = record;
  const outcome = await prepare(room, latest);
  // Trying again what had failed, and still fails, is no news.
  if (!outcome.ready && phaseOf(latest) === 'settled') return;
  const id: FunctionId = { account: record.account, region: record.region, name: record.name };
  await changeFunction(room, id, (found) => {
    // Deleted or updated meanwhile: whoever did that sees to what came of it.
    if (found?.latest.environmentKey !== latest.environmentKey) return undefined;
    return settled(found, outcome, room.random.uuid());
  });
  if (!outcome.ready)
    room.log.warn('a function cannot run here', { function: record.name, reason: outcome.reason });
  const replaced = record.serving?.codeDigest;
  if (replaced === undefined || replaced === latest.codeDigest) return;
  // Invocations that were accepted before may still need it.
  room.clock.after(replacedCodeGraceMs, () => void removeUnusedCode(room, replaced));
}

async function prepare(room: ControlRoom, version: VersionRecord): Promise<Outcome> {
  const host = hostArchitecture();
  if (version.architecture !== host) {
    return {
      ready: false,
      code: 'InvalidConfiguration',
      reason: `The function asks for ${version.architecture} and this machine is ${host}. Update its code with Architectures ${host}, or run it on another machine.`,
    };
  }
  try {
    const answer = await room.launcher.interpreter(version.runtime);
    if (answer.available) return { ready: true };
    return { ready: false, code: 'InvalidRuntime', reason: `${answer.reason}; ${answer.remedy}` };
  } catch (error) {
    room.log.error('the launcher did not say whether it has an interpreter', {
      runtime: version.runtime,
      error: String(error),
    });
    return { ready: false, code: 'InternalError', reason: 'The launcher process did not answer.' };
  }
}
