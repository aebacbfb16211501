import type { Timer } from '#ambient';
import type { Delivery } from '#fabric';
import type { ServiceDependencies } from '#service';
import { TooManyRequestsException } from '../errors.ts';
import { countEvent, measureAge } from '../invoke/event-metrics.ts';
import type { InvokeResult, Invoker } from '../invoke/invoke.ts';
import { isStoppedLoop } from '../invoke/refuse-loop.ts';
import { traceIn } from '../invoke/trace.ts';
import { functionArn } from '../names.ts';
import { routedVersion } from '../records/aliases.ts';
import { eventInvokeConfigAt } from '../records/event-invoke.ts';
import type { FunctionRecord, VersionRecord } from '../records/function.ts';
import type { FunctionStore } from '../records/functions.ts';
import { EventLost, EventQueue, functionOf } from './event-queue.ts';
import {
  ackWaitMs,
  defaultAgeSecondsMax,
  defaultRetries,
  handOverMsMax,
  inFlightMin,
  queuedEventsMax,
} from './limits.ts';
import {
  backoffMs,
  type Condition,
  type Settings,
  type Step,
  stepAfterRefusal,
  stepAfterRun,
  stepBefore,
} from './next-step.ts';
import { type EndedEvent, labelsOf, type QueuedEvent, type Target } from './queued-event.ts';
import { tell } from './tell.ts';

export type AsyncParts = Pick<
  ServiceDependencies,
  'clock' | 'random' | 'fabric' | 'log' | 'metrics' | 'call' | 'endpoint'
> & {
  readonly functions: Pick<FunctionStore, 'find'>;
  readonly invoker: Pick<Invoker, 'invoke'>;
  /** Execution environments alive at once: more events than that are never run at once. */
  readonly environmentsMax: number;
};

/** A function as an event finds it, and the version that it would run now. */
type Found = { readonly record: FunctionRecord; readonly version: VersionRecord };

/**
 * Asynchronous invocation: events that are accepted once they are durable, and run until they succeed or are given up; each is run at least
 * once, also if Lambent dies meanwhile.
 */
export class AsyncInvocations {
  readonly #parts: AsyncParts;
  readonly #queue: EventQueue;
  #consumer: { close(): Promise<void> } | undefined;
  /** Of deliveries that could not be settled. */
  readonly #timers = new Set<Timer>();
  #closed = false;

  constructor(parts: AsyncParts) {
    this.#parts = parts;
    this.#queue = new EventQueue(parts.fabric, parts.random);
  }

  /** Durable when it resolves. */
  async accept(event: QueuedEvent): Promise<void> {
    if ((await this.#queue.depth()) >= queuedEventsMax) {
      throw new TooManyRequestsException('CallerRateLimitExceeded', 'Rate exceeded');
    }
    await this.#queue.publish(event);
    countEvent(this.#parts.metrics, event, 'AsyncEventsReceived');
  }

  /** Begins to run what is queued, also by an earlier Lambent. */
  start(): void {
    const inFlightMax = Math.max(inFlightMin, this.#parts.environmentsMax);
    const { functions } = this.#parts;
    this.#consumer = this.#queue.consume(
      {
        inFlightMax,
        // More than a function has reserved would only be throttled.
        inFlightPerKeyMax: (key) => {
          const { account, region, name } = functionOf(key);
          return functions.find(account, region, name)?.value.reservedConcurrency ?? inFlightMax;
        },
        // However slow some functions are, the events of another do not wait for them.
        leavesRoom: true,
        ackWaitMs,
      },
      (delivery) => this.#take(delivery),
    );
  }

  /** The digests of the blobs that events live in. */
  blobs(): Promise<readonly string[]> {
    return this.#queue.blobs();
  }

  /** Takes no more. What runs is left to itself, and comes again with the next start. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const timer of this.#timers) timer.cancel();
    await this.#consumer?.close();
  }

  #take(delivery: Delivery): void {
    this.#process(delivery).catch((error: unknown) => {
      if (this.#closed) return;
      this.#parts.log.error('an event could not be settled', { error: String(error) });
      this.#putBack(delivery, 1);
    });
  }

  /** Nothing was acknowledged, as the disk may be full: it comes again as soon as that can be written, and holds its place no longer. */
  #putBack(delivery: Delivery, tries: number): void {
    const timer = this.#parts.clock.after(backoffMs(tries), () => {
      this.#timers.delete(timer);
      delivery.retry(0).catch(() => {
        if (!this.#closed) this.#putBack(delivery, tries + 1);
      });
    });
    this.#timers.add(timer);
  }

  async #process(delivery: Delivery): Promise<void> {
    const event = await this.#read(delivery);
    if (event === undefined) return;
    if (event.ended !== undefined) return await this.#tell(delivery, event, event.ended);
    const found = this.#find(event);
    if (found !== undefined) return await this.#run(delivery, event, found);
    this.#parts.log.warn('dropped an event whose function, version or alias is gone', labelsOf(event));
    countEvent(this.#parts.metrics, event, 'AsyncEventsDropped');
    await this.#queue.finish(delivery);
  }

  async #read(delivery: Delivery): Promise<QueuedEvent | undefined> {
    try {
      return await this.#queue.read(delivery.message);
    } catch (error) {
      if (!(error instanceof EventLost)) throw error;
      const { id, key } = delivery.message;
      this.#parts.log.error('an event was lost', { message: id, function: key, error: error.message });
      countEvent(this.#parts.metrics, functionOf(key), 'AsyncEventsDropped');
      await this.#queue.finish(delivery);
      return undefined;
    }
  }

