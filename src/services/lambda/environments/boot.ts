import type { Clock, Random } from '#ambient';
import type { EnvironmentSpec, Launcher } from '#launcher';
import type { LogStore, PlatformLog } from '#observe';
import type { Code } from '../code/code.ts';
import type { FunctionRecord, VersionRecord } from '../records/function.ts';
import type { Booted } from './environment.ts';
import { runtimeVersionOf } from './platform-lines.ts';
import {
  environmentVariables,
  type InitializationType,
  logStreamNameOf,
  temporaryCredentials,
} from './variables.ts';

/** What environments are made with. */
export type EnvironmentDependencies = {
  readonly clock: Clock;
  readonly random: Random;
  readonly launcher: Launcher;
  readonly code: Pick<Code, 'borrow' | 'borrowMerged'>;
  readonly log: PlatformLog;
  readonly logs: Pick<LogStore, 'open'>;
  readonly endpoint: () => string;
};

/** Thrown when this node has no interpreter for the runtime. */
export class InterpreterMissing extends Error {
  override readonly name = 'InterpreterMissing';
}

/** A log stream opened and a start prepared; `boot` does it. The code's tree is kept until the processes are gone. */
export function prepareBoot(
  dependencies: EnvironmentDependencies,
  record: FunctionRecord,
  version: VersionRecord,
  initializationType: InitializationType,
) {
  const { clock, random, logs } = dependencies;
  const id = random.text(20, 'abcdefghijklmnopqrstuvwxyz0123456789');
  const logStreamName = logStreamNameOf({ record, version }, clock.now(), random);
  const { account, region } = record;
  const logStream = logs.open({ account, region, group: version.logGroup, stream: logStreamName });
  const variables = environmentVariables({
    record,
    version,
    logStreamName,
    credentials: temporaryCredentials(random),
    endpoint: dependencies.endpoint(),
    initializationType,
  });
  const { memoryMiB, ephemeralStorageMiB: tmpMiB } = version;
  const spec = { id, variables, memoryMiB, tmpMiB };
  return { id, logStream, boot: () => boot(dependencies, record.region, version, spec) };
}

async function boot(
  { launcher, code, log }: EnvironmentDependencies,
  region: string,
  version: VersionRecord,
  spec: Omit<EnvironmentSpec, 'interpreter' | 'codeFolder' | 'layersFolder'>,
): Promise<Booted> {
  const answer = await launcher.interpreter(version.runtime);
  if (!answer.available) throw new InterpreterMissing(`${answer.reason}; ${answer.remedy}`);
  const { interpreter } = answer;
  const trees = await borrowTrees(code, version);
  try {
    const process = await launcher.start({ ...spec, ...trees.folders, interpreter });
    process.onExit(trees.release);
    return { process, runtime: runtimeVersionOf(version.runtime, interpreter, region) };
  } catch (error) {
    trees.release();
    log.error('an environment could not be started', { id: spec.id, error: String(error) });
    throw error;
  }
}

/** The version's code and what its layers make together, kept until `release`. */
async function borrowTrees(code: EnvironmentDependencies['code'], { codeDigest, layers }: VersionRecord) {
  const own = await code.borrow(codeDigest);
  if (layers === undefined) return { folders: { codeFolder: own.folder }, release: own.release };
  try {
    const merged = await code.borrowMerged(layers.map((layer) => layer.codeDigest));
    const release = (): void => {
      own.release();
      merged.release();
    };
    return { folders: { codeFolder: own.folder, layersFolder: merged.folder }, release };
  } catch (error) {
    own.release();
    throw error;
  }
}
