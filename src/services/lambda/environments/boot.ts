import { posix } from 'node:path';
import { callerOf, type Insider, type Insiders, type Sessions } from '#access';
import type { Clock, Random } from '#ambient';
import type { EnvironmentSpec, Interpreter, Launcher, SandboxedProcess, Supervised } from '#launcher';
import type { LogStore, PlatformLog } from '#observe';
import type { Code } from '../code/code.ts';
import { executionSession } from '../execution-role.ts';
import type { Images } from '../images/images.ts';
import type { FunctionRecord, VersionRecord } from '../records/function.ts';
import type { EnvironmentListener } from '../runtime-api/environment-listener.ts';
import type { EnvironmentListeners } from '../runtime-api/environment-listeners.ts';
import { isCustomRuntime } from '../runtimes.ts';
import { type Booted, InitImpossible } from './booted.ts';
import { findBootstrap, findExtensions } from './entrypoint.ts';
import { FramedExtensions } from './framed-extensions.ts';
import { type HttpParts, HttpTransport } from './http-transport.ts';
import { imageStart, passableVariables } from './image-start.ts';
import { credentialsMsMax, shutdownLimits } from './limits.ts';
import { type RuntimeVersion, runtimeVersionOf } from './platform-lines.ts';
import type { Reserved } from './prebooted/prebooted-pool.ts';
import type { Converse } from './transport.ts';
import { environmentVariables, type InitializationType, logStreamNameOf } from './variables.ts';

/** What environments are made with. */
export type EnvironmentDependencies = {
  readonly clock: Clock;
  readonly random: Random;
  readonly launcher: Launcher;
  readonly code: Pick<Code, 'borrow' | 'borrowMerged' | 'openSlot' | 'spares'>;
  readonly images: Pick<Images, 'borrow'>;
  readonly log: PlatformLog;
  readonly logs: Pick<LogStore, 'open'>;
  readonly endpoint: () => string;
  readonly sessions: Pick<Sessions, 'issue'>;
  readonly insiders: Pick<Insiders, 'enter' | 'leave'>;
};

/** And where runtimes and extensions that speak HTTP are listened to. */
export type BootDependencies = EnvironmentDependencies & { readonly listeners: EnvironmentListeners };

/** Thrown when this node has no interpreter for the runtime. */
export class InterpreterMissing extends Error {
  override readonly name = 'InterpreterMissing';
}

/** A handler of .NET without colons is a program of its own, which brings a runtime that speaks HTTP. */
function isOwnProgram(interpreter: Interpreter | undefined, handler: string): boolean {
  return interpreter?.kind === 'dotnet' && !handler.includes(':');
}

/** Those initialised ahead of invocations are replaced instead, ahead of invocations too. */
export function isResettable(initializationType: InitializationType): boolean {
  return initializationType === 'on-demand';
}

/** A log stream opened and a start prepared; `boot` does it, once more after each reset. The code's tree is kept until the processes are gone. */
export function prepareBoot(
  dependencies: BootDependencies,
  record: FunctionRecord,
  version: VersionRecord,
  initializationType: InitializationType,
  reserved?: Reserved,
) {
  const { clock, random, logs } = dependencies;
  const id = random.text(20, 'abcdefghijklmnopqrstuvwxyz0123456789');
  const logStreamName = logStreamNameOf({ record, version }, clock.now(), random);
  const { account, region } = record;
  const logStream = logs.open({ account, region, group: version.logGroup, stream: logStreamName });
  const session = executionSession(record, version.role);
  const credentials = dependencies.sessions.issue(session, credentialsMsMax);
  const insider = { caller: callerOf(session), region };
  const endpoint = dependencies.launcher.innerEndpoint ?? dependencies.endpoint();
  const variablesFor: BootParts['variablesFor'] = (runtimeApi, imageVariables) =>
    environmentVariables({
      record,
      version,
      logStreamName,
      credentials,
      endpoint,
      runtimeApi,
      initializationType,
      imageVariables,
    });
  const canReset = isResettable(initializationType);
  let startId = id;
  let waiting = reserved;
  const boot = async () => {
    const taken = waiting;
    waiting = undefined;
    const start = { id: startId, reserved: taken, insider };
    const parts = { dependencies, ...start, record, version, variablesFor, canReset };
    try {
      return await new Boot(parts).boot();
    } finally {
      // What it leaves behind for the next start is under its id.
      if (taken?.release()) startId = taken.id;
    }
  };
  const usableUntilMs = credentials.expiresAtMs - version.timeoutSeconds * 1000;
  return { id, logStream, boot, usableUntilMs };
}

