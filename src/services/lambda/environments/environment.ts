import type { Clock } from '#ambient';
import type { SandboxedProcess } from '#launcher';
import type { PlatformLog } from '#observe';
import type { VersionRecord } from '../records/function.ts';
import type { ShutdownReason } from '../runtime-api/extensions-api.ts';
import { type Booted, InitImpossible } from './booted.ts';
import { countedMs, Deadline } from './deadline.ts';
import { EnvironmentLog, type EnvironmentLogParts } from './environment-log.ts';
import { nextState, type State } from './life.ts';
import { exitMsMax, initMsMax } from './limits.ts';
import { type Invocation, killed, type Outcome } from './outcome.ts';
import { Output } from './output.ts';
import type { EnvironmentOwner } from './owner.ts';
import { shutdownReasonOf } from './shutdown.ts';
import { type Step, socketsOf, statesOf } from './steps.ts';
import type { Transport, TransportListener, Written } from './transport.ts';

export type EnvironmentParts = EnvironmentLogParts & {
  readonly log: PlatformLog;
  readonly owner: EnvironmentOwner;
  readonly boot: () => Promise<Booted>;
  /** Init failed before: this invocation has begun, and init runs inside its timeout. */
  readonly bound?: Invocation | undefined;
  /** Of init; without it what an invocation waits for at most. */
  readonly initMsMax?: number | undefined;
};

/** One sandboxed process tree running one function version, one invocation at a time. Its life is the table in `life.ts`. */
export class Environment {
  readonly id: string;
  readonly version: VersionRecord;
  /** On the monotonic clock. */
  idleSinceMs = 0;
  /** How long the last invocation took. */
  lastRunMs = 0;
  readonly #parts: EnvironmentParts;
  readonly #clock: Clock;
  readonly #log: EnvironmentLog;
  readonly #timeoutMs: number;
  readonly #deadline: Deadline;
  readonly #closed = Promise.withResolvers<void>();
  #state: State = 'booting';
  #isBooted = false;
  #process: SandboxedProcess | undefined;
  #transport: Transport | undefined;
  #output: Output | undefined;
  #step: Step | undefined;
  #invocation: Invocation | undefined;
  /** The invocation's outcome where it was known before its end, and whether its caller knows it. */
  #answer: { readonly outcome: Outcome; readonly told: boolean } | undefined;
  #startedAtMs = 0;
  #initStartedAtMs = 0;
  /** Init's duration, until the first invocation has reported it. */
  #initMs: number | undefined;
  /** How long extensions went on after the runtime was done with the invocation, where they were told of it. */
  #extensionsMs: number | undefined;
  #maxRssKiB: number | undefined;
  /** Why it is ending by itself. */
  #ending: Outcome | undefined;
  #socketsOpen = 0;

  constructor(parts: EnvironmentParts) {
    this.#parts = parts;
    this.id = parts.id;
    this.version = parts.version;
    this.#clock = parts.clock;
    this.#log = new EnvironmentLog(parts);
    this.#timeoutMs = parts.version.timeoutSeconds * 1000;
    this.#deadline = new Deadline(parts.clock, () => this.#timedOut());
    void this.#boot();
  }

  get state(): State {
    return this.#state;
  }

  /** Legal while idle or frozen. The hot path: one write, no promise, no timer of its own. */
  run(invocation: Invocation): void {
    const wasFrozen = this.#state === 'frozen';
    this.#state = nextState(this.#state, 'invoke');
    // What is written meanwhile waits in the socket.
    if (wasFrozen) this.#thaw();
    this.#begin(invocation);
    this.#send(invocation);
  }

  /** Keeps an idle environment from working in the background until the next invocation, where its runtime could. */
  freeze(): void {
    if (this.#state !== 'idle' || this.#transport?.rest() !== true) return;
    this.#state = nextState(this.#state, 'freeze');
    this.#process?.freeze().catch((error: unknown) => {
      // One that was needed again at once runs on.
      if (this.#state === 'frozen') this.#pauseFailed(error);
    });
  }

