import type { Clock } from '#ambient';
import type {
  Command,
  CompileCommand,
  FromLauncher,
  LauncherConfiguration,
  ProbeAnswer,
  StartCommand,
} from '../launcher-protocol.ts';
import { ENVIRONMENTS_MAX } from '../limits.ts';
import { CommandRefused, checkCommand } from './check-command.ts';
import { compilePython } from './compile-python.ts';
import { type Ground, makeGround } from './ground.ts';
import type { ListenerHandle } from './listeners-inside.ts';
import { findPrograms, type ProbeContext, probe, usableKey } from './probe.ts';
import { Resources } from './resources.ts';
import { type RunningEnvironment, startEnvironment } from './start-environment.ts';
import { endPredecessor, removeScratch, sweep } from './sweep.ts';

/** Reads the configuration in the launcher process's first argument. */
export function configurationOf(argument: string | undefined): LauncherConfiguration {
  if (argument === undefined) throw new Error('the launcher process is started by Lambent only');
  return JSON.parse(argument) as LauncherConfiguration;
}

/** Carries out the closed list of commands. Knows every environment that it started. */
export class LauncherServer {
  readonly #configuration: LauncherConfiguration;
  readonly #send: (message: FromLauncher, handle?: ListenerHandle) => void;
  readonly #environments = new Map<string, RunningEnvironment>();
  readonly #starting = new Set<string>();
  /** Of all environments, those included that are between two starts. */
  readonly #grounds = new Map<string, Ground>();
  readonly #uids = new Set<number>();
  readonly #probes: ProbeContext;
  readonly #resources: Resources;
  #nextUid = 0;
  #closing = false;
  readonly #compiling = new Set<Promise<unknown>>();
  readonly #ending = new AbortController();