/** The version's code and what its layers make together, kept until `release`. */
type Trees = { readonly folder: string; readonly layersFolder?: string; release(): void };

/** What is started in them. */
type Programs = Pick<EnvironmentSpec, 'interpreter' | 'supervised' | 'image'>;

type BootParts = {
  readonly dependencies: BootDependencies;
  readonly id: string;
  readonly record: FunctionRecord;
  readonly version: VersionRecord;
  readonly canReset: boolean;
  readonly variablesFor: (
    runtimeApi: string,
    imageVariables: Readonly<Record<string, string>> | undefined,
  ) => Record<string, string>;
  /** Whom it is from inside. */
  readonly insider: Insider;
  /** A booted runtime that the function may be given to. */
  readonly reserved: Reserved | undefined;
};

/** One start of an environment's processes. */
class Boot {
  readonly #parts: BootParts;

  constructor(parts: BootParts) {
    this.#parts = parts;
  }

  /** Throws `InterpreterMissing`, `CodeMissing`, `InitImpossible`, or what the launcher throws. */
  async boot(): Promise<Booted> {
    const { dependencies, record, version } = this.#parts;
    if (version.imageUri !== undefined) return this.#bootImage();
    const interpreter = isCustomRuntime(version.runtime) ? undefined : await this.#interpreter();
    const tree = await borrowTrees(dependencies.code, version);
    const runtime = runtimeVersionOf(version.runtime, interpreter, record.region);
    try {
      const supervised = await this.#supervised(tree, interpreter, runtime);
      return supervised === undefined
        ? await this.#startFramed(tree, interpreter, runtime)
        : await this.#startSupervised(tree, { ...(interpreter && { interpreter }), supervised }, runtime);
    } catch (error) {
      throw this.#failed(tree, error);
    }
  }

