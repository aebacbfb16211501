import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '#ambient';
import { answerJson, type Refusal, refusal, refuse } from '../answers.ts';
import { collectBody } from '../body.ts';
import { Extension } from '../extension.ts';
import { backlogBytesMax, backlogItemsMax, documentBytesMax } from '../limits.ts';
import { SharedBuffer } from './shared-buffer.ts';
import { Subscriber } from './subscriber.ts';
import { type Category, subscriptionOf, type TelemetryApiName } from './subscription.ts';

export type TelemetryParts = {
  readonly clock: Clock;
  /** Of the environment's loopback, as seen from here: `sandbox.localdomain`. */
  readonly address: string;
  /** Who asks, by the identifier in the request. */
  readonly callerOf: (request: IncomingMessage) => Extension | Refusal;
  /** Called when an extension has subscribed. */
  readonly subscribed: (name: string, api: TelemetryApiName, types: readonly Category[]) => void;
};

/** Events that the Logs API does not have: it is older. */
const telemetryOnly = /^platform\.(init|restore|telemetry)/;

/**
 * The Telemetry API, 2022-07-01, and the Logs API, 2020-08-15, of one environment. What happens before anybody has subscribed is kept
 * for those who do during init. Source: Lambda developer guide, "Telemetry API" and "Logs API".
 */
export class TelemetryApi {
  readonly #parts: TelemetryParts;
  readonly #subscribers: Subscriber[] = [];
  readonly #buffer = new SharedBuffer();
  #backlog: { readonly category: Category; readonly type: string; readonly text: string }[] = [];
  #backlogBytes = 0;
  #isOpen = true;

  constructor(parts: TelemetryParts) {
    this.#parts = parts;
  }

  /** `record` is what happened, in the shape of its type. */
  publish(category: Category, timeMs: number, type: string, record: unknown): void {
    if (!this.#isOpen && this.#subscribers.length === 0) return;
    const text = JSON.stringify({ time: new Date(timeMs).toISOString(), type, record });
    for (const subscriber of this.#subscribers) {
      // The Logs API is older than spans are.
      if (subscriber.api === 'Logs' && hasSpans(record)) {
        const plain = { time: new Date(timeMs).toISOString(), type, record: { ...record, spans: undefined } };
        offer(subscriber, category, type, JSON.stringify(plain));
      } else offer(subscriber, category, type, text);
    }
    if (!this.#isOpen || this.#backlog.length >= backlogItemsMax) return;
    this.#backlogBytes += Buffer.byteLength(text);
    if (this.#backlogBytes <= backlogBytesMax) this.#backlog.push({ category, type, text });
  }

  /** Init is over: nobody subscribes any more. */
  closeSubscription(): void {
    this.#isOpen = false;
    this.#backlog = [];
  }

  flush(): void {
    for (const subscriber of this.#subscribers) subscriber.flush();
  }

  /** Nothing is delivered until `resume`. False, and nothing paused, while something is on its way. */
  pause(): boolean {
    if (this.#subscribers.some(({ isDelivering }) => isDelivering)) return false;
    for (const subscriber of this.#subscribers) subscriber.pause();
    return true;
  }

  resume(): void {
    for (const subscriber of this.#subscribers) subscriber.resume();
  }

  close(): void {
    this.closeSubscription();
    for (const subscriber of this.#subscribers.splice(0)) subscriber.close();
  }

  /** Answers a request below `/<version>`. False for a path that neither API has. */
  handle(version: string, path: string, request: IncomingMessage, response: ServerResponse): boolean {
    const api =
      version === '2022-07-01' && /^\/telemetry\/?$/.test(path)
        ? 'Telemetry'
        : version === '2020-08-15' && /^\/logs\/?$/.test(path)
          ? 'Logs'
          : undefined;
    if (api === undefined || request.method !== 'PUT') return false;
    this.#subscribe(api, request, response);
    return true;
  }

  #subscribe(api: TelemetryApiName, request: IncomingMessage, response: ServerResponse): void {
    const caller = this.#parts.callerOf(request);
    collectBody(request, documentBytesMax, (body) => {
      if (body === undefined) return;
      const refused = this.#refusalOf(api, caller);
      if (refused !== undefined || !(caller instanceof Extension)) {
        refuse(response, refused ?? (caller as Refusal));
        return;
      }
      const subscription = subscriptionOf(api, body.bytes?.toString() ?? '');
      if (typeof subscription === 'string') {
        refuse(response, refusal(400, 'ValidationError', subscription));
        return;
      }
      const { name } = caller;
      // A second subscription of the same extension takes the place of the first.
      const former = this.#subscribers.findIndex((known) => known.name === name && known.api === api);
      if (former !== -1) this.#subscribers.splice(former, 1)[0]?.close();
      const subscriber = new Subscriber({ name, api, subscription }, this.#buffer, this.#parts);
      this.#subscribers.push(subscriber);
      for (const { category, type, text } of this.#backlog) offer(subscriber, category, type, text);
      answerJson(response, 200, 'OK');
      this.#parts.subscribed(name, api, subscription.types);
    });
  }

  #refusalOf(api: TelemetryApiName, caller: Extension | Refusal): Refusal | undefined {
    if (!(caller instanceof Extension)) return caller;
    if (this.#isOpen) return undefined;
    return refusal(403, `${api}.SubscriptionClosed`, `${api} API subscription is closed already`);
  }
}

function hasSpans(record: unknown): record is { readonly spans: unknown } {
  return typeof record === 'object' && record !== null && 'spans' in record;
}

function offer(subscriber: Subscriber, category: Category, type: string, text: string): void {
  if (!subscriber.subscription.types.includes(category)) return;
  if (subscriber.api === 'Logs' ? !telemetryOnly.test(type) : !/^platform\.(end|fault|logsSub)/.test(type))
    subscriber.add(text);
}
