import type { Clock, Random, Timer } from '#ambient';
import type { PlatformLog } from '#observe';
import type {
  EnvironmentSpec,
  Exit,
  FunctionHost,
  FunctionNetwork,
  InterpreterAnswer,
  Isolation,
  Launcher,
  SandboxedProcess,
} from './contract.ts';
import { bubblewrapVariables } from './drivers/bubblewrap.ts';
import { processVariables } from './drivers/process.ts';
import { relayTo } from './function-hosts.ts';
import type { Identity } from './identity.ts';
import { InnerListeners, type InnerServer } from './inner-listeners.ts';
import { InterpreterFinder } from './interpreters/interpreter-finder.ts';
import { LauncherGone, LauncherLink } from './launcher-link.ts';
import {
  functionHostListener,
  type InnerListener,
  innerPortsFor,
  PLATFORM_API_PORT,
  streamsOf,
} from './launcher-protocol.ts';
import { ENVIRONMENTS_MAX, HELLO_TIMEOUT_MS } from './limits.ts';
import { openScratch, type Scratch } from './scratch.ts';
import { settleIsolation } from './settle-isolation.ts';
import { StreamDoor, type Streams } from './stream-door.ts';

export type LauncherOptions = {
  readonly dataFolder: string;
  /** What sandboxes must be able to read; by default below the data folder, or for root below `/var/lib/lambent`. */
  readonly scratchFolder?: string;
  /** `auto` takes the strongest that works on this host. */
  readonly isolation: 'auto' | Isolation;
  /** Where Node.js of other lines comes from, such as `https://registry.npmjs.org`. */
  readonly npmRegistry: string;
  /** Folders in which interpreters are looked for, separated by colons; by default the system's. */
  readonly searchPath?: string;
  /** By runtime id, the version of an interpreter that may stand in for it, such as `3.1` for `ruby3.3`. */
  readonly runtimeSubstitutes?: Readonly<Record<string, string>>;
  /** A share of the processor by memory, as AWS gives, or by default whatever is free. */
  readonly cpu?: 'shared' | 'proportional';
  /** `isolated`: each environment in a network of its own; `auto`: where that can be had. By default the host's. */
  readonly network?: 'auto' | FunctionNetwork;
  /** What isolated functions reach beside the outside and the platform. Each port once, and none of the platform's. */
  readonly functionHosts?: readonly FunctionHost[];
  /** Whom this process becomes as soon as the launcher is open, where it is root until then. */
  readonly identity?: Identity | undefined;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: PlatformLog;
};

/** Where interpreters are looked for when nothing else is said. */
export const SYSTEM_SEARCH_PATH =
  '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/opt/homebrew/bin';

/** Starts the launcher process, which first removes what a predecessor on the same data folder left. */
export async function openLauncher(options: LauncherOptions): Promise<Launcher> {
  const surroundings = await openSurroundings(options);
  const { link, scratch } = surroundings;
  try {
    const settled = await settleIsolation(options, link);
    await openFunctionHosts(options, settled.network, surroundings);
    const searchPath = options.searchPath ?? SYSTEM_SEARCH_PATH;
    const finder = new InterpreterFinder({
      ...options,
      download: true,
      substitutes: options.runtimeSubstitutes ?? {},
      scratch,
      searchPath,
      isolation: settled.isolation,
      link,
    });
    return new OpenLauncher(surroundings, settled, finder, options);
  } catch (error) {
    await closeSurroundings(surroundings);
    throw error;
  }
}

/** Functions find them by their names, on their own loopback, where they have one. */
async function openFunctionHosts(
  { functionHosts = [], clock, log }: LauncherOptions,
  network: FunctionNetwork,
  { inner, scratch }: Surroundings,
): Promise<void> {
  if (functionHosts.length === 0) return;
  if (network === 'host') {
    log.warn("--function-hosts changes nothing: functions share this host's network and reach all of it");
    return;
  }
  for (const one of functionHosts) inner.serve(functionHostListener(one.port), relayTo(one, { clock, log }));
  await scratch.nameAsLoopback(functionHosts.map(({ host }) => host));
}