  async #bootImage(): Promise<Booted> {
    const { dependencies, version } = this.#parts;
    const borrowed = await dependencies.images.borrow(version.codeDigest);
    const fail = (errorType: string, message: string) =>
      new InitImpossible(undefined, { type: 'fault', errorType, message });
    try {
      const start = await imageStart(borrowed, version);
      if (!start.possible) throw fail(start.errorType, start.message);
      const { extensions, problem } = await findExtensions({ root: borrowed.folder });
      if (problem !== undefined) throw fail('Extension.LaunchError', problem);
      const programs = { supervised: { extensions }, image: start.program };
      return await this.#startSupervised(borrowed, programs, undefined, passableVariables(borrowed));
    } catch (error) {
      throw this.#failed(borrowed, error);
    }
  }

  #failed(tree: Pick<Trees, 'release'>, error: unknown): unknown {
    const { dependencies, id, record } = this.#parts;
    tree.release();
    if (!(error instanceof InitImpossible)) {
      const fields = { id, function: record.name, error: String(error) };
      dependencies.log.error('an environment could not be started', fields);
    }
    return error;
  }

  async #interpreter(): Promise<Interpreter> {
    const { dependencies, version } = this.#parts;
    const answer = await dependencies.launcher.interpreter(version.runtime);
    if (!answer.available) throw new InterpreterMissing(`${answer.reason}; ${answer.remedy}`);
    return answer.interpreter;
  }

  /** What makes a function's runtime speak HTTP; undefined where nothing does. */
  async #supervised(
    tree: Trees,
    interpreter: Interpreter | undefined,
    runtime: RuntimeVersion,
  ): Promise<Supervised | undefined> {
    const fail = (errorType: string, message: string) =>
      new InitImpossible(runtime, { type: 'fault', errorType, message });
    const places = { task: tree.folder, layers: tree.layersFolder };
    const { extensions, problem } = await findExtensions(places);
    if (problem !== undefined) throw fail('Extension.LaunchError', problem);
    if (isCustomRuntime(this.#parts.version.runtime)) {
      const bootstrap = await findBootstrap(places);
      if (!bootstrap.found) throw fail('Runtime.InvalidEntrypoint', bootstrap.problem);
      return { program: bootstrap.path, extensions };
    }
    const { handler, variables } = this.#parts.version;
    const wrapper = variables?.AWS_LAMBDA_EXEC_WRAPPER ?? '';
    if (wrapper === '' && extensions.length === 0 && !isOwnProgram(interpreter, handler)) return undefined;
    return { ...(wrapper !== '' && { program: posix.resolve('/var/task', wrapper) }), extensions };
  }

  async #startFramed(
    tree: Trees,
    interpreter: Interpreter | undefined,
    runtime: RuntimeVersion,
  ): Promise<Booted> {
    const attends = interpreter?.kind === 'nodejs';
    const assigned = await this.#assign(tree, runtime, attends);
    if (assigned !== undefined) return assigned;
    return await this.#listening(this.#parts.id, async (server) => {
      const process = await this.#start(tree, server.address, { ...(interpreter && { interpreter }) });
      const parts = { ...this.#apiParts(server, process), attends };
      return { process, runtime, converse: (listener) => new FramedExtensions(parts, listener) };
    });
  }

  /** Gives the function to the runtime that waited for one; undefined where there is none, or it cannot be given it. */
  async #assign(tree: Trees, runtime: RuntimeVersion, attends: boolean): Promise<Booted | undefined> {
    const { reserved, variablesFor, version } = this.#parts;
    if (reserved === undefined) return undefined;
    return await this.#listening(reserved.id, async (server) => {
      const assigned = await reserved.assign(version, variablesFor(server.address, undefined));
      if (assigned === undefined) return undefined;
      const { process, begin } = assigned;
      process.onExit(tree.release);
      const parts = { ...this.#apiParts(server, process), attends };
      const converse: Converse = (listener) => {
        const transport = new FramedExtensions(parts, listener);
        begin();
        return transport;
      };
      return { process, runtime, converse };
    });
  }

  /** Closes the listener again where nothing comes of it. What calls from inside meanwhile is the function's. */
  async #listening<T extends Booted | undefined>(
    id: string,
    start: (server: EnvironmentListener) => Promise<T>,
  ): Promise<T> {
    const { listeners, insiders } = this.#parts.dependencies;
    const server = await listeners.open(id);
    insiders.enter(id, this.#parts.insider);
    let booted: T | undefined;
    try {
      booted = await start(server);
      return booted;
    } finally {
      const leave = (): void => insiders.leave(id);
      if (booted !== undefined) booted.process.onExit(leave);
      else {
        server.close();
        leave();
      }
    }
  }

  /** What the APIs of an environment go by. */
  #apiParts(server: EnvironmentListener, { channel, address }: SandboxedProcess) {
    const { dependencies, record, version } = this.#parts;
    return {
      server,
      channel,
      address,
      clock: dependencies.clock,
      uuid: () => dependencies.random.uuid(),
      facts: {
        accountId: record.account,
        functionName: record.name,
        functionVersion: version.version,
        handler: version.handler,
      },
    };
  }

  async #startSupervised(
    tree: Trees,
    programs: Programs & { readonly supervised: Supervised },
    runtime: RuntimeVersion | undefined,
    imageVariables?: Readonly<Record<string, string>>,
  ): Promise<Booted> {
    return await this.#listening(this.#parts.id, async (server) => {
      const process = await this.#start(tree, server.address, programs, imageVariables);
      const parts: HttpParts = {
        ...this.#apiParts(server, process),
        ranOutOfMemory: () => process.ranOutOfMemory(),
        extensions: programs.supervised.extensions,
        limits: shutdownLimits,
      };
      return { process, runtime, converse: (listener) => new HttpTransport(parts, listener) };
    });
  }

  async #start(
    { folder, layersFolder, release }: Trees,
    runtimeApi: string,
    programs: Programs,
    imageVariables?: Readonly<Record<string, string>>,
  ): Promise<SandboxedProcess> {
    const { dependencies, id, version, variablesFor, canReset } = this.#parts;
    const process = await dependencies.launcher.start({
      id,
      variables: variablesFor(runtimeApi, imageVariables),
      memoryMiB: version.memoryMiB,
      tmpMiB: version.ephemeralStorageMiB,
      ...(canReset && { resettable: true }),
      codeFolder: folder,
      ...(layersFolder !== undefined && { layersFolder }),
      ...programs,
    });
    process.onExit(release);
    return process;
  }
}

async function borrowTrees(
  code: EnvironmentDependencies['code'],
  { codeDigest, layers }: VersionRecord,
): Promise<Trees> {
  const own = await code.borrow(codeDigest);
  if (layers === undefined) return own;
  try {
    const merged = await code.borrowMerged(layers.map((layer) => layer.codeDigest));
    const release = (): void => {
      own.release();
      merged.release();
    };
    return { folder: own.folder, layersFolder: merged.folder, release };
  } catch (error) {
    own.release();
    throw error;
  }
}
