import { type ChildProcess, fork } from 'node:child_process';
import { getCompileCacheDir } from 'node:module';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Clock, Timer } from '#ambient';
import type { PlatformLog } from '#observe';
import type { Exit } from './contract.ts';
import type {
  Command,
  FromLauncher,
  LauncherConfiguration,
  ProbeAnswer,
  ToLauncher,
} from './launcher-protocol.ts';
import {
  COMMAND_TIMEOUT_MS,
  COMMANDS_PENDING_MAX,
  RESTART_BACKOFF_MS,
  RESTART_WINDOW_MS,
  RESTARTS_MAX,
  START_TIMEOUT_MS,
} from './limits.ts';

type Pending = {
  resolve(answer: ProbeAnswer | null): void;
  reject(reason: Error): void;
  readonly timer: Timer;
};

export type LinkOptions = {
  readonly configuration: LauncherConfiguration;
  readonly clock: Clock;
  readonly log: PlatformLog;
  /** An environment ended by itself or was stopped; none of its processes is left. */
  onExited(id: string, exit: Exit): void;
  /** A listener of a network with its handle, or whose network it is. */
  onNetwork(message: Extract<FromLauncher, { network: number }>, handle: unknown): void;
  /** The launcher process died and its leftovers are swept: every environment is gone. */
  onLost(): void;
};

/** The launcher process died before it answered. */
export class LauncherGone extends Error {
  override readonly name = 'LauncherGone';

  constructor() {
    super('the launcher process is gone');
  }
}

/** The gateway's end of the launcher process: starts it, commands it, and starts it again when it dies. */
export class LauncherLink {
  readonly #options: LinkOptions;
  readonly #pending = new Map<number, Pending>();
  readonly #deathsMs: number[] = [];
  /** What a launcher process found usable, which its successor must find out again. */
  readonly #probes = new Map<string, Command>();
  /** The launcher process, or its keeper. */
  #child: ChildProcess | undefined;
  /** Whether there is a launcher process, behind a keeper too. */
  #alive = false;
  #recovered: Promise<void> = Promise.resolve();
  #number = 0;
  #closing = false;

  constructor(options: LinkOptions) {
    this.#options = options;
    this.#fork();
  }

  /** Sends a command once a launcher process is there and has cleaned up after its predecessor. */
  async send(command: Command): Promise<ProbeAnswer | null> {
    await this.#recovered;
    const answer = await this.#send(command);
    if (command.command === 'probe' && answer?.works === true) {
      this.#probes.set(JSON.stringify(command.probe), command);
    }
    return answer;
  }

  /** Ends the launcher process, and with it every environment. */
  async close(): Promise<void> {
    this.#closing = true;
    await this.#recovered.catch(() => undefined);
    const child = this.#child;
    if (child === undefined) return;
    // Where it dies over that, the next one on the same data folder removes what is left.
    await this.#send({ command: 'end' }).catch(() => undefined);
    if (this.#child === undefined) return;
    const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    if (child.connected) child.disconnect();
    await gone;
  }

  #send(command: Command): Promise<ProbeAnswer | null> {
    const child = this.#child;
    if (child === undefined || !this.#alive || !child.connected) return Promise.reject(new LauncherGone());
    if (this.#pending.size >= COMMANDS_PENDING_MAX)
      return Promise.reject(new Error('the launcher is overloaded'));
    return new Promise((resolve, reject) => {
      const number = ++this.#number;
      const timeoutMs = command.command === 'start' ? START_TIMEOUT_MS : COMMAND_TIMEOUT_MS;
      const timer = this.#options.clock.after(timeoutMs, () => {
        this.#pending.delete(number);
        reject(new Error(`the launcher process did not answer "${command.command}" within ${timeoutMs} ms`));
      });
      this.#pending.set(number, { resolve, reject, timer });
      // A failure to send is followed by the child's exit, which rejects everything pending.
      child.send({ number, command } satisfies ToLauncher, () => undefined);
    });
  }

