import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Clock } from '#ambient';
import { answerText, refusal, refuse } from '../runtime-api/answers.ts';
import type { EnvironmentListener } from '../runtime-api/environment-listener.ts';
import { awaitedOf } from '../runtime-api/extension.ts';
import { ExtensionsApi, type FunctionFacts, type ShutdownReason } from '../runtime-api/extensions-api.ts';
import type { InvocationEvent } from '../runtime-api/runtime-api.ts';
import { TelemetryApi } from '../runtime-api/telemetry/telemetry-api.ts';
import { FramedTransport } from './framed-transport.ts';
import { attendFrame } from './frames.ts';
import type { ShutdownLimits } from './limits.ts';
import type { Outcome } from './outcome.ts';
import type { ResponseSink } from './response-parts.ts';
import { Shutdown } from './shutdown.ts';
import type { Transport, TransportListener, Written } from './transport.ts';

export type FramedParts = {
  readonly server: EnvironmentListener;
  readonly channel: Socket;
  /** Where its receivers of telemetry are reached. */
  readonly address: string;
  readonly clock: Clock;
  readonly uuid: () => string;
  readonly facts: FunctionFacts;
  readonly limits: ShutdownLimits;
  readonly terminateRuntime: () => void;
  readonly onExit: (listener: () => void) => void;
  /** Whether the runtime has but one thread, which must not stand still while an extension in it has something to do. */
  readonly attends: boolean;
};

/** Extensions that live in the runtime's own process, and what they have asked for. */
type Apis = { readonly extensions: ExtensionsApi; readonly telemetry: TelemetryApi };

/**
 * The conversation with a runtime that speaks frames and may have extensions in its own process, which speak HTTP. Nothing is made for
 * them before the first has asked for something, and until then the hot path is that of the frames.
 */
export class FramedExtensions implements Transport {
  readonly #parts: FramedParts;
  readonly #listener: TransportListener;
  readonly #framed: FramedTransport;
  #apis: Apis | undefined;
  #isInit = true;
  /** What the runtime has said, and extensions have not yet: init is over, or this is the invocation's outcome. */
  #held: 'ready' | Outcome | undefined;
  /** Since when, on the monotonic clock. */
  #heldAtMs = 0;
  #extensionsMs: number | undefined;
  #shutdown: Shutdown | undefined;
  #isGone = false;

  constructor(parts: FramedParts, listener: TransportListener) {
    this.#parts = parts;
    this.#listener = listener;
    this.#framed = new FramedTransport(parts.channel, {
      ...listener,
      ready: (written) => this.#ready(written),
      settled: (outcome, written) => this.#settled(outcome, written),
    });
    parts.onExit(() => {
      this.#isGone = true;
      this.#shutdown?.runtimeGone();
    });
    parts.server.serve((request, response) => this.#serve(request, response));
  }

  invoke(event: InvocationEvent, payload: Uint8Array, stream: ResponseSink | undefined): void {
    this.#extensionsMs = undefined;
    this.#apis?.extensions.invoke(event);
    this.#framed.invoke(event, payload, stream);
  }

  awaited(): string | undefined {
    return awaitedOf(this.#apis?.extensions.all ?? []);
  }

  extensionsMs(): number | undefined {
    const isWaiting = this.#held !== undefined && this.#held !== 'ready';
    return isWaiting ? this.#waitedMs() : this.#extensionsMs;
  }

  rest(): boolean {
    return this.#apis?.telemetry.pause() ?? true;
  }

  wake(): void {
    this.#apis?.telemetry.resume();
  }

  maxRssKiB(): number | undefined {
    return this.#framed.maxRssKiB();
  }

  /** Extensions in the runtime's process are told by SIGTERM alone. */
  shutdown(reason: ShutdownReason): Promise<void> | undefined {
    this.#apis?.telemetry.flush();
    const extensions = this.#apis?.extensions.all ?? [];
    if (extensions.length === 0) return undefined;
    const { clock, limits, terminateRuntime } = this.#parts;
    this.#shutdown = new Shutdown({
      clock,
      limits,
      reason,
      extensions,
      terminateRuntime: this.#isGone ? undefined : terminateRuntime,
      announce: () => undefined,
    });
    return this.#shutdown.done;
  }

  close(): void {
    this.#apis?.telemetry.close();
    this.#parts.server.close();
    this.#framed.close();
  }

  #serve(request: IncomingMessage, response: ServerResponse): void {
    const [path = ''] = (request.url ?? '').split('?', 1);
    const [, version, rest = ''] = /^\/(\d{4}-\d{2}-\d{2})(\/.*)$/.exec(path) ?? [];
    this.#apis ??= this.#open();
    const { extensions, telemetry } = this.#apis;
    if (version === '2020-01-01' && extensions.handle(rest, request, response)) return;
    if (version !== undefined && telemetry.handle(version, rest, request, response)) return;
    request.resume();
    if (version !== '2018-06-01') answerText(response, 404, '404 page not found\n');
    else if (rest === '/ping') answerText(response, 200, 'pong');
    // The runtime has asked for its event already, in its own way.
    else refuse(response, refusal(403, 'InvalidStateTransition', 'State transition is not allowed'));
  }

  #open(): Apis {
    const { facts, uuid, clock, address, channel, attends } = this.#parts;
    const { log } = this.#listener;
    const extensions = new ExtensionsApi(facts, [], uuid, {
      registered: () => {
        if (attends && extensions.all.length === 1) channel.write(attendFrame());
      },
      askedForNext: () => this.#proceed(),
      gaveUp: (_extension, fatal, message) =>
        this.#listener.ended({ type: 'fault', errorType: fatal, message }),
    });
    const telemetry = new TelemetryApi({
      clock,
      address,
      callerOf: (request) => extensions.callerOf(request),
      subscribed: (name, api, types) => log.subscribed(api, name, types),
    });
    if (!this.#isInit) {
      extensions.closeRegistration();
      telemetry.closeSubscription();
    }
    log.attach(telemetry);
    return { extensions, telemetry };
  }

  #ready(written: Written | undefined): void {
    this.#isInit = false;
    if (this.#apis === undefined) {
      this.#listener.ready(written);
      return;
    }
    this.#apis.extensions.closeRegistration();
    this.#listener.log.runtimeDone();
    this.#held = 'ready';
    this.#proceed();
  }

  #settled(outcome: Outcome, written: Written | undefined): void {
    if (this.#apis !== undefined) this.#listener.log.responded();
    if (this.#apis?.extensions.all.some((extension) => extension.isSubscribedTo('INVOKE')) !== true) {
      this.#listener.settled(outcome, written);
      return;
    }
    this.#listener.log.runtimeDone(outcome);
    this.#held = outcome;
    this.#heldAtMs = this.#parts.clock.monotonic();
    this.#listener.answered(outcome);
    this.#proceed();
  }

  /** Nobody counts what extensions print: it is read until there is silence. */
  #proceed(): void {
    const held = this.#held;
    const all = this.#apis?.extensions.all ?? [];
    if (held === undefined || all.some(({ state }) => state === 'Registered' || state === 'Running')) return;
    this.#held = undefined;
    if (held !== 'ready') {
      this.#extensionsMs = this.#waitedMs();
      this.#listener.settled(held, undefined);
      return;
    }
    for (const { name, state, events, errorType } of all)
      this.#listener.log.extension({ name, state, events, errorType });
    this.#apis?.telemetry.closeSubscription();
    this.#listener.ready(undefined);
  }

  /** How long the runtime has been waiting for extensions. */
  #waitedMs(): number {
    return this.#parts.clock.monotonic() - this.#heldAtMs;
  }
}
