import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { Clock, Random, Timer } from '#ambient';
import { type LogEvent, type LogStore, logOnce, type PlatformLog, type StreamId } from '#observe';
import type { Call, CallContext } from '#service';
import { AwsError } from '#wire';
import { CompiledFilters, groupKey } from './compiled-filters.ts';
import { compilePattern, type Pattern } from './filter-pattern/pattern.ts';
import {
  deliverAfterMs,
  deliveryAttemptsMax,
  deliveryBytesMax,
  deliveryEventsMax,
  deliveryPendingBytesMax,
  deliveryRetryMs,
  eventOverheadBytes,
} from './limits.ts';
import { groupArn } from './names.ts';
import type { GroupStore, SubscriptionFilterRecord } from './records/groups.ts';

const compress = promisify(gzip);

type Parts = {
  readonly logs: LogStore;
  readonly groups: GroupStore;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: PlatformLog;
  readonly call: Call;
  readonly endpoint: () => string;
};

type Filter = SubscriptionFilterRecord & { readonly pattern: Pattern };

/** Events of one stream that matched one filter. */
type Batch = { readonly id: StreamId; readonly filter: Filter; readonly events: LogEvent[]; bytes: number };

/**
 * Hands matching events to the functions that subscribed, a batch of one stream at a time, as asynchronous invocations: what Lambda has
 * accepted is durable there. What waits here is bounded, and lost by a crash.
 */
export class Subscriptions {
  readonly #parts: Parts;
  readonly #filters: CompiledFilters<Filter>;
  readonly #batches = new Map<string, Batch>();
  readonly #delivering = new Set<Promise<void>>();
  /** What ends the waiting for a next try. */
  readonly #waiting = new Set<() => void>();
  readonly #warnOnce: (line: string) => void;
  readonly #stopListening: () => void;
  #pendingBytes = 0;
  #dropped = 0;
  #timer: Timer | undefined;
  #closed = false;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#warnOnce = logOnce(parts.log);
    this.#filters = new CompiledFilters(parts.groups, ({ subscriptionFilters = [] }) =>
      subscriptionFilters.map((record) => ({ ...record, pattern: compilePattern(record.filterPattern) })),
    );
    this.#stopListening = parts.logs.onEvent((id, event) => this.#offer(id, event));
  }

  /** Delivers what waits, once, and stops. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#stopListening();
    this.#timer?.cancel();
    this.#deliverAll();
    for (const proceed of this.#waiting) proceed();
    await Promise.all(this.#delivering);
  }

  #offer(id: StreamId, event: LogEvent): void {
    for (const filter of this.#filters.of(id)) {
      if (filter.pattern.match(event.message) !== undefined) this.#add(id, filter, event);
    }
  }

  #add(id: StreamId, filter: Filter, event: LogEvent): void {
    const bytes = Buffer.byteLength(event.message) + eventOverheadBytes;
    if (this.#pendingBytes + bytes > deliveryPendingBytesMax) {
      this.#dropped += 1;
      return;
    }
    const key = JSON.stringify([groupKey(id), id.stream, filter.filterName]);
    let batch = this.#batches.get(key);
    if (
      batch !== undefined &&
      (batch.bytes + bytes > deliveryBytesMax || batch.events.length >= deliveryEventsMax)
    ) {
      this.#batches.delete(key);
      this.#deliver(batch);
      batch = undefined;
    }
    batch ??= { id, filter, events: [], bytes: 0 };
    this.#batches.set(key, batch);
    batch.events.push(event);
    batch.bytes += bytes;
    this.#pendingBytes += bytes;
    this.#timer ??= this.#parts.clock.after(deliverAfterMs, () => this.#deliverAll());
  }

  #deliverAll(): void {
    this.#timer = undefined;
    const batches = [...this.#batches.values()];
    this.#batches.clear();
    for (const batch of batches) this.#deliver(batch);
    if (this.#dropped === 0) return;
    this.#parts.log.warn(
      `${this.#dropped} log events for subscriptions were dropped: they came faster than they could be delivered`,
    );
    this.#dropped = 0;
  }

  #deliver(batch: Batch): void {
    const delivery = this.#send(batch)
      .catch((error: unknown) => this.#warnOnce(`log events could not be packed: ${String(error)}`))
      .finally(() => {
        this.#pendingBytes -= batch.bytes;
        this.#delivering.delete(delivery);
      });
    this.#delivering.add(delivery);
  }

  async #send({ id, filter, events }: Batch): Promise<void> {
    const data = await compress(JSON.stringify(toMessage(id, filter, events, this.#parts.random)));
    const payload = Buffer.from(JSON.stringify({ awslogs: { data: data.toString('base64') } }));
    await this.#invoke(id, filter, payload);
  }

  async #invoke(id: StreamId, { destinationArn }: Filter, payload: Buffer): Promise<void> {
    const { call, random, clock, endpoint } = this.#parts;
    const input = { FunctionName: destinationArn, InvocationType: 'Event', Payload: payload };
    for (let attempt = 1; ; attempt += 1) {
      const deny = (reason: string) => this.#warnOnce(`AWS would refuse this delivery: ${reason}`);
      const context = logsContext(id, { random, clock, endpoint, deny });
      try {
        await call('lambda', 'Invoke', input, context);
        return;
      } catch (error) {
        if (attempt >= deliveryAttemptsMax || this.#closed || !mayPass(error)) {
          const reason = error instanceof Error ? error.message : String(error);
          this.#warnOnce(`log events of ${id.group} could not be delivered to ${destinationArn}: ${reason}`);
          return;
        }
        await this.#wait(deliveryRetryMs * 2 ** (attempt - 1));
      }
    }
  }

  #wait(delayMs: number): Promise<void> {
    return new Promise((resolve) => {
      const proceed = () => {
        timer.cancel();
        this.#waiting.delete(proceed);
        resolve();
      };
      const timer = this.#parts.clock.after(delayMs, proceed);
      this.#waiting.add(proceed);
    });
  }
}

/** Whether a failure may be over the next time: throttling, a function that is changing, a service that fails. */
function mayPass(error: unknown): boolean {
  return !(error instanceof AwsError) || error.status >= 500 || error.status === 429 || error.status === 409;
}

/** A call by CloudWatch Logs on behalf of a log group. */
export function logsContext(
  { account, region, group }: { readonly account: string; readonly region: string; readonly group: string },
  means: {
    readonly random: Random;
    readonly clock: Clock;
    readonly endpoint: () => string;
    readonly deny: (reason: string) => void;
  },
): CallContext {
  const principal = 'logs.amazonaws.com';
  return {
    requestId: means.random.uuid(),
    account,
    region,
    caller: {
      type: 'service',
      account,
      arn: principal,
      userId: principal,
      sourceArn: `${groupArn({ account, region }, group)}:*`,
      verified: true,
    },
    receivedAtMs: means.clock.now(),
    endpoint: means.endpoint(),
    wouldDeny: means.deny,
  };
}

function toMessage(id: StreamId, { filterName }: Filter, events: readonly LogEvent[], random: Random) {
  return {
    messageType: 'DATA_MESSAGE',
    owner: id.account,
    logGroup: id.group,
    logStream: id.stream,
    subscriptionFilters: [filterName],
    logEvents: events.map(({ timestampMs, message }) => ({
      id: String(timestampMs).padStart(20, '0') + random.text(36, '0123456789'),
      timestamp: timestampMs,
      message,
    })),
  };
}