  #fork(): void {
    // The same extension as this file: sources start a source, the published build starts built JavaScript.
    const fromSources = import.meta.url.endsWith('.ts');
    const { gateway } = this.#options.configuration;
    const name = gateway === null ? 'main' : 'keeper';
    const main = fileURLToPath(new URL(`./process/${name}.${fromSources ? 'ts' : 'js'}`, import.meta.url));
    // The gateway's own cache of compiled sources, where it has one; Node.js adds a folder for its version.
    const cache = getCompileCacheDir();
    const child = fork(main, [JSON.stringify(this.#options.configuration)], {
      execArgv: fromSources ? ['--conditions=lambent-source'] : [],
      env: {
        PATH: this.#options.configuration.searchPath,
        ...(cache !== undefined && { NODE_COMPILE_CACHE: dirname(cache) }),
      },
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      // A Ctrl-C at the terminal reaches the whole foreground group; this process must outlive the gateway's drain.
      detached: true,
    });
    this.#child = child;
    this.#alive = true;
    const gone = (): void => {
      if (this.#child !== child) return;
      this.#child = undefined;
      this.#died();
    };
    child.on('message', (message: FromLauncher, handle) => this.#receive(message, handle));
    child.on('error', gone);
    child.once('exit', gone);
  }

  /** The first time at once, then twice as long each time. */
  #backOff(earlierDeaths: number): Promise<void> {
    const delayMs = earlierDeaths === 0 ? 0 : RESTART_BACKOFF_MS * 2 ** (earlierDeaths - 1);
    return new Promise((resolve) => {
      this.#options.clock.after(delayMs, () => resolve());
    });
  }

  /** Behind a keeper only that one can do it: this process is not root any more. */
  #forkAgain(): void {
    if (this.#options.configuration.gateway === null) this.#fork();
    else if (this.#child?.connected) {
      this.#child.send({ fork: true } satisfies ToLauncher, () => undefined);
      this.#alive = true;
    }
  }

  #receive(message: FromLauncher, handle: unknown): void {
    if ('died' in message) {
      this.#died();
      return;
    }
    if ('exited' in message) {
      const { exited, ...exit } = message;
      this.#options.onExited(exited, exit);
      return;
    }
    if ('network' in message) {
      this.#options.onNetwork(message, handle);
      return;
    }
    const pending = this.#pending.get(message.number);
    if (pending === undefined) return;
    this.#pending.delete(message.number);
    pending.timer.cancel();
    if ('error' in message) pending.reject(new Error(message.error));
    else pending.resolve(message.answer);
  }

  #died(): void {
    this.#alive = false;
    for (const pending of this.#pending.values()) {
      pending.timer.cancel();
      pending.reject(new LauncherGone());
    }
    this.#pending.clear();
    if (!this.#closing) this.#recovered = this.#recover();
    // Whoever sends next sees the failure; it must not end the gateway meanwhile.
    this.#recovered.catch(() => undefined);
  }

  async #recover(): Promise<void> {
    const nowMs = this.#options.clock.monotonic();
    const { log } = this.#options;
    const recentMs = this.#deathsMs.filter((deathMs) => nowMs - deathMs < RESTART_WINDOW_MS);
    this.#deathsMs.splice(0, this.#deathsMs.length, ...recentMs, nowMs);
    if (this.#deathsMs.length > RESTARTS_MAX) {
      log.error('the launcher process keeps dying and is not started again: functions cannot run', {
        deaths: this.#deathsMs.length,
      });
      this.#options.onLost();
      throw new Error('the launcher process keeps dying');
    }
    log.warn('the launcher process died; starting another one');
    await this.#backOff(recentMs.length);
    this.#forkAgain();
    try {
      await this.#send({ command: 'sweep', code: false });
    } finally {
      this.#options.onLost();
    }
    for (const command of this.#probes.values()) await this.#send(command);
  }
}