  #thaw(): void {
    this.#transport?.wake();
    this.#process?.thaw().catch((error: unknown) => this.#pauseFailed(error));
  }

  #pauseFailed(error: unknown): void {
    this.#parts.log.error('freezing or thawing an environment failed', { id: this.id, error: String(error) });
    this.#end(killed);
  }

  /** Legal always. Ends it now; an invocation in it is answered as if its process had been killed. */
  close(): Promise<void> {
    this.#log.closing();
    if (this.#invocation === undefined) this.#stop();
    else
      this.#settle(this.#step !== undefined && 'outcome' in this.#step ? this.#step.outcome : killed, 'stop');
    return this.#closed.promise;
  }

  async #boot(): Promise<void> {
    const { bound, boot } = this.#parts;
    let booted: Booted | InitImpossible;
    try {
      booted = await boot();
      this.#process = booted.process;
      this.#transport = booted.converse(this.#transportListener());
    } catch (error) {
      if (error instanceof InitImpossible) booted = error;
      else return this.#bootFailed(error as Error);
    }
    this.#isBooted = true;
    if (this.#state !== 'booting') {
      bound?.settle(killed);
      this.#kill();
      return;
    }
    this.#state = nextState(this.#state, 'started');
    this.#initStartedAtMs = this.#clock.monotonic();
    this.#log.initStarted(booted.runtime, bound === undefined ? 'init' : 'invoke');
    if (bound !== undefined) this.#begin(bound);
    else this.#deadline.set(this.#initStartedAtMs + (this.#parts.initMsMax ?? initMsMax));
    if (booted instanceof InitImpossible) this.#failInit(booted.outcome);
    else this.#listen(booted.process);
  }

  #bootFailed(error: Error): void {
    const { bound, owner } = this.#parts;
    this.#state = nextState(this.#state, 'exit');
    this.#closed.resolve();
    owner.bootFailed(this, error, bound);
    owner.gone(this);
  }

  #listen(process: SandboxedProcess): void {
    this.#output = new Output(process, this.#clock, {
      event: (timestampMs, message, writer) => this.#log.printed(timestampMs, message, writer),
      drained: () => this.#takeStep(),
      malformed: (error) => this.#breach(error),
    });
    process.channel.on('error', () => undefined);
    process.channel.on('close', () => this.#expectEnd());
    for (const socket of socketsOf(process)) {
      this.#socketsOpen += 1;
      socket.on('close', () => {
        this.#socketsOpen -= 1;
        this.#endWhenRead();
      });
    }
    process.onExit((exit) => {
      this.#willEnd({ type: 'exit', exit });
      this.#expectEnd();
      this.#endWhenRead();
    });
  }

  #begin(invocation: Invocation): void {
    this.#invocation = invocation;
    this.#startedAtMs = this.#clock.monotonic();
    this.#log.begun(invocation);
    this.#deadline.set(this.#startedAtMs + this.#timeoutMs);
  }

  #send(invocation: Invocation): void {
    const { requestId, invokedFunctionArn, traceId, clientContext } = invocation;
    const deadlineMs = this.#clock.now() + Math.ceil(this.#deadline.atMs - this.#clock.monotonic());
    const event = { requestId, deadlineMs, invokedFunctionArn, traceId, clientContext };
    this.#transport?.invoke(event, invocation.payload, invocation.stream);
  }

  #transportListener(): TransportListener {
    return {
      log: this.#log,
      ready: (written) => this.#take({ type: 'ready' }, written),
      initFailed: (outcome, written) => this.#take({ type: 'init-failed', outcome }, written),
      answered: (outcome) => this.#take({ type: 'answered', outcome }, undefined),
      settled: (outcome, written, extensionsMs) => {
        this.#extensionsMs = extensionsMs;
        this.#take({ type: 'settle', outcome }, written);
      },
      ended: (outcome) => this.#partEnded(outcome),
      broken: (error) => this.#breach(error),
    };
  }

  #take(step: Step, written: Written | undefined): void {
    if (this.#state === 'stopping' || this.#state === 'dead') return;
    // Words that were on their way when their speaker ended still count.
    const isReplaceable =
      this.#step === undefined || this.#step.type === 'answered' || this.#step.type === 'exited';
    if (!statesOf[step.type].includes(this.#state) || !isReplaceable) {
      this.#breach(new Error(`${step.type} while ${this.#state}`));
      return;
    }
    this.#step = step;
    if (written === undefined) {
      this.#output?.drainUntilQuiet();
      return;
    }
    this.#maxRssKiB = written.maxRssKiB ?? this.#maxRssKiB;
    if (this.#output?.drain(written.stdioBytes, written.telemetryBytes)) this.#takeStep();
  }

  #takeStep(): void {
    const step = this.#step;
    this.#step = undefined;
    if (this.#state === 'stopping') this.#bury();
    else if (step?.type === 'settle')
      this.#settle(step.outcome, this.#ending === undefined ? 'settle' : 'stop');
    else if (step?.type === 'answered') this.#tell(step.outcome);
    else if (step?.type === 'init-failed') this.#failInit(step.outcome);
    else if (this.#ending !== undefined) this.#end(this.#ending);
    else if (step?.type === 'ready') this.#becomeReady();
  }

  /** The caller need not wait for what its environment still has to do, unless it wants the log of that too. */
  #tell(outcome: Outcome): void {
    const invocation = this.#invocation;
    if (invocation === undefined) return;
    this.#state = nextState(this.#state, 'answer');
    this.#answer = { outcome, told: invocation.tail === undefined };
    this.#deadline.set(this.#deadline.atMs);
    if (this.#answer.told) invocation.settle(outcome);
    if (this.#ending !== undefined) this.#end(this.#ending);
  }

  #partEnded(outcome: Outcome): void {
    if (this.#state === 'stopping' || this.#state === 'dead') return;
    this.#willEnd(outcome);
    this.#step ??= { type: 'exited' };
    this.#output?.drainUntilQuiet();
  }

  #willEnd(outcome: Outcome): void {
    this.#ending ??= outcome;
    // Before and after that nobody could give it an invocation.
    if (this.#state === 'idle' || this.#state === 'frozen') this.#parts.owner.ending(this);
  }

  #becomeReady(): void {
    this.#state = nextState(this.#state, 'ready');
    this.#output?.flush();
    const bound = this.#invocation;
    const durationMs = this.#clock.monotonic() - this.#initStartedAtMs;
    this.#log.initEnded(bound === undefined ? 'init' : 'invoke', durationMs);
    if (bound === undefined) {
      this.#initMs = durationMs;
      this.#goIdle();
      return;
    }
    this.#state = nextState(this.#state, 'invoke');
    this.#deadline.set(this.#deadline.atMs);
    this.#send(bound);
  }

  #goIdle(): void {
    this.#deadline.suspend();
    this.idleSinceMs = this.#clock.monotonic();
    this.#parts.owner.idle(this);
  }

  #failInit(outcome: Outcome): void {
    const { owner } = this.#parts;
    const bound = this.#invocation;
    this.#output?.flush();
    const durationMs = this.#clock.monotonic() - this.#initStartedAtMs;
    this.#log.initEnded(bound === undefined ? 'init' : 'invoke', durationMs, outcome);
    if (bound !== undefined) {
      this.#settle(outcome, 'stop');
      return;
    }
    owner.initFailed(this);
    this.#stop(shutdownReasonOf(outcome));
  }

  /** Ends the invocation: its last lines, then the next one may come, then its caller hears. */
  #settle(outcome: Outcome, event: 'settle' | 'stop'): void {
    const invocation = this.#invocation;
    if (invocation === undefined) return;
    const durationMs = countedMs(this.#clock.monotonic() - this.#startedAtMs, this.version);
    this.lastRunMs = durationMs;
    this.#output?.flush();
    this.#log.failed(this.#answer?.outcome, outcome);
    this.#log.ended(invocation, outcome, { durationMs, initMs: this.#initMs, maxRssKiB: this.#maxRssKiB });
    invocation.ended(durationMs, this.#initMs, this.#extensionsMs);
    const answer = this.#answer;
    this.#initMs = undefined;
    this.#extensionsMs = undefined;
    this.#invocation = undefined;
    this.#answer = undefined;
    this.#step = undefined;
    if (event === 'stop') {
      this.#stop(shutdownReasonOf(outcome));
    } else {
      this.#state = nextState(this.#state, event);
      this.#goIdle();
    }
    if (answer === undefined) invocation.settle(outcome);
    else if (!answer.told) invocation.settle(answer.outcome);
  }

  #timedOut(): void {
    // What has an outcome already only waits for its output, which has a limit of its own.
    if (this.#step !== undefined) return;
    const outcome: Outcome = { type: 'timeout', timeoutSeconds: this.version.timeoutSeconds };
    if (this.#state === 'initializing') this.#failInit(outcome);
    else if (this.#invocation !== undefined) this.#settle(outcome, 'stop');
  }

  /** The process is gone or going: what it still sent comes first, but not for ever. */
  #expectEnd(): void {
    if (this.#state === 'stopping' || this.#state === 'dead') return;
    this.#clock.after(exitMsMax, () => this.#end(this.#ending ?? killed));
  }

  #endWhenRead(): void {
    if (this.#ending !== undefined && this.#socketsOpen === 0) this.#end(this.#ending);
  }

  #end(outcome: Outcome): void {
    if (this.#state === 'stopping' || this.#state === 'dead') return;
    const step = this.#step;
    if (step?.type === 'answered') this.#answer = { outcome: step.outcome, told: false };
    if (step?.type === 'settle') this.#settle(step.outcome, 'stop');
    else if (step?.type === 'init-failed') this.#failInit(step.outcome);
    else if (this.#state === 'initializing') this.#failInit(outcome);
    else if (this.#invocation !== undefined) this.#settle(outcome, 'stop');
    else this.#stop(shutdownReasonOf(outcome));
  }

  /** The runtime broke the protocol, by itself or by the function's code: nothing it says counts any more. */
  #breach(error: Error): void {
    this.#log.closing(`an environment broke the protocol and was stopped: ${error.message}`);
    this.#step = undefined;
    this.#end(killed);
  }

  #stop(reason: ShutdownReason = 'spindown'): void {
    if (this.#state === 'stopping' || this.#state === 'dead') return;
    const wasFrozen = this.#state === 'frozen';
    this.#state = nextState(this.#state, 'stop');
    this.#parts.owner.ending(this);
    this.#deadline.cancel();
    this.#output?.close();
    if (!this.#isBooted) return;
    const shutdown = this.#transport?.shutdown(reason);
    if (wasFrozen && shutdown !== undefined) this.#thaw();
    if (shutdown === undefined) this.#kill();
    // The last words of extensions lie in the socket by then.
    else void shutdown.then(() => this.#kill(() => this.#output?.drainUntilQuiet()));
  }

  #kill(then = () => this.#bury()): void {
    const { log } = this.#parts;
    const kill = this.#process?.kill() ?? Promise.resolve();
    kill
      .catch((error: unknown) =>
        log.error('an environment could not be killed', { id: this.id, error: String(error) }),
      )
      .then(then)
      .catch((error: unknown) =>
        log.error('an environment did not end', { id: this.id, error: String(error) }),
      );
  }

  /** Its processes are gone. */
  #bury(): void {
    this.#output?.close();
    this.#transport?.close();
    if (this.#process !== undefined) for (const socket of socketsOf(this.#process)) socket.destroy();
    this.#state = nextState(this.#state, 'exit');
    this.#closed.resolve();
    this.#parts.owner.gone(this);
  }
}
