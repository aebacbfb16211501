import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Clock } from '#ambient';
import type { Exit } from '#launcher';
import { answerText } from '../runtime-api/answers.ts';
import type { EnvironmentListener } from '../runtime-api/environment-listener.ts';
import { awaitedOf, type Extension } from '../runtime-api/extension.ts';
import { ExtensionsApi, type FunctionFacts, type ShutdownReason } from '../runtime-api/extensions-api.ts';
import type { Posted } from '../runtime-api/posted.ts';
import { type InvocationEvent, RuntimeApi } from '../runtime-api/runtime-api.ts';
import { TelemetryApi } from '../runtime-api/telemetry/telemetry-api.ts';
import { exitMsMax, type ShutdownLimits } from './limits.ts';
import { exitStatusText } from './outcome.ts';
import { ResponseParts, type ResponseSink } from './response-parts.ts';
import { Shutdown } from './shutdown.ts';
import { SupervisorLines } from './supervisor-lines.ts';
import type { Transport, TransportListener } from './transport.ts';

export type HttpParts = {
  readonly server: EnvironmentListener;
  /** Leads to the supervisor. */
  readonly channel: Socket;
  /** Where its receivers of telemetry are reached. */
  readonly address: string;
  readonly ranOutOfMemory: () => Promise<boolean>;
  /** Of the process with this pid inside, see `SandboxedProcess`. */
  readonly peakMemory: (pid: number) => Promise<() => number | undefined>;
  readonly clock: Clock;
  readonly uuid: () => string;
  readonly facts: FunctionFacts;
  /** File names of the external extensions, in the order in which the supervisor counts them. */
  readonly extensions: readonly string[];
  readonly limits: ShutdownLimits;
};

/**
 * The conversation with a runtime and with extensions that speak AWS's APIs. Extensions come first: the runtime is started when all
 * external ones have registered. Init is over when the runtime and all extensions have asked for an event, an invocation when the
 * runtime and all that were told of it have asked for the next.
 */
export class HttpTransport implements Transport {
  readonly #parts: HttpParts;
  readonly #listener: TransportListener;
  readonly #runtime: RuntimeApi;
  readonly #extensions: ExtensionsApi;
  readonly #telemetry: TelemetryApi;
  #runtimePid: number | undefined;
  #isLocating = false;
  #peakMemory: (() => number | undefined) | undefined;
  #maxRssKiB: number | undefined;
  #phase: 'starting' | 'init' | 'idle' | 'invocation' = 'starting';
  /** The outcome of the invocation, and whether the runtime has asked for the next one. */
  #posted: Posted | undefined;
  #isRuntimeReady = false;
  /** When it asked last, on the monotonic clock. */
  #runtimeReadyAtMs = 0;
  #extensionsMs: number | undefined;
  #stream: ResponseSink | undefined;
  #response: ResponseParts | undefined;
  #shutdown: Shutdown | undefined;
  #isClosed = false;

