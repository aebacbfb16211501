import type { Clock, Timer } from '#ambient';
import type { Exit, SandboxedProcess } from '#launcher';
import type { LogStream, PlatformLog } from '#observe';
import type { VersionRecord } from '../records/function.ts';
import { EnvironmentLog } from './environment-log.ts';
import { encodeInvoke, type Frame, FrameReader, frameType, MalformedFrame } from './frames.ts';
import { nextState, type State } from './life.ts';
import { exitMsMax, initMsMax } from './limits.ts';
import type { Invocation, Outcome } from './outcome.ts';
import { Output } from './output.ts';
import type { RuntimeVersion } from './platform-lines.ts';

/** Who keeps the environment busy, and is told what becomes of it. */
export type EnvironmentOwner = {
  /** It may `run` the next invocation. */
  idle(environment: Environment): void;
  /** Init failed. Returns the invocation to answer with that, if one waits. */
  initFailed(environment: Environment): Invocation | undefined;
  /** Init took too long. AWS tries again as part of the next invocation. */
  initTimedOut(environment: Environment): void;
  /** It has no process. `bound` is the invocation that it was started for. */
  bootFailed(environment: Environment, error: Error, bound: Invocation | undefined): void;
  /** No process and no folder is left of it. */
  gone(environment: Environment): void;
};

export type EnvironmentParts = {
  readonly id: string;
  readonly functionName: string;
  readonly version: VersionRecord;
  readonly clock: Clock;
  readonly log: PlatformLog;
  readonly logStream: LogStream;
  readonly owner: EnvironmentOwner;
  readonly boot: () => Promise<Booted>;
  /** Init failed by its time limit before: this invocation has begun, and init runs inside its timeout. */
  readonly bound?: Invocation | undefined;
  /** Of init; without it what an invocation waits for at most. */
  readonly initMsMax?: number | undefined;
};

export type Booted = { readonly process: SandboxedProcess; readonly runtime: RuntimeVersion };

