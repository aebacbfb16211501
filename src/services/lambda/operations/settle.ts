import { replacedCodeGraceMs, resumeConcurrencyMax } from '../limits.ts';
import { hostArchitecture } from '../records/architecture.ts';
import type { FunctionRecord, VersionRecord } from '../records/function.ts';
import type { FunctionId } from '../records/functions.ts';
import { isUnsettled, type Outcome, phaseOf, publicationSettled, settled } from '../records/life.ts';
import { packagesOf, versionNamed } from '../records/versions.ts';
import { isCustomRuntime } from '../runtimes.ts';
import type { ControlRoom } from './control-room.ts';
import { prepareImage } from './image-code.ts';
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
  const unsettled = room.functions.all().filter(({ value }) => unsettledIn(value).length > 0);
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
  const news: News[] = [];
  for (const version of unsettledIn(record)) {
    const outcome = await prepare(room, version);
    // Trying again what had failed, and still fails, is none.
    if (outcome.ready || phaseOf(version) !== 'settled') news.push({ version, outcome });
  }
  const id: FunctionId = { account: record.account, region: record.region, name: record.name };
  await changeFunction(room, id, (found) => found && withNews(room, found, news));
  for (const { version, outcome } of news) {
    const which = { function: record.name, version: version.version };
    if (!outcome.ready) {
      room.log.warn('a function cannot run here', { ...which, reason: outcome.detail ?? outcome.reason });
    } else if (!isForThisMachine(version)) {
      room.log.warn('a function runs on another architecture than it asks for: what is native in it fails', {
        ...which,
        asked: version.architecture,
        machine: hostArchitecture(),
      });
    }
  }
  const kept = packagesOf(record.latest);
  const replaced = record.serving === undefined ? [] : packagesOf(record.serving);
  for (const digest of replaced.filter((each) => !kept.includes(each))) {
    // Invocations that were accepted before may still need it.
    room.clock.after(replacedCodeGraceMs, () => void removeUnusedCode(room, digest));
  }
}

/** What preparing a version came to. */
type News = { readonly version: VersionRecord; readonly outcome: Outcome };

/** Undefined where none of it concerns the function any more. */
function withNews(
  room: ControlRoom,
  found: FunctionRecord,
  news: readonly News[],
): FunctionRecord | undefined {
  let next = found;
  for (const { version, outcome } of news) {
    // Deleted or updated meanwhile: whoever did that sees to what came of it.
    if (versionNamed(found, version.version)?.environmentKey !== version.environmentKey) continue;
    next =
      version.version === '$LATEST'
        ? settled(next, outcome, room.random.uuid())
        : publicationSettled(next, version.version, outcome, room.random.uuid());
  }
  return next === found ? undefined : next;
}

function unsettledIn({ latest, versions = [] }: FunctionRecord): readonly VersionRecord[] {
  return [latest, ...versions].filter(isUnsettled);
}

function isForThisMachine({ architecture }: VersionRecord): boolean {
  return architecture === hostArchitecture();
}

/** A package need not be for this machine: most have nothing native in them, and what is native fails when it is loaded. */
async function prepare(room: ControlRoom, version: VersionRecord): Promise<Outcome> {
  const { imageUri, codeDigest, architecture } = version;
  if (imageUri !== undefined) {
    if (isForThisMachine(version)) return prepareImage(room, imageUri, codeDigest);
    const host = hostArchitecture();
    return {
      ready: false,
      code: 'InvalidConfiguration',
      reason: `The function asks for ${architecture} and this machine is ${host}. Update its code with Architectures ${host}, or run it on another machine.`,
    };
  }
  if (isCustomRuntime(version.runtime)) return { ready: true };
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