  constructor(parts: HttpParts, listener: TransportListener) {
    this.#parts = parts;
    this.#listener = listener;
    this.#runtime = new RuntimeApi({
      ready: () => {
        this.#extensions.closeRegistration();
        this.#runtimeAsksForNext();
      },
      initFailed: (posted) => listener.initFailed(posted, undefined),
      posting: () => listener.log.responding(),
      responseStarted: (contentType, resume) => {
        const exceeded = (outcome: Posted) => listener.ended(outcome);
        this.#response = new ResponseParts(this.#stream, contentType, { resume, exceeded });
      },
      responsePart: (bytes) => this.#response?.take(bytes) ?? true,
      answered: (posted) => {
        const ended = this.#response?.end(posted) ?? posted;
        this.#response = undefined;
        this.#posted = ended;
        listener.log.responded();
        listener.answered(ended);
      },
      askedForNext: () => this.#runtimeAsksForNext(),
    });
    this.#extensions = new ExtensionsApi(parts.facts, parts.extensions, parts.uuid, {
      registered: () => this.#startRuntime(),
      askedForNext: () => this.#proceed(),
      gaveUp: (extension, fatal, errorType) => this.#gaveUp(extension, fatal, errorType),
    });
    this.#telemetry = new TelemetryApi({
      clock: parts.clock,
      address: parts.address,
      callerOf: (request) => this.#extensions.callerOf(request),
      subscribed: (name, api, types) => listener.log.subscribed(api, name, types),
    });
    listener.log.attach(this.#telemetry);
    const lines = new SupervisorLines({
      started: (pid) => {
        this.#runtimePid = pid;
        void this.#locate(pid);
      },
      runtimeExited: (exit) => this.#runtimeExited(exit),
      extensionExited: (number, exit) => this.#extensionExited(this.#extensions.all[number], exit),
      malformed: (error) => listener.broken(error),
    });
    parts.channel.on('data', (chunk: Buffer) => lines.push(chunk));
    parts.channel.resume();
    parts.server.serve((request, response) => this.#serve(request, response));
    this.#startRuntime();
  }

  invoke(event: InvocationEvent, payload: Uint8Array, stream: ResponseSink | undefined): void {
    this.#phase = 'invocation';
    this.#stream = stream;
    this.#isRuntimeReady = false;
    this.#extensionsMs = undefined;
    this.#extensions.invoke(event);
    this.#runtime.invoke(event, payload);
  }

  awaited(): string | undefined {
    return awaitedOf(this.#extensions.all);
  }

  extensionsMs(): number | undefined {
    return this.#phase === 'invocation' && this.#isRuntimeReady ? this.#waitedMs() : this.#extensionsMs;
  }

  maxRssKiB(): number | undefined {
    this.#maxRssKiB = this.#peakMemory?.() ?? this.#maxRssKiB;
    return this.#maxRssKiB;
  }

  rest(): boolean {
    return this.#telemetry.pause();
  }

  wake(): void {
    this.#telemetry.resume();
  }

  shutdown(reason: ShutdownReason): Promise<void> | undefined {
    this.#telemetry.flush();
    const registered = this.#extensions.all.filter(({ state }) => state !== 'Started');
    if (registered.length === 0) return undefined;
    const { clock, channel, limits } = this.#parts;
    const pid = this.#runtimePid;
    this.#shutdown = new Shutdown({
      clock,
      limits,
      reason,
      extensions: registered,
      terminateRuntime: pid === undefined ? undefined : () => channel.write(`term ${pid}\n`),
      announce: (deadlineMs) => this.#extensions.shutdown(reason, deadlineMs),
    });
    return this.#shutdown.done;
  }

  close(): void {
    this.#isClosed = true;
    this.#telemetry.close();
    this.#parts.server.close();
  }

  #serve(request: IncomingMessage, response: ServerResponse): void {
    const [path = ''] = (request.url ?? '').split('?', 1);
    const [, version, rest = ''] = /^\/(\d{4}-\d{2}-\d{2})(\/.*)$/.exec(path) ?? [];
    const isKnown =
      (version === '2018-06-01' && this.#runtime.handle(rest, request, response)) ||
      (version === '2020-01-01' && this.#extensions.handle(rest, request, response)) ||
      (version !== undefined && this.#telemetry.handle(version, rest, request, response));
    if (isKnown) return;
    request.resume();
    answerText(response, 404, '404 page not found\n');
  }

  #startRuntime(): void {
    if (this.#phase !== 'starting') return;
    if (this.#extensions.all.some(({ isExternal, state }) => isExternal && state === 'Started')) return;
    this.#phase = 'init';
    this.#parts.channel.write('start\n');
  }

  /** Init is not over before that: a REPORT says how much memory was used. */
  async #locate(pid: number): Promise<void> {
    this.#isLocating = true;
    this.#peakMemory = await this.#parts.peakMemory(pid).catch(() => undefined);
    this.#maxRssKiB = this.#peakMemory?.();
    this.#isLocating = false;
    if (!this.#isClosed) this.#proceed();
  }

  #runtimeAsksForNext(): void {
    this.#isRuntimeReady = true;
    this.#runtimeReadyAtMs = this.#parts.clock.monotonic();
    this.#listener.log.runtimeDone(this.#posted);
    this.#proceed();
  }

  #proceed(): void {
    if (!this.#isRuntimeReady || this.#isLocating) return;
    const isBusy = ({ state }: Extension) => state === 'Registered' || state === 'Running';
    if (this.#phase === 'init') {
      if (this.#extensions.all.some(isBusy)) return;
      this.#phase = 'idle';
      for (const extension of this.#extensions.all) this.#report(extension);
      this.#telemetry.closeSubscription();
      this.#listener.ready(undefined);
    } else if (this.#phase === 'invocation' && this.#posted !== undefined) {
      if (this.#told.some(isBusy)) return;
      const posted = this.#posted;
      this.#posted = undefined;
      this.#phase = 'idle';
      this.#extensionsMs = this.#waitedMs();
      this.#listener.settled(posted, undefined);
    }
  }

  /** Extensions that take part in invocations. */
  get #told(): readonly Extension[] {
    return this.#extensions.all.filter((extension) => extension.isSubscribedTo('INVOKE'));
  }

  /** How long the runtime has been waiting for them. */
  #waitedMs(): number | undefined {
    return this.#told.length === 0 ? undefined : this.#parts.clock.monotonic() - this.#runtimeReadyAtMs;
  }

  #runtimeExited(exit: Exit): void {
    this.#runtimePid = undefined;
    // Somebody else may have its pid soon.
    this.#peakMemory = undefined;
    if (this.#shutdown !== undefined) this.#shutdown.runtimeGone();
    else if (exit.signal === 'SIGKILL') void this.#runtimeKilled(exit);
    else this.#listener.ended({ type: 'exit', exit });
  }

  /** Under control groups of version 1 the supervisor lives on when the kernel takes the runtime for its memory. */
  async #runtimeKilled(exit: Exit): Promise<void> {
    const outOfMemory = await this.#parts.ranOutOfMemory().catch(() => false);
    if (!this.#isClosed)
      this.#listener.ended({ type: 'exit', exit: outOfMemory ? { ...exit, outOfMemory } : exit });
  }

  #extensionExited(extension: Extension | undefined, exit: Exit): void {
    if (extension === undefined) return;
    extension.isGone = true;
    if (this.#shutdown !== undefined) {
      this.#shutdown.extensionGone();
      return;
    }
    if (this.#phase === 'starting' || this.#phase === 'init') this.#report(extension);
    const { state } = extension;
    const errorType =
      state === 'InitError' || state === 'ExitError' ? (`Extension.${state}` as const) : 'Extension.Crash';
    this.#listener.ended({ type: 'fault', errorType, message: exitStatusText(exit) });
  }

  #report({ name, state, events, errorType }: Extension): void {
    this.#listener.log.extension({ name, state, events, errorType });
  }

  /** One that gives up ends its process next, whose status is what callers are told; one without a process cannot. */
  #gaveUp(extension: Extension, fatal: string, errorType: string): void {
    const end = () => {
      if (!extension.isGone && !this.#isClosed)
        this.#listener.ended({ type: 'fault', errorType: fatal, message: errorType });
    };
    if (extension.isExternal) this.#parts.clock.after(exitMsMax, end);
    else end();
  }
}
