import type { Clock, Random } from '#ambient';
import {
  canChangeFolder,
  type EnvironmentSpec,
  type Interpreter,
  type Launcher,
  type SandboxedProcess,
} from '#launcher';
import type { PlatformLog } from '#observe';
import type { Code } from '../../code/code.ts';
import type { Slot } from '../../code/slot.ts';
import type { VersionRecord } from '../../records/function.ts';
import { encodeAssign, FrameReader, frameType, MalformedFrame } from '../frames.ts';
import { initMsMax } from '../limits.ts';
import { socketsOf } from '../steps.ts';
import { bootVariables } from '../variables.ts';
import type { Kind } from './kind.ts';

export type PrebootDependencies = {
  readonly clock: Clock;
  readonly random: Random;
  readonly launcher: Launcher;
  readonly code: Pick<Code, 'openSlot' | 'spares'>;
  readonly log: PlatformLog;
};

type Packages = Pick<VersionRecord, 'codeDigest' | 'layers'>;

/** Processes whose code is in place, and what tells them. */
export type Assigned = { readonly process: SandboxedProcess; readonly begin: () => void };

type Started = {
  readonly spec: EnvironmentSpec;
  readonly interpreter: Interpreter;
  readonly slot: Slot;
  readonly process: SandboxedProcess;
};

/** An environment's processes before it has a function: the runtime is booted and waits to be told one. */
export class PrebootedRuntime {
  readonly kind: Kind;
  /** Resolves when no process and no folder is left of it. */
  readonly gone: Promise<void>;
  readonly #dependencies: PrebootDependencies;
  readonly #started: Started;
  #isFresh = true;

  private constructor(kind: Kind, dependencies: PrebootDependencies, started: Started) {
    this.kind = kind;
    this.#dependencies = dependencies;
    this.#started = started;
    const { slot, process } = started;
    this.gone = new Promise((resolve) => {
      process.onExit(() => {
        this.#isFresh = false;
        slot
          .remove()
          .catch((error: unknown) =>
            dependencies.log.warn('the folders of an environment could not be removed', {
              id: process.id,
              error: String(error),
            }),
          )
          .then(resolve, resolve);
      });
    });
  }

  /** Resolves when it waits. Rejects with what went wrong; then nothing is left of it. */
  static async boot(dependencies: PrebootDependencies, kind: Kind): Promise<PrebootedRuntime> {
    const { launcher, code, random, clock } = dependencies;
    const answer = await launcher.interpreter(kind.runtime);
    if (!answer.available) throw new Error(answer.reason);
    const slot = await code.openSlot();
    const spec: EnvironmentSpec = {
      id: random.text(20, 'abcdefghijklmnopqrstuvwxyz0123456789'),
      interpreter: answer.interpreter,
      codeFolder: slot.taskFolder,
      layersFolder: slot.layersFolder,
      variables: bootVariables(kind.runtime),
      memoryMiB: kind.memoryMiB,
      tmpMiB: kind.tmpMiB,
      resettable: true,
      prebooted: true,
    };
    let process: SandboxedProcess;
    try {
      process = await launcher.start(spec);
    } catch (error) {
      await slot.remove();
      throw error;
    }
    const runtime = new PrebootedRuntime(kind, dependencies, {
      spec,
      interpreter: answer.interpreter,
      slot,
      process,
    });
    try {
      await saysBooted(process, clock);
      return runtime;
    } catch (error) {
      await runtime.close();
      throw error;
    }
  }

  /** Whether it waits, and has nothing of any function. */
  get isFresh(): boolean {
    return this.#isFresh;
  }

  /** Puts the code in place; the function begins with `begin`. Undefined where there is no copy of it: then nothing has changed. */
  async assign(
    version: Packages,
    variables: Readonly<Record<string, string>>,
  ): Promise<Assigned | undefined> {
    const { launcher, code } = this.#dependencies;
    const { spec, slot, process, interpreter } = this.#started;
    const [own, merged] = (await code.spares.take(packageSetsOf(version))) ?? [];
    if (own === undefined) return undefined;
    this.#isFresh = false;
    await slot.attach(own, merged, { intoTask: !canChangeFolder(interpreter) });
    const { layersFolder, prebooted: _, ...rest } = spec;
    const told = launcher.variablesOf({
      ...rest,
      ...(merged !== undefined && layersFolder !== undefined && { layersFolder }),
      variables,
    });
    const begin = (): void => {
      for (const part of encodeAssign(told)) process.channel.write(part);
    };
    return { process, begin };
  }

  /** Resolves when nothing is left of it. */
  async close(): Promise<void> {
    const { process } = this.#started;
    await process.kill();
    for (const socket of socketsOf(process)) socket.destroy();
    await this.gone;
  }

  get id(): string {
    return this.#started.process.id;
  }

  onExit(listener: () => void): void {
    this.#started.process.onExit(listener);
  }
}

/** The packages of a version's code, and those of its layers where it has any. */
export function packageSetsOf({ codeDigest, layers }: Packages): readonly (readonly string[])[] {
  const own = [codeDigest];
  return layers === undefined ? [own] : [own, layers.map((layer) => layer.codeDigest)];
}

/** Waits for the one thing that a runtime says before it has a function. */
async function saysBooted(process: SandboxedProcess, clock: Clock): Promise<void> {
  const { channel } = process;
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const reader = new FrameReader(({ type }) => {
    if (type === frameType.booted) resolve();
    else reject(new MalformedFrame(`type ${type} from a runtime without a function`));
  });
  const read = (chunk: Buffer): void => {
    try {
      reader.push(chunk);
    } catch (error) {
      reject(error as Error);
    }
  };
  const timer = clock.after(initMsMax, () => reject(new Error('it did not boot in time')));
  process.onExit(() => reject(new Error('it ended while it booted')));
  channel.on('error', () => undefined).on('data', read);
  channel.resume();
  try {
    await promise;
  } finally {
    timer.cancel();
    channel.off('data', read).pause();
  }
}
