/** Asynchronous invocation for tests: the real queue on a memory fabric, functions played by the test, on a clock that the test moves. */
import { seededRandom, VirtualClock } from '#ambient';
import { type Fabric, memoryFabric } from '#fabric';
import { createMetricStore } from '#observe';
import type { CallContext } from '#service';
import type { InvokeRequest, InvokeResult } from '../invoke/invoke.ts';
import { functionRecord } from '../invoke/invoke-world.fixture.ts';
import type { EventInvokeConfig } from '../records/event-invoke.ts';
import type { FunctionRecord, VersionRecord } from '../records/function.ts';
import type { FunctionStore } from '../records/functions.ts';
import { AsyncInvocations, type AsyncParts } from './async-invocations.ts';
import type { QueuedEvent } from './queued-event.ts';

export const account = '000000000000';
export const region = 'us-east-1';
export const traceHeader = 'Root=1-a;Parent=b;Sampled=0;Lineage=1:284081b0:0';

export type Run = {
  readonly atMs: number;
  readonly name: string;
  readonly version: string;
  readonly request: InvokeRequest;
};
export type Called = {
  readonly atMs: number;
  readonly service: string;
  readonly operation: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly context: CallContext;
};

/** What a function does with an event. Rejects for what never runs. */
export type Handler = (request: InvokeRequest, run: number) => InvokeResult | Promise<InvokeResult>;

export const succeeds: Handler = () => ({ payload: Buffer.from('"done"'), executedVersion: '$LATEST' });
export const fails: Handler = (_request, run) => ({
  payload: Buffer.from(`{"errorMessage":"failure ${run}"}`),
  functionError: 'Unhandled',
  executedVersion: '$LATEST',
});

export class AsyncWorld {
  readonly clock = new VirtualClock();
  readonly fabric: Fabric;
  readonly startMs: number;
  /** Every run, in order. */
  readonly runs: Run[] = [];
  readonly called: Called[] = [];
  readonly logged: string[] = [];
  readonly metrics = createMetricStore();
  /** What calls to other services answer. */
  answerCall: (called: Called) => unknown = () => ({});
  async: AsyncInvocations;
  readonly #functions = new Map<string, { record: FunctionRecord; handler: Handler }>();
  readonly #random = seededRandom(11);
  readonly #environmentsMax: number;
  #events = 0;

  constructor({
    environmentsMax = 16,
    fabric,
  }: { environmentsMax?: number; fabric?: (fabric: Fabric) => Fabric } = {}) {
    this.#environmentsMax = environmentsMax;
    const memory = memoryFabric(this.clock);
    this.fabric = fabric?.(memory) ?? memory;
    this.startMs = this.clock.now();
    this.async = this.open();
    this.async.start();
  }

  open(): AsyncInvocations {
    const parts: AsyncParts = {
      clock: this.clock,
      random: this.#random,
      fabric: this.fabric,
      log: { debug() {}, info: this.#log, warn: this.#log, error: this.#log },
      metrics: this.metrics,
      endpoint: () => 'http://127.0.0.1:4566',
      environmentsMax: this.#environmentsMax,
      functions: { find: ((_a, _r, name) => this.#document(name)) as FunctionStore['find'] },
      invoker: { invoke: (record, version, request) => this.#invoke(record, version, request) },
      call: (async (service: string, operation: string, input: Called['input'], context: CallContext) => {
        const called = { atMs: this.clock.now() - this.startMs, service, operation, input, context };
        this.called.push(called);
        return this.answerCall(called);
      }) as unknown as AsyncParts['call'],
    };
    return new AsyncInvocations(parts);
  }

  /** Adds a function, or changes what is said and leaves its handler. */
  put(name: string, handler: Handler, members: Partial<FunctionRecord> = {}): void {
    this.#functions.set(name, { record: functionRecord(name, {}, members), handler });
  }

  /** As a change of the control plane. */
  change(name: string, change: (record: FunctionRecord) => FunctionRecord): void {
    const found = this.#functions.get(name);
    if (found !== undefined) found.record = change(found.record);
  }

  delete(name: string): void {
    this.#functions.delete(name);
  }

  configure(name: string, config: Partial<EventInvokeConfig>): void {
    const eventInvokeConfigs = [{ qualifier: '$LATEST', lastModifiedMs: 0, ...config }];
    this.change(name, (record) => ({ ...record, eventInvokeConfigs }));
  }

  /** Returns the event's request id. */
  async accept(name: string, members: Partial<QueuedEvent> = {}): Promise<string> {
    this.#events += 1;
    const requestId = `request-${this.#events}`;
    const acceptedAtMs = this.clock.now();
    const payload = Buffer.from(JSON.stringify({ event: this.#events }));
    await this.async.accept({
      account,
      region,
      name,
      requestId,
      acceptedAtMs,
      traceHeader,
      payload,
      runs: 0,
      ...members,
    });
    return requestId;
  }

  /** When each run of a function began, in seconds. */
  secondsOf(name: string): number[] {
    return this.runs.filter((run) => run.name === name).map(({ atMs }) => atMs / 1_000);
  }

  /** The records that destinations got. */
  records(): { readonly requestContext: Record<string, unknown>; readonly [member: string]: unknown }[] {
    return this.called.map(({ input }) => JSON.parse(Buffer.from(input.Payload as Uint8Array).toString()));
  }

  /** What was counted and measured, as `Name Resource` → the sum. */
  measured(): Readonly<Record<string, number>> {
    const summaries = [...this.metrics.summaries()];
    return Object.fromEntries(
      summaries.map(({ id, sum }) => [`${id.name} ${id.dimensions.Resource}`, sum] as const),
    );
  }

  depth(): Promise<number> {
    return this.fabric.queue('lambda-events').depth();
  }

  async storedBlobs(): Promise<string[]> {
    const digests: string[] = [];
    for await (const { digest } of this.fabric.blobs.list()) digests.push(digest);
    return digests;
  }

  readonly #log = (message: string, fields: Readonly<Record<string, unknown>> = {}): void => {
    this.logged.push(`${message} ${JSON.stringify(fields)}`);
  };

  #document(name: string) {
    const found = this.#functions.get(name);
    return found && { key: [], value: found.record, revision: 1 };
  }

  async #invoke(
    { name }: FunctionRecord,
    { version }: VersionRecord,
    request: InvokeRequest,
  ): Promise<InvokeResult> {
    this.runs.push({ atMs: this.clock.now() - this.startMs, name, version, request });
    const handler = this.#functions.get(name)?.handler ?? fails;
    return handler(request, this.runs.filter((run) => run.name === name).length);
  }
}