/** Runs `action` with a launcher process that starts no environments, and ends it. */
export async function withLauncherProcess<T>(
  options: LauncherOptions,
  action: (surroundings: Pick<Surroundings, 'link' | 'scratch'>) => Promise<T>,
): Promise<T> {
  const surroundings = await openSurroundings(options);
  try {
    return await action(surroundings);
  } finally {
    await closeSurroundings(surroundings);
  }
}

/** Everything a launcher needs before it is known what it can do. */
type Surroundings = {
  readonly scratch: Scratch;
  readonly door: StreamDoor;
  readonly link: LauncherLink;
  readonly fleet: Map<string, Environment>;
  readonly inner: InnerListeners;
};

async function openSurroundings(options: LauncherOptions): Promise<Surroundings> {
  const scratch = await openScratch(options.dataFolder, options.scratchFolder, options.identity);
  const door = await StreamDoor.open(scratch.folder, options.clock, options.identity);
  const fleet = new Map<string, Environment>();
  const inner = new InnerListeners();
  const killed = { code: null, signal: 'SIGKILL' };
  const link = new LauncherLink({
    configuration: {
      scratchFolder: scratch.folder,
      socketPath: door.socketPath,
      searchPath: options.searchPath ?? SYSTEM_SEARCH_PATH,
      uidBase: scratch.uidBase,
      cpu: options.cpu ?? 'shared',
      innerPorts: innerPortsFor(options.functionHosts ?? []),
      gateway: options.identity ?? null,
    },
    clock: options.clock,
    log: options.log,
    onExited: (id, exit) => fleet.get(id)?.exited(exit),
    onNetwork: (message, handle) => inner.receive(message, handle),
    onLost: () => {
      inner.close();
      for (const environment of [...fleet.values()]) environment.exited(killed);
    },
  });
  const surroundings = { scratch, door, link, fleet, inner };
  try {
    await link.send({ command: 'sweep', code: true });
    await scratch.furnish();
    return surroundings;
  } catch (error) {
    await closeSurroundings(surroundings);
    throw error;
  }
}

async function closeSurroundings({ door, link, fleet, inner }: Surroundings): Promise<void> {
  await link.close();
  inner.close();
  for (const environment of [...fleet.values()]) environment.exited({ code: null, signal: 'SIGKILL' });
  await door.close();
}

class OpenLauncher implements Launcher {
  readonly isolation: Isolation;
  readonly network: FunctionNetwork;
  readonly codeRoot: string;
  readonly innerEndpoint: string | undefined;
  readonly #surroundings: Surroundings;
  readonly #finder: InterpreterFinder;
  readonly #random: Random;
  readonly #clock: Clock;

  constructor(
    surroundings: Surroundings,
    { isolation, network }: Pick<Launcher, 'isolation' | 'network'>,
    finder: InterpreterFinder,
    { random, clock }: Pick<LauncherOptions, 'random' | 'clock'>,
  ) {
    this.network = network;
    this.innerEndpoint = network === 'isolated' ? `http://127.0.0.1:${PLATFORM_API_PORT}` : undefined;
    this.isolation = isolation;
    this.codeRoot = surroundings.scratch.codeRoot;
    this.#surroundings = surroundings;
    this.#finder = finder;
    this.#random = random;
    this.#clock = clock;
  }

  serveInside(listener: InnerListener, take: InnerServer): void {
    this.#surroundings.inner.serve(listener, take);
  }

  interpreter(runtime: string): Promise<InterpreterAnswer> {
    return this.#finder.find(runtime);
  }