  constructor(
    configuration: LauncherConfiguration,
    clock: Clock,
    send: (message: FromLauncher, handle?: ListenerHandle) => void,
  ) {
    this.#configuration = configuration;
    this.#send = send;
    this.#probes = {
      searchPath: configuration.searchPath,
      uid: configuration.uidBase === null ? null : configuration.uidBase + ENVIRONMENTS_MAX - 1,
      scratchFolder: configuration.scratchFolder,
      usable: new Map(),
      programs: {},
    };
    const give: ConstructorParameters<typeof Resources>[2] = (network, listener, handle) =>
      this.#send({ network, listener }, handle);
    this.#resources = new Resources(configuration, this.#probes.programs, give, clock);
  }

  /** Answers one message of the gateway. Never throws. */
  async handle(message: unknown): Promise<void> {
    const { number, command } = message as { number: number; command: unknown };
    try {
      const answer = await this.#run(checkCommand(command, this.#configuration.scratchFolder));
      this.#send({ number, answer });
    } catch (error) {
      this.#send({ number, error: error instanceof Error ? error.message : String(error) });
    }
  }

  /** Kills every environment, and refuses to start another one. */
  async close(): Promise<void> {
    this.#closing = true;
    this.#ending.abort();
    await Promise.allSettled(this.#compiling);
    await Promise.allSettled([...this.#environments.values()].map((environment) => environment.stop()));
    // Those that were being started just now are found as a successor would find them.
    await sweep(this.#configuration, false);
    await this.#resources.close();
  }

  async #run(command: Command): Promise<ProbeAnswer | null> {
    switch (command.command) {
      case 'start':
        await this.#start(command);
        return null;
      case 'stop':
        await this.#environments.get(command.id)?.stop();
        // What could have been reset has left its own.
        await this.#grounds.get(command.id)?.remove();
        return null;
      case 'reset':
        await this.#environments.get(command.id)?.stop();
        return null;
      case 'freeze':
      case 'thaw':
        await this.#environments.get(command.id)?.[command.command]();
        return null;
      case 'terminate':
        await this.#environments.get(command.id)?.terminate();
        return null;
      case 'locate': {
        const pid = this.#environments.get(command.id)?.locate(command.pid);
        return { works: true, facts: pid === undefined ? {} : { pid: String(pid) } };
      }
      case 'examine': {
        const outOfMemory = await this.#environments.get(command.id)?.ranOutOfMemory();
        return { works: true, facts: { outOfMemory: outOfMemory === true ? 'yes' : 'no' } };
      }
      case 'end':
        await this.close();
        await removeScratch(this.#configuration);
        return null;
      case 'probe':
        if (command.probe.of === 'network') return { works: true, facts: await this.#resources.tryNetwork() };
        if (command.probe.of === 'limits') return { works: true, facts: await this.#resources.describe() };
        return await probe(command.probe, this.#probes);
      case 'compile':
        await this.#compile(command);
        return null;
      case 'sweep':
        if (this.#environments.size + this.#starting.size > 0)
          throw new CommandRefused('a sweep comes before the first start');
        await endPredecessor(this.#configuration, () => this.#resources.thaw());
        // What was left of one that has ended itself.
        await this.#resources.thaw();
        await sweep(this.#configuration, command.code);
        await findPrograms(this.#probes);
        await this.#resources.sweep();
        return null;
    }
  }

  async #compile({ path, isolation, folder }: CompileCommand): Promise<void> {
    const { usable, searchPath } = this.#probes;
    if (!usable.has(usableKey(path, isolation))) throw new CommandRefused(`${path} has not been probed`);
    const { gateway } = this.#configuration;
    const compiling = compilePython(path, { folder, searchPath, gateway, signal: this.#ending.signal });
    this.#compiling.add(compiling);
    await compiling;
    this.#compiling.delete(compiling);
  }

  async #start(start: StartCommand): Promise<void> {
    if (this.#closing) throw new CommandRefused('the launcher is closing');
    if (this.#environments.has(start.id) || this.#starting.has(start.id))
      throw new CommandRefused('this environment exists');
    const interpreterPrefix = this.#prefixOf(start);
    this.#starting.add(start.id);
    let ground: Ground | undefined;
    try {
      ground = this.#grounds.get(start.id) ?? (await this.#makeGround(start));
      const environment = await startEnvironment(start, {
        ground,
        socketPath: this.#configuration.socketPath,
        scratchFolder: this.#configuration.scratchFolder,
        programs: this.#probes.programs,
        resources: this.#resources,
        interpreterPrefix,
        onNetwork: ({ number, address }) => this.#send({ network: number, environment: start.id, address }),
        onExit: (exit) => {
          this.#environments.delete(start.id);
          this.#send({ exited: start.id, ...exit });
        },
      });
      this.#environments.set(start.id, environment);
    } catch (error) {
      await ground?.remove();
      throw error;
    } finally {
      this.#starting.delete(start.id);
    }
  }

  async #makeGround(start: StartCommand): Promise<Ground> {
    if (this.#grounds.size + this.#starting.size >= ENVIRONMENTS_MAX)
      throw new CommandRefused('too many environments');
    const uid = this.#takeUid();
    const places = { scratchFolder: this.#configuration.scratchFolder, resources: this.#resources };
    const ground = await makeGround(start, uid, places, () => {
      if (uid !== null) this.#uids.delete(uid);
      this.#grounds.delete(start.id);
    });
    this.#grounds.set(start.id, ground);
    return ground;
  }

  /** Where a probed interpreter's own files lie; empty for a program that needs none. Refuses one that was not probed. */
  #prefixOf({ interpreter, isolation }: StartCommand): string {
    if (interpreter === undefined) return '';
    const usable = this.#probes.usable.get(usableKey(interpreter.path, isolation));
    if (usable?.versions.includes(interpreter.version) !== true)
      throw new CommandRefused(`${interpreter.path} has not been probed`);
    return usable.prefix;
  }

  /** The next uid in the round that no living environment has; the last of the range is for probes. */
  #takeUid(): number | null {
    const { uidBase } = this.#configuration;
    if (uidBase === null) return null;
    do {
      this.#nextUid = (this.#nextUid + 1) % (ENVIRONMENTS_MAX - 1);
    } while (this.#uids.has(uidBase + this.#nextUid));
    this.#uids.add(uidBase + this.#nextUid);
    return uidBase + this.#nextUid;
  }
}
