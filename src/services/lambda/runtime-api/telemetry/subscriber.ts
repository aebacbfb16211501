import type { Clock, Timer } from '#ambient';
import { batchesWaitingMax, deliveriesMax, deliveryPauseMs } from '../limits.ts';
import { deliver } from './deliver.ts';
import type { SharedBuffer } from './shared-buffer.ts';
import type { Subscription, TelemetryApiName } from './subscription.ts';

type Batch = { readonly records: string[]; bytes: number };

/** Collects what one extension wants to know, and hands it over a batch at a time. Memory is bounded by its buffers, and by the environment's. */
export class Subscriber {
  readonly name: string;
  readonly api: TelemetryApiName;
  readonly subscription: Subscription;
  readonly #clock: Clock;
  readonly #address: string;
  readonly #buffer: SharedBuffer;
  /** Of the shared buffer. */
  #heldBytes = 0;
  #isClosed = false;
  #filling: Batch = { records: [], bytes: 0 };
  #timer: Timer | undefined;
  readonly #waiting: Batch[] = [];
  #isDelivering = false;
  #isPaused = false;
  #dropped = { records: 0, bytes: 0 };

  constructor(
    { name, api, subscription }: Pick<Subscriber, 'name' | 'api' | 'subscription'>,
    buffer: SharedBuffer,
    { clock, address }: { readonly clock: Clock; readonly address: string },
  ) {
    this.name = name;
    this.api = api;
    this.subscription = subscription;
    this.#buffer = buffer;
    this.#clock = clock;
    this.#address = address;
  }

  /** `record` is the whole event as JSON. */
  add(record: string): void {
    if (this.#isClosed || this.#keep(record)) return;
    this.#dropped.records += 1;
    this.#dropped.bytes += Buffer.byteLength(record);
    this.#timer ??= this.#clock.after(this.subscription.timeoutMs, () => this.flush());
  }

  /** Hands over what there is. */
  flush(): void {
    const wasDue = this.#timer !== undefined;
    this.#timer?.cancel();
    this.#timer = undefined;
    const batch = this.#filling;
    this.#filling = { records: [], bytes: 0 };
    if (batch.records.length === 0) {
      // Records that found no room have set the timer, and there may be no batch after which that would be told.
      if (wasDue && !this.#isDelivering) this.#reportDropped();
      return;
    }
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
    this.#isClosed = true;
    this.#timer?.cancel();
    for (const { bytes } of [...this.#waiting.splice(0), this.#filling]) this.#release(bytes);
    this.#filling = { records: [], bytes: 0 };
  }

  /** False where the shared buffer has no room for it. */
  #keep(record: string): boolean {
    const { maxItems, maxBytes, timeoutMs } = this.subscription;
    const bytes = Buffer.byteLength(record);
    if (!this.#buffer.take(bytes, this.#heldBytes)) return false;
    this.#heldBytes += bytes;
    if (this.#filling.bytes + bytes > maxBytes) this.flush();
    this.#filling.records.push(record);
    this.#filling.bytes += bytes;
    if (this.#filling.records.length >= maxItems) this.flush();
    else this.#timer ??= this.#clock.after(timeoutMs, () => this.flush());
    return true;
  }

  #release(bytes: number): void {
    this.#heldBytes -= bytes;
    this.#buffer.give(bytes);
  }

  async #deliverAll(): Promise<void> {
    this.#isDelivering = true;
    for (let batch = this.#waiting.shift(); batch !== undefined; batch = this.#waiting.shift()) {
      if (await this.#offer(batch)) {
        this.#release(batch.bytes);
        this.#reportDropped();
      } else this.#drop(batch);
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
    this.#release(bytes);
  }

  #reportDropped(): void {
    const { records: droppedRecords, bytes: droppedBytes } = this.#dropped;
    if (droppedRecords === 0 || this.#isClosed) return;
    const reason = 'Consumer seems to have fallen behind as it has not acknowledged receipt of logs.';
    const time = new Date(this.#clock.now()).toISOString();
    const record = { reason, droppedRecords, droppedBytes };
    if (this.#keep(JSON.stringify({ time, type: 'platform.logsDropped', record })))
      this.#dropped = { records: 0, bytes: 0 };
  }
}