  async start(spec: EnvironmentSpec): Promise<SandboxedProcess> {
    const { door, link, fleet, inner } = this.#surroundings;
    if (fleet.size >= ENVIRONMENTS_MAX) throw new Error(`more than ${ENVIRONMENTS_MAX} environments at once`);
    if (fleet.has(spec.id)) throw new Error(`environment ${spec.id} exists`);
    const token = this.#random.bytes(24).toString('base64url');
    const environment = new Environment(spec, link, () => {
      inner.release(spec.id);
      fleet.delete(spec.id);
    });
    fleet.set(spec.id, environment);
    const arrival = door.expect(spec.id, token, streamsOf(spec));
    // The command may fail before anybody waits for the streams.
    arrival.catch(() => undefined);
    // The streams were connected before it was spawned, and its last words are in them: they come soon, or never.
    let starting = true;
    let overdue: Timer | undefined;
    environment.onExit(() => {
      if (!starting) return;
      overdue = this.#clock.after(HELLO_TIMEOUT_MS, () =>
        door.giveUp(spec.id, new Error(`environment ${spec.id} ended while it was being started`)),
      );
    });
    try {
      const { isolation, network } = this;
      await link.send({ command: 'start', isolation, network, token, ...spec });
      return environment.connect(await arrival, inner.addressOf(spec.id) ?? '127.0.0.1');
    } catch (error) {
      door.giveUp(spec.id, new Error(`environment ${spec.id} could not be started`));
      // Whatever a half-done start left; the answer comes when it is gone.
      await link.send({ command: 'stop', id: spec.id }).catch(() => undefined);
      fleet.delete(spec.id);
      throw error;
    } finally {
      starting = false;
      overdue?.cancel();
    }
  }

  variablesOf(spec: EnvironmentSpec): Readonly<Record<string, string>> {
    if (this.isolation === 'bubblewrap') return bubblewrapVariables(spec);
    return processVariables(spec, this.#surroundings.scratch.folder);
  }

  close(): Promise<void> {
    return closeSurroundings(this.#surroundings);
  }
}

/** One environment as the gateway knows it. */
class Environment {
  readonly id: string;
  readonly #isResettable: boolean;
  readonly #link: LauncherLink;
  readonly #forget: () => void;
  readonly #listeners: ((exit: Exit) => void)[] = [];
  #exit: Exit | undefined;

  constructor({ id, resettable }: EnvironmentSpec, link: LauncherLink, forget: () => void) {
    this.id = id;
    this.#isResettable = resettable === true;
    this.#link = link;
    this.#forget = forget;
  }

  connect(streams: Streams, address: string): SandboxedProcess {
    return {
      id: this.id,
      address,
      channel: streams.channel,
      telemetry: streams.telemetry,
      stdio: streams.stdio,
      extensions: streams.extensions,
      onExit: (listener) => this.onExit(listener),
      kill: () => this.kill(),
      reset: () => this.reset(),
      freeze: () => this.#command('freeze'),
      thaw: () => this.#command('thaw'),
      ranOutOfMemory: () => this.ranOutOfMemory(),
    };
  }

  /** Calls back at once when it has ended already. */
  onExit(listener: (exit: Exit) => void): void {
    if (this.#exit === undefined) this.#listeners.push(listener);
    else listener(this.#exit);
  }

  exited(exit: Exit): void {
    if (this.#exit !== undefined) return;
    this.#exit = exit;
    this.#forget();
    for (const listener of this.#listeners.splice(0)) listener(exit);
  }

  /** Nothing to do once it has ended. */
  async #command(command: 'freeze' | 'thaw'): Promise<void> {
    if (this.#exit === undefined) await this.#link.send({ command, id: this.id });
  }

  async ranOutOfMemory(): Promise<boolean> {
    if (this.#exit !== undefined) return this.#exit.outOfMemory === true;
    const answer = await this.#link.send({ command: 'examine', id: this.id });
    return answer?.works === true && answer.facts.outOfMemory === 'yes';
  }

  /** What can be reset has left its `/tmp` behind when it ended by itself. */
  async kill(): Promise<void> {
    if (this.#exit === undefined || this.#isResettable) await this.#end('stop');
  }

  async reset(): Promise<void> {
    if (this.#exit === undefined) await this.#end('reset');
  }

  async #end(command: 'stop' | 'reset'): Promise<void> {
    const gone = new Promise<void>((resolve) => this.onExit(() => resolve()));
    try {
      await this.#link.send({ command, id: this.id });
    } catch (error) {
      // A launcher process that died takes its environments along, which is reported when that is certain.
      if (!(error instanceof LauncherGone)) throw error;
      await gone;
    }
  }
}