  #find({ account, region, name, qualifier }: QueuedEvent): Found | undefined {
    const record = this.#parts.functions.find(account, region, name)?.value;
    const version = record && routedVersion(record, qualifier, this.#parts.random);
    return record && version && { record, version };
  }

  async #run(delivery: Delivery, event: QueuedEvent, found: Found): Promise<void> {
    const before = stepBefore({
      ageMs: this.#ageOf(event),
      ageMsMax: settingsOf(found.record, event).ageMsMax,
      reservedConcurrency: found.record.reservedConcurrency,
      isStoppedLoop: isStoppedLoop(found.record, traceIn(event.traceHeader, event)),
    });
    if (before !== undefined) return await this.#follow(delivery, event, before, found);
    const startAgeMs = this.#ageOf(event);
    const result = await this.#invoke(event, found);
    // Closing killed what ran: that says nothing about the event.
    if (this.#closed) return;
    // Settings may have changed meanwhile, and the function may be gone.
    const now = this.#find(event) ?? found;
    const settings = settingsOf(now.record, event);
    const ageMs = this.#ageOf(event);
    if (result === undefined) {
      const refused = stepAfterRefusal({ tries: delivery.message.attempt, ageMs }, settings);
      return await this.#follow(delivery, event, refused, now);
    }
    measureAge(this.#parts.metrics, event, startAgeMs);
    const { payload, executedVersion, functionError } = result;
    const failure = functionError === undefined ? {} : { functionError };
    const ran = { ...event, runs: event.runs + 1, response: { payload, executedVersion, ...failure } };
    const step = stepAfterRun({ failed: functionError !== undefined, runs: ran.runs, ageMs }, settings);
    await this.#follow(delivery, ran, step, now);
  }

  /** Undefined where the function could not be run. */
  async #invoke(event: QueuedEvent, { record, version }: Found): Promise<InvokeResult | undefined> {
    if (version.state !== 'Active') return undefined;
    try {
      return await this.#parts.invoker.invoke(record, version, {
        requestId: event.requestId,
        payload: event.payload,
        invokedFunctionArn: functionArn(event, event.qualifier),
        clientContext: event.clientContext,
        traceId: event.traceHeader,
        asynchronous: true,
        logTail: false,
      });
    } catch (error) {
      if (!(error instanceof TooManyRequestsException) && !this.#closed) {
        this.#parts.log.warn('an event could not be run yet', { ...labelsOf(event), error: String(error) });
      }
      return undefined;
    }
  }

  async #follow(delivery: Delivery, event: QueuedEvent, step: Step, found: Found): Promise<void> {
    if (step.type === 'wait') return await delivery.retry(step.delayMs);
    if (step.type === 'rerun') return await this.#queue.replace(delivery, event, step.delayMs);
    const { condition } = step;
    if (condition !== 'Success') this.#drop(event, condition);
    const atMs = this.#parts.clock.now();
    const targets = targetsOf(found, event, condition);
    await this.#tell(delivery, event, { condition, atMs, role: found.version.role, targets });
  }

  #drop(event: QueuedEvent, condition: Condition): void {
    const { log, metrics } = this.#parts;
    log.info('gave up an event', { ...labelsOf(event), condition, runs: event.runs });
    countEvent(metrics, event, 'AsyncEventsDropped');
    if (condition === 'RecursiveInvocation') countEvent(metrics, event, 'RecursiveInvocationsDropped');
  }

  /** Tells those who are to know of an event's end, and is done with it when all do. */
  async #tell(delivery: Delivery, event: QueuedEvent, ended: EndedEvent): Promise<void> {
    const untold: Target[] = [];
    for (const target of ended.targets) {
      const endedEvent = { ...event, condition: ended.condition, endedAtMs: ended.atMs };
      if (!(await tell(this.#parts, target, endedEvent, ended.role))) untold.push(target);
    }
    if (untold.length === 0) return await this.#queue.finish(delivery);
    if (this.#parts.clock.now() - ended.atMs >= handOverMsMax) {
      const arns = untold.map(({ arn }) => arn).join(', ');
      this.#parts.log.error('gave up telling of an event', { ...labelsOf(event), targets: arns });
      return await this.#queue.finish(delivery);
    }
    if (event.ended?.targets.length === untold.length)
      return await delivery.retry(backoffMs(delivery.message.attempt));
    await this.#queue.replace(delivery, { ...event, ended: { ...ended, targets: untold } }, backoffMs(1));
  }

  #ageOf({ acceptedAtMs }: QueuedEvent): number {
    return this.#parts.clock.now() - acceptedAtMs;
  }
}

function settingsOf(record: FunctionRecord, { qualifier = '$LATEST' }: QueuedEvent): Settings {
  const config = eventInvokeConfigAt(record, qualifier);
  return {
    retriesMax: config?.retriesMax ?? defaultRetries,
    ageMsMax: (config?.ageSecondsMax ?? defaultAgeSecondsMax) * 1000,
  };
}

/** Of a failure, both the destination and the dead-letter queue are told. */
function targetsOf(
  { record, version }: Found,
  { qualifier = '$LATEST' }: QueuedEvent,
  condition: Condition,
): Target[] {
  const config = eventInvokeConfigAt(record, qualifier);
  const destination = condition === 'Success' ? config?.onSuccess : config?.onFailure;
  const deadLetter = condition === 'Success' ? undefined : version.deadLetterTarget;
  return [
    ...(destination === undefined ? [] : [{ type: 'destination', arn: destination } as const]),
    ...(deadLetter === undefined ? [] : [{ type: 'dead-letter', arn: deadLetter } as const]),
  ];
}
