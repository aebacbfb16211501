import type { Clock, Timer } from '#ambient';
import { batchesWaitingMax, deliveriesMax, deliveryPauseMs } from '../limits.ts';
import { deliver } from './deliver.ts';
import type { Subscription, TelemetryApiName } from './subscription.ts';

type Batch = { readonly records: string[]; bytes: number };

/** Collects what one extension wants to know, and hands it over a batch at a time. Memory is bounded by its buffers. */
export class Subscriber {
  readonly name: string;
  readonly api: TelemetryApiName;
  readonly subscription: Subscription;
  readonly #clock: Clock;
  readonly #address: string;
  #filling: Batch = { records: [], bytes: 0 };
  #timer: Timer | undefined;
  readonly #waiting: Batch[] = [];
  #isDelivering = false;
  #isPaused = false;
  #dropped = { records: 0, bytes: 0 };

  constructor(
    name: string,
    api: TelemetryApiName,
    subscription: Subscription,
    { clock, address }: { readonly clock: Clock; readonly address: string },
  ) {
    this.name = name;
    this.api = api;
    this.subscription = subscription;
    this.#clock = clock;
    this.#address = address;
  }

  /** `record` is the whole event as JSON. */
  add(record: string): void {
    const { maxItems, maxBytes, timeoutMs } = this.subscription;
    const bytes = Buffer.byteLength(record);
    if (this.#filling.bytes + bytes > maxBytes) this.flush();
    this.#filling.records.push(record);
    this.#filling.bytes += bytes;
    if (this.#filling.records.length >= maxItems) this.flush();
    else this.#timer ??= this.#clock.after(timeoutMs, () => this.flush());
  }

  /** Hands over what there is. */
  flush(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    const batch = this.#filling;
    this.#filling = { records: [], bytes: 0 };
    if (batch.records.length === 0) return;
    if (this.#waiting.length >= batchesWaitingMax) this.#drop(batch);
    else this.#waiting.push(batch);
    if (!this.#isDelivering && !this.#isPaused) void this.#deliverAll();
  }

  get isDelivering(): boolean {
    return this.#isDelivering;
  }

  /** Its receiver does not run. */
  pause(): void {
    this.#isPaused = true;
  }

  resume(): void {
    this.#isPaused = false;
    if (!this.#isDelivering) void this.#deliverAll();
  }

  close(): void {
    this.#timer?.cancel();
    this.#waiting.length = 0;
    this.#filling = { records: [], bytes: 0 };
  }

  async #deliverAll(): Promise<void> {
    this.#isDelivering = true;
    for (let batch = this.#waiting.shift(); batch !== undefined; batch = this.#waiting.shift()) {
      if (await this.#offer(batch)) this.#reportDropped();
      else this.#drop(batch);
    }
    this.#isDelivering = false;
  }

  async #offer({ records }: Batch): Promise<boolean> {
    for (let attempt = 1; attempt <= deliveriesMax; attempt += 1) {
      try {
        await deliver(this.#address, this.subscription.destination, records, this.#clock);
        return true;
      } catch {
        if (attempt < deliveriesMax)
          await new Promise<void>((resolve) => this.#clock.after(deliveryPauseMs, resolve));
      }
    }
    return false;
  }

  #drop({ records, bytes }: Batch): void {
    this.#dropped.records += records.length;
    this.#dropped.bytes += bytes;
  }

  #reportDropped(): void {
    const { records: droppedRecords, bytes: droppedBytes } = this.#dropped;
    if (droppedRecords === 0) return;
    this.#dropped = { records: 0, bytes: 0 };
    const record = {
      reason: 'Consumer seems to have fallen behind as it has not acknowledged receipt of logs.',
    };
    const time = new Date(this.#clock.now()).toISOString();
    this.add(
      JSON.stringify({
        time,
        type: 'platform.logsDropped',
        record: { ...record, droppedRecords, droppedBytes },
      }),
    );
  }
}
