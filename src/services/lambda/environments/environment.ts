import type { Clock } from '#ambient';
import type { SandboxedProcess } from '#launcher';
import type { VersionRecord } from '../records/function.ts';
import type { ShutdownReason } from '../runtime-api/extensions-api.ts';
import { type Booted, InitImpossible } from './booted.ts';
import { countedMs, Deadline } from './deadline.ts';
import { EndWatch } from './end-watch.ts';
import { EnvironmentLog } from './environment-log.ts';
import type { EnvironmentParts } from './environment-parts.ts';
import { isOver, nextState, type State } from './life.ts';
import { initMsMax } from './limits.ts';
import { type Invocation, killed, type Outcome } from './outcome.ts';
import { Output } from './output.ts';
import { shutdownReasonOf } from './shutdown.ts';
import { type StartListener, startListener } from './start-listener.ts';
import { type Step, socketsOf, statesOf } from './steps.ts';
import type { Transport, Written } from './transport.ts';

/** One sandbox running one function version, one invocation at a time. Its life is the table in `life.ts`. */
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
  #isClosing = false;
  /** An invocation that waits for it to boot, and inside which init then runs. */
  #bound: Invocation | undefined;
  /** After a reset the one that has ended: what it left is still its own. */
  #process: SandboxedProcess | undefined;
  #listener: StartListener | undefined;
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
  #watch: EndWatch | undefined;

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

  /** Whether its credentials last through another invocation, even one that comes so much later. */
  isUsable(laterMs = 0): boolean {
    return this.#clock.now() + laterMs < this.#parts.usableUntilMs;
  }

  /** Legal while idle, frozen or reset. The hot path: one write, no promise, no timer of its own. */
  run(invocation: Invocation): void {
    const before = this.#state;
    this.#state = nextState(before, 'invoke');
    if (before === 'reset') {
      this.#bound = invocation;
      void this.#boot();
      return;
    }
    // What is written meanwhile waits in the socket.
    if (before === 'frozen') this.#thaw();
    this.#begin(invocation);
    this.#log.begun(invocation);
    this.#send(invocation);
  }

  /** Keeps an idle environment from working in the background until the next invocation; one that still hears of the last stays idle. */
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
    this.#isClosing = true;
    this.#log.closing();
    if (this.#invocation !== undefined)
      this.#settle(this.#step !== undefined && 'outcome' in this.#step ? this.#step.outcome : killed, 'stop');
    // One that is being reset ends after that.
    else if (!isOver(this.#state) || this.#state === 'reset') this.#leave('stop', 'spindown');
    return this.#closed.promise;
  }

  async #boot(): Promise<void> {
    let booted: Booted | InitImpossible;
    try {
      booted = await this.#parts.boot();
      this.#process = booted.process;
      this.#listener = this.#heardFrom();
      this.#transport = booted.converse(this.#listener);
    } catch (error) {
      if (error instanceof InitImpossible) booted = error;
      else return this.#bootFailed(error as Error);
    }
    const bound = this.#bound;
    this.#bound = undefined;
    if (this.#state !== 'booting') {
      bound?.settle(killed);
      this.#kill();
      return;
    }
    this.#state = nextState(this.#state, 'started');
    this.#initStartedAtMs = this.#clock.monotonic();
    this.#log.initStarted(booted.runtime, bound);
    if (bound !== undefined) this.#begin(bound);
    else this.#deadline.set(this.#initStartedAtMs + (this.#parts.initMsMax ?? initMsMax));
    if (booted instanceof InitImpossible) this.#failInit(booted.outcome);
    else this.#listen(booted.process);
  }

  #bootFailed(error: Error): void {
    if (this.#state === 'booting') this.#state = nextState(this.#state, 'stop');
    this.#parts.owner.bootFailed(this, error, this.#bound);
    // Of what an earlier start left, nothing is left either.
    this.#kill();
  }

  #listen(process: SandboxedProcess): void {
    this.#output = new Output(process, this.#clock, {
      event: (timestampMs, message, writer) => this.#log.printed(timestampMs, message, writer),
      drained: () => this.#takeStep(),
      malformed: (error) => this.#breach(error),
    });
    this.#watch = new EndWatch(process, this.#clock, {
      expected: () => {
        // Before and after that nobody could give it an invocation.
        if (this.#state === 'idle' || this.#state === 'frozen') this.#parts.owner.ending(this);
      },
      ended: (outcome) => this.#end(outcome),
    });
  }

  #begin(invocation: Invocation): void {
    this.#invocation = invocation;
    this.#startedAtMs = this.#clock.monotonic();
    this.#deadline.set(this.#startedAtMs + this.#timeoutMs);
  }

  #send(invocation: Invocation): void {
    const { requestId, invokedFunctionArn, traceId, clientContext } = invocation;
    const deadlineMs = this.#clock.now() + Math.ceil(this.#deadline.atMs - this.#clock.monotonic());
    const event = { requestId, deadlineMs, invokedFunctionArn, traceId, clientContext };
    this.#transport?.invoke(event, invocation.payload, invocation.stream);
  }

  #heardFrom(): StartListener {
    return startListener({
      log: this.#log,
      ready: (written) => this.#take({ type: 'ready' }, written),
      initFailed: (outcome, written) => this.#take({ type: 'init-failed', outcome }, written),
      answered: (outcome) => this.#take({ type: 'answered', outcome }, undefined),
      settled: (outcome, written) => this.#take({ type: 'settle', outcome }, written),
      ended: (outcome) => this.#partEnded(outcome),
      broken: (error) => this.#breach(error),
    });
  }

  #take(step: Step, written: Written | undefined): void {
    if (isOver(this.#state)) return;
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
    if (this.#output?.drain(written.stdioBytes, written.telemetryBytes)) this.#takeStep();
  }

  #takeStep(): void {
    const step = this.#step;
    this.#step = undefined;
    const ending = this.#watch?.outcome;
    if (isOver(this.#state)) this.#bury();
    else if (step?.type === 'settle') this.#settle(step.outcome, ending === undefined ? 'settle' : 'reset');
    else if (step?.type === 'answered') this.#tell(step.outcome);
    else if (step?.type === 'init-failed') this.#failInit(step.outcome);
    else if (ending !== undefined) this.#end(ending);
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
    if (this.#watch?.outcome !== undefined) this.#end(this.#watch.outcome);
  }

  #partEnded(outcome: Outcome): void {
    if (isOver(this.#state)) return;
    this.#watch?.expect(outcome);
    this.#step ??= { type: 'exited' };
    this.#output?.drainUntilQuiet();
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
    this.#log.begun(bound);
    this.#send(bound);
  }

  #goIdle(): void {
    this.#deadline.suspend();
    this.idleSinceMs = this.#clock.monotonic();
    this.#parts.owner.idle(this);
  }

  #failInit(outcome: Outcome): void {
    const invocation = this.#invocation;
    this.#output?.flush();
    const durationMs = this.#clock.monotonic() - this.#initStartedAtMs;
    this.#log.initEnded(invocation === undefined ? 'init' : 'invoke', durationMs, outcome);
    if (invocation !== undefined) {
      this.#settle(outcome, 'reset');
      return;
    }
    this.#bound = this.#parts.owner.initFailed(this);
    this.#leave('reset', shutdownReasonOf(outcome));
  }

  /** Ends the invocation: its last lines, then the next one may come, then its caller hears. */
  #settle(outcome: Outcome, event: 'settle' | 'reset' | 'stop'): void {
    const invocation = this.#invocation;
    if (invocation === undefined) return;
    if (this.#state === 'initializing') this.#log.begun(invocation);
    const durationMs = countedMs(this.#clock.monotonic() - this.#startedAtMs, this.version);
    this.lastRunMs = durationMs;
    this.#output?.flush();
    this.#log.failed(this.#answer?.outcome, outcome);
    const maxRssKiB = this.#transport?.maxRssKiB();
    const extensionsMs = this.#transport?.extensionsMs();
    const hasExtensions = extensionsMs !== undefined;
    this.#log.ended(invocation, outcome, { durationMs, initMs: this.#initMs, maxRssKiB, hasExtensions });
    invocation.ended(durationMs, this.#initMs, extensionsMs);
    const answer = this.#answer;
    this.#initMs = undefined;
    this.#invocation = undefined;
    this.#answer = undefined;
    this.#step = undefined;
    if (event === 'settle') {
      this.#state = nextState(this.#state, event);
      this.#goIdle();
    } else {
      this.#leave(event, shutdownReasonOf(outcome));
    }
    if (answer === undefined) invocation.settle(outcome);
    else if (!answer.told) invocation.settle(answer.outcome);
  }

  #timedOut(): void {
    // What has an outcome already only waits for its output, which has a limit of its own.
    if (this.#step !== undefined) return;
    const { timeoutSeconds } = this.version;
    const outcome: Outcome = { type: 'timeout', timeoutSeconds, awaited: this.#transport?.awaited() };
    if (this.#state === 'initializing') this.#failInit(outcome);
    else if (this.#invocation !== undefined) this.#settle(outcome, 'reset');
  }

  #end(outcome: Outcome): void {
    // What ends while it boots is of the start before: a failed thaw, say.
    if (isOver(this.#state) || this.#state === 'booting') return;
    const step = this.#step;
    if (step?.type === 'answered') this.#answer = { outcome: step.outcome, told: false };
    if (step?.type === 'settle') this.#settle(step.outcome, 'reset');
    else if (step?.type === 'init-failed') this.#failInit(step.outcome);
    else if (this.#state === 'initializing') this.#failInit(outcome);
    else if (this.#invocation !== undefined) this.#settle(outcome, 'reset');
    else this.#leave('reset', shutdownReasonOf(outcome));
  }

  /** The runtime broke the protocol, by itself or by the function's code: nothing it says counts any more. */
  #breach(error: Error): void {
    this.#log.closing(`an environment broke the protocol and was stopped: ${error.message}`);
    this.#step = undefined;
    this.#end(killed);
  }

  /** Its processes shall end, and where it is not `reset`, it as well. */
  #leave(wanted: 'reset' | 'stop', reason: ShutdownReason): void {
    const before = this.#state;
    const event = this.#parts.canReset && !this.#isClosing ? wanted : 'stop';
    this.#state = nextState(before, event);
    this.#parts.owner.ending(this);
    this.#deadline.cancel();
    this.#output?.close();
    // Whoever boots it finds out.
    if (before === 'booting') return;
    const shutdown = before === 'reset' ? undefined : this.#transport?.shutdown(reason);
    if (before === 'frozen' && shutdown !== undefined) this.#thaw();
    if (shutdown === undefined) this.#kill();
    // The last words of extensions lie in the socket by then.
    else void shutdown.then(() => this.#kill(() => this.#output?.drainUntilQuiet()));
  }

  #kill(then = () => this.#bury()): void {
    const { log } = this.#parts;
    const process = this.#process;
    const kill = (this.#state === 'resetting' ? process?.reset() : process?.kill()) ?? Promise.resolve();
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
    this.#listener?.close();
    this.#transport?.close();
    this.#watch?.close();
    if (this.#process !== undefined) for (const socket of socketsOf(this.#process)) socket.destroy();
    this.#state = nextState(this.#state, 'exit');
    if (this.#state === 'reset') {
      this.#renew();
      return;
    }
    this.#closed.resolve();
    this.#parts.owner.gone(this);
  }

  /** Nothing of the start that is over reaches the next one. */
  #renew(): void {
    this.#transport = undefined;
    this.#output = undefined;
    this.#watch = undefined;
    this.#step = undefined;
    this.#initMs = undefined;
    this.#log.detach();
    const bound = this.#bound;
    if (this.#isClosing) {
      bound?.settle(killed);
      this.#leave('stop', 'spindown');
    } else if (bound !== undefined) this.run(bound);
    else this.#goIdle();
  }
}