/** What is waited for until the output announced by the runtime was read. */
type Step =
  | { readonly type: 'ready' }
  | { readonly type: 'init-failed' | 'settle'; readonly outcome: Outcome };

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
  readonly #closed = Promise.withResolvers<void>();
  #state: State = 'booting';
  #process: SandboxedProcess | undefined;
  #output: Output | undefined;
  #step: Step | undefined;
  #invocation: Invocation | undefined;
  #startedAtMs = 0;
  #initStartedAtMs = 0;
  /** Init's duration, until the first invocation has reported it. */
  #initMs: number | undefined;
  #maxRssKiB: number | undefined;
  #deadlineMs = 0;
  #timer: { readonly dueMs: number; readonly timer: Timer } | undefined;
  #exit: Exit | undefined;
  #socketsOpen = 3;

  constructor(parts: EnvironmentParts) {
    this.#parts = parts;
    this.id = parts.id;
    this.version = parts.version;
    this.#clock = parts.clock;
    this.#log = new EnvironmentLog(parts);
    this.#timeoutMs = parts.version.timeoutSeconds * 1000;
    void this.#boot();
  }

  get state(): State {
    return this.#state;
  }

  /** Legal while idle. The hot path: one write, no promise, no timer of its own. */
  run(invocation: Invocation): void {
    this.#state = nextState(this.#state, 'invoke');
    this.#begin(invocation);
    this.#send(invocation);
  }

  /** Legal always. Ends it now; an invocation in it is answered as if its process had been killed. */
  close(): Promise<void> {
    if (this.#invocation === undefined) this.#stop();
    else
      this.#settle(
        this.#step?.type === 'settle' ? this.#step.outcome : { type: 'exit', exit: killed },
        'stop',
      );
    return this.#closed.promise;
  }

  async #boot(): Promise<void> {
    const { bound, boot, owner } = this.#parts;
    let booted: Booted;
    try {
      booted = await boot();
    } catch (error) {
      this.#state = nextState(this.#state, 'exit');
      this.#closed.resolve();
      owner.bootFailed(this, error as Error, bound);
      owner.gone(this);
      return;
    }
    this.#process = booted.process;
    if (this.#state !== 'booting') {
      if (bound !== undefined) bound.settle({ type: 'exit', exit: killed });
      this.#kill();
      return;
    }
    this.#state = nextState(this.#state, 'started');
    this.#initStartedAtMs = this.#clock.monotonic();
    this.#log.initStarted(booted.runtime, bound === undefined ? 'init' : 'invoke');
    if (bound !== undefined) this.#begin(bound);
    else this.#setDeadline(this.#initStartedAtMs + (this.#parts.initMsMax ?? initMsMax));
    this.#listen(booted.process);
  }

  #listen(process: SandboxedProcess): void {
    this.#output = new Output(process, this.#clock, {
      event: (timestampMs, message) => this.#log.printed(timestampMs, message),
      drained: () => this.#takeStep(),
      malformed: (error) => this.#breach(error),
    });
    const reader = new FrameReader((frame) => this.#receive(frame));
    process.channel.on('data', (chunk: Buffer) => {
      try {
        reader.push(chunk);
      } catch (error) {
        this.#breach(error as Error);
      }
    });
    process.channel.on('error', () => undefined);
    process.channel.on('close', () => this.#expectEnd());
    for (const socket of [process.channel, process.stdio, process.telemetry]) {
      socket.on('close', () => {
        this.#socketsOpen -= 1;
        this.#endWhenRead();
      });
    }
    process.channel.resume();
    process.onExit((exit) => {
      this.#exit = exit;
      this.#expectEnd();
      this.#endWhenRead();
    });
  }

  #begin(invocation: Invocation): void {
    this.#invocation = invocation;
    this.#startedAtMs = this.#clock.monotonic();
    this.#log.begun(invocation);
    this.#setDeadline(this.#startedAtMs + this.#timeoutMs);
  }

  #send(invocation: Invocation): void {
    const { requestId, invokedFunctionArn, traceId, clientContext } = invocation;
    const deadlineMs = this.#clock.now() + Math.ceil(this.#deadlineMs - this.#clock.monotonic());
    const head = { requestId, deadlineMs, invokedFunctionArn, traceId, clientContext };
    for (const part of encodeInvoke(head, invocation.payload)) this.#process?.channel.write(part);
  }

  /** Throws `MalformedFrame` or `IllegalTransition` for what a runtime must not send now. */
  #receive(frame: Frame): void {
    if (this.#state === 'stopping' || this.#state === 'dead') return;
    if (this.#step !== undefined) throw new MalformedFrame('a frame after the last one of its phase');
    this.#maxRssKiB = frame.head.maxRssKiB ?? this.#maxRssKiB;
    this.#step = this.#stepFor(frame);
    if (this.#output?.drain(frame.head.stdioBytes, frame.head.telemetryBytes)) this.#takeStep();
  }

  #stepFor({ type, head, body }: Frame): Step {
    if (this.#state === 'initializing') {
      if (type === frameType.ready) return { type: 'ready' };
      if (type !== frameType.initError || body === undefined)
        throw new MalformedFrame(`type ${type} during init`);
      return {
        type: 'init-failed',
        outcome: { type: 'error', body, errorType: head.errorType ?? 'Runtime.Unknown' },
      };
    }
    if (this.#invocation === undefined) throw new MalformedFrame(`type ${type} while ${this.#state}`);
    if (head.requestId !== this.#invocation.requestId) throw new MalformedFrame('the id of another request');
    if (type !== frameType.response && type !== frameType.error)
      throw new MalformedFrame(`type ${type} while busy`);
    if (body === undefined) return { type: 'settle', outcome: { type: 'response-too-large' } };
    if (type === frameType.response) return { type: 'settle', outcome: { type: 'response', body } };
    return {
      type: 'settle',
      outcome: { type: 'error', body, errorType: head.errorType ?? 'Function.Unknown' },
    };
  }

  #takeStep(): void {
    const step = this.#step;
    this.#step = undefined;
    if (step?.type === 'settle') this.#settle(step.outcome, 'settle');
    else if (step?.type === 'init-failed') this.#failInit(step.outcome);
    else if (step?.type === 'ready') this.#becomeReady();
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
    this.#setDeadline(this.#deadlineMs);
    this.#send(bound);
  }

  #goIdle(): void {
    this.#deadlineMs = Number.POSITIVE_INFINITY;
    this.idleSinceMs = this.#clock.monotonic();
    this.#parts.owner.idle(this);
  }

  #failInit(outcome: Outcome): void {
    const { owner } = this.#parts;
    const bound = this.#invocation;
    this.#output?.flush();
    const durationMs = this.#clock.monotonic() - this.#initStartedAtMs;
    this.#log.initEnded(bound === undefined ? 'init' : 'invoke', durationMs, outcome);
    if (bound === undefined && outcome.type === 'timeout') {
      this.#stop();
      owner.initTimedOut(this);
      return;
    }
    const waiting = bound === undefined ? owner.initFailed(this) : undefined;
    if (waiting !== undefined) this.#begin(waiting);
    if (this.#invocation === undefined) this.#stop();
    else this.#settle(outcome, 'stop');
  }

  /** Ends the invocation: its last lines, then the next one may come, then its caller hears. */
  #settle(outcome: Outcome, event: 'settle' | 'stop'): void {
    const invocation = this.#invocation;
    if (invocation === undefined) return;
    const durationMs = this.#clock.monotonic() - this.#startedAtMs;
    this.lastRunMs = durationMs;
    this.#output?.flush();
    this.#log.ended(invocation, outcome, { durationMs, initMs: this.#initMs, maxRssKiB: this.#maxRssKiB });
    invocation.ended(durationMs, this.#initMs);
    this.#initMs = undefined;
    this.#invocation = undefined;
    this.#step = undefined;
    if (event === 'stop') {
      this.#stop();
    } else {
      this.#state = nextState(this.#state, event);
      this.#goIdle();
    }
    invocation.settle(outcome);
  }

  /** Timers are kept, not cancelled: one that comes too early finds the later deadline and waits for that. */
  #setDeadline(deadlineMs: number): void {
    this.#deadlineMs = deadlineMs;
    if (this.#timer !== undefined && this.#timer.dueMs <= deadlineMs) return;
    this.#timer?.timer.cancel();
    const delayMs = Math.max(0, Math.ceil(deadlineMs - this.#clock.monotonic()));
    this.#timer = { dueMs: deadlineMs, timer: this.#clock.after(delayMs, () => this.#onTimer()) };
  }

  #onTimer(): void {
    this.#timer = undefined;
    if (this.#deadlineMs === Number.POSITIVE_INFINITY || this.#step !== undefined) return;
    if (this.#clock.monotonic() < this.#deadlineMs) {
      this.#setDeadline(this.#deadlineMs);
      return;
    }
    const outcome: Outcome = { type: 'timeout', timeoutSeconds: this.version.timeoutSeconds };
    if (this.#state === 'initializing') this.#failInit(outcome);
    else if (this.#state === 'busy') this.#settle(outcome, 'stop');
  }

  /** The process is gone or going: what it still sent comes first, but not for ever. */
  #expectEnd(): void {
    if (this.#state === 'stopping' || this.#state === 'dead') return;
    this.#clock.after(exitMsMax, () => this.#end(this.#exit ?? killed));
  }

  #endWhenRead(): void {
    if (this.#exit !== undefined && this.#socketsOpen === 0) this.#end(this.#exit);
  }

  #end(exit: Exit): void {
    if (this.#state === 'stopping' || this.#state === 'dead') return;
    const step = this.#step;
    if (step?.type === 'settle') this.#settle(step.outcome, 'stop');
    else if (step?.type === 'init-failed') this.#failInit(step.outcome);
    else if (this.#state === 'initializing') this.#failInit({ type: 'exit', exit });
    else if (this.#state === 'busy') this.#settle({ type: 'exit', exit }, 'stop');
    else this.#stop();
  }

  /** The runtime broke the protocol, by itself or by the function's code: nothing it says counts any more. */
  #breach(error: Error): void {
    this.#parts.log.warn('an environment broke the protocol and was stopped', {
      id: this.id,
      error: error.message,
    });
    this.#step = undefined;
    this.#end(killed);
  }

  #stop(): void {
    if (this.#state === 'stopping' || this.#state === 'dead') return;
    this.#state = nextState(this.#state, 'stop');
    this.#timer?.timer.cancel();
    this.#output?.close();
    if (this.#process !== undefined) this.#kill();
  }

  #kill(): void {
    const { log, owner } = this.#parts;
    const kill = this.#process?.kill() ?? Promise.resolve();
    kill
      .catch((error: unknown) =>
        log.error('an environment could not be killed', { id: this.id, error: String(error) }),
      )
      .then(() => {
        this.#process?.channel.destroy();
        this.#process?.stdio.destroy();
        this.#process?.telemetry.destroy();
        this.#state = nextState(this.#state, 'exit');
        this.#closed.resolve();
        owner.gone(this);
      })
      .catch((error: unknown) =>
        log.error('an environment did not end', { id: this.id, error: String(error) }),
      );
  }
}

const killed: Exit = { code: null, signal: 'SIGKILL' };
