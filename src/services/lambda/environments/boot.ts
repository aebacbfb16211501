import { posix } from 'node:path';
import type { Clock, Random } from '#ambient';
import type { EnvironmentSpec, Interpreter, Launcher, Supervised } from '#launcher';
import type { LogStore, PlatformLog } from '#observe';
import type { BorrowedTree, Code } from '../code/code.ts';
import type { FunctionRecord, VersionRecord } from '../records/function.ts';
import { isCustomRuntime } from '../runtimes.ts';
import { findBootstrap } from './entrypoint.ts';
import { type Booted, InitImpossible } from './environment.ts';
import { FramedTransport } from './framed-transport.ts';
import { HttpDoor, HttpTransport } from './http-transport.ts';
import { type RuntimeVersion, runtimeVersionOf } from './platform-lines.ts';
import { environmentVariables, logStreamNameOf, temporaryCredentials } from './variables.ts';

/** What environments are made with. */
export type EnvironmentDependencies = {
  readonly clock: Clock;
  readonly random: Random;
  readonly launcher: Launcher;
  readonly code: Pick<Code, 'borrow'>;
  readonly log: PlatformLog;
  readonly logs: Pick<LogStore, 'open'>;
  readonly endpoint: () => string;
};

/** Thrown when this node has no interpreter for the runtime. */
export class InterpreterMissing extends Error {
  override readonly name = 'InterpreterMissing';
}

/** AWS_LAMBDA_RUNTIME_API where the runtime speaks frames: the address that it has on AWS, and nobody listens there. */
const unusedRuntimeApi = '127.0.0.1:9001';

/** A log stream opened and a start prepared; `boot` does it. The code's tree is kept until the processes are gone. */
export function prepareBoot(
  dependencies: EnvironmentDependencies,
  record: FunctionRecord,
  version: VersionRecord,
) {
  const { clock, random, logs } = dependencies;
  const id = random.text(20, 'abcdefghijklmnopqrstuvwxyz0123456789');
  const logStreamName = logStreamNameOf({ record, version }, clock.now(), random);
  const { account, region } = record;
  const logStream = logs.open({ account, region, group: version.logGroup, stream: logStreamName });
  const credentials = temporaryCredentials(random);
  const endpoint = dependencies.endpoint();
  const variablesFor = (runtimeApi: string) =>
    environmentVariables({ record, version, logStreamName, credentials, endpoint, runtimeApi });
  const boot = () => new Boot(dependencies, id, region, version, variablesFor).boot();
  return { id, logStream, boot };
}

/** One start of an environment's processes. */
class Boot {
  readonly #dependencies: EnvironmentDependencies;
  readonly #id: string;
  readonly #region: string;
  readonly #version: VersionRecord;
  readonly #variablesFor: (runtimeApi: string) => Record<string, string>;

  constructor(
    dependencies: EnvironmentDependencies,
    id: string,
    region: string,
    version: VersionRecord,
    variablesFor: (runtimeApi: string) => Record<string, string>,
  ) {
    this.#dependencies = dependencies;
    this.#id = id;
    this.#region = region;
    this.#version = version;
    this.#variablesFor = variablesFor;
  }

  /** Throws `InterpreterMissing`, `CodeMissing`, `InitImpossible`, or what the launcher throws. */
  async boot(): Promise<Booted> {
    const { runtime, codeDigest } = this.#version;
    const interpreter = isCustomRuntime(runtime) ? undefined : await this.#interpreter();
    const tree = await this.#dependencies.code.borrow(codeDigest);
    try {
      const runtimeVersion = runtimeVersionOf(runtime, interpreter, this.#region);
      const supervised = await this.#supervised(tree, runtimeVersion);
      return supervised === undefined
        ? await this.#startFramed(tree, interpreter, runtimeVersion)
        : await this.#startSupervised(tree, interpreter, supervised, runtimeVersion);
    } catch (error) {
      tree.release();
      if (!(error instanceof InitImpossible))
        this.#dependencies.log.error('an environment could not be started', {
          id: this.#id,
          error: String(error),
        });
      throw error;
    }
  }

  async #interpreter(): Promise<Interpreter> {
    const answer = await this.#dependencies.launcher.interpreter(this.#version.runtime);
    if (!answer.available) throw new InterpreterMissing(`${answer.reason}; ${answer.remedy}`);
    return answer.interpreter;
  }

  /** What makes a function's runtime speak HTTP; undefined where nothing does. */
  async #supervised(tree: BorrowedTree, runtime: RuntimeVersion): Promise<Supervised | undefined> {
    const { variables = {} } = this.#version;
    if (isCustomRuntime(this.#version.runtime)) {
      const bootstrap = await findBootstrap({ task: tree.folder, layers: tree.layersFolder });
      if (bootstrap.found) return { program: bootstrap.path, extensions: [] };
      const errorType = 'Runtime.InvalidEntrypoint';
      throw new InitImpossible(runtime, { type: 'fault', errorType, message: bootstrap.problem });
    }
    const wrapper = variables.AWS_LAMBDA_EXEC_WRAPPER;
    if (wrapper === undefined || wrapper === '') return undefined;
    return { program: posix.resolve('/var/task', wrapper), extensions: [] };
  }

  async #startFramed(
    tree: BorrowedTree,
    interpreter: Interpreter | undefined,
    runtime: RuntimeVersion,
  ): Promise<Booted> {
    const process = await this.#start(tree, unusedRuntimeApi, { ...(interpreter && { interpreter }) });
    return { process, runtime, converse: (listener) => new FramedTransport(process.channel, listener) };
  }

  async #startSupervised(
    tree: BorrowedTree,
    interpreter: Interpreter | undefined,
    supervised: Supervised,
    runtime: RuntimeVersion,
  ): Promise<Booted> {
    const door = await HttpDoor.open();
    try {
      const process = await this.#start(tree, door.address, {
        ...(interpreter && { interpreter }),
        supervised,
      });
      return { process, runtime, converse: (listener) => new HttpTransport(door, process.channel, listener) };
    } catch (error) {
      door.close();
      throw error;
    }
  }

  async #start(
    { folder, layersFolder, release }: BorrowedTree,
    runtimeApi: string,
    programs: Pick<EnvironmentSpec, 'interpreter' | 'supervised'>,
  ) {
    const { memoryMiB, ephemeralStorageMiB: tmpMiB } = this.#version;
    const process = await this.#dependencies.launcher.start({
      id: this.#id,
      variables: this.#variablesFor(runtimeApi),
      memoryMiB,
      tmpMiB,
      codeFolder: folder,
      ...(layersFolder !== undefined && { layersFolder }),
      ...programs,
    });
    process.onExit(release);
    return process;
  }
}
