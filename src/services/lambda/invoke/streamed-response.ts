import type { ResponseSink } from '../environments/response-parts.ts';
import type { FunctionRecord, VersionRecord } from '../records/function.ts';
import type { InvokeRequest, InvokeResult, Invoker } from './invoke.ts';
import { partsWaitingMax } from './limits.ts';

/** A response that is read while the function still runs. */
export type StreamedResponse = {
  /** As the runtime named it. */
  readonly contentType: string;
  /** The next part, or undefined after the last. Called by one reader, one at a time. */
  next(): Promise<Uint8Array | undefined>;
  /** What became of the invocation; its payload is that of a failure. */
  readonly ended: Promise<InvokeResult>;
  /** The reader has gone: the function goes on, and what it still sends is thrown away. */
  abandon(): void;
};

/**
 * Resolves when the response begins, at the latest when the invocation ends; a result that comes as a whole is one part.
 * Rejects as `invoke` does, for what never ran.
 */
export async function invokeStreaming(
  invoker: Pick<Invoker, 'invoke'>,
  record: FunctionRecord,
  version: VersionRecord,
  request: InvokeRequest,
): Promise<StreamedResponse> {
  const parts = new PartQueue();
  const ended = invoker.invoke(record, version, { ...request, stream: parts });
  const wholeType = ended.then(({ payload, functionError }) => {
    if (!parts.hasBegun && functionError === undefined) parts.take(payload);
    parts.end();
    return 'application/json';
  });
  const contentType = await Promise.race([parts.begun, wholeType]);
  return { contentType, next: () => parts.next(), ended, abandon: () => parts.abandon() };
}

/** The parts between the one that sends and the one that reads. Holds `partsWaitingMax` and what one read of a socket brings. */
class PartQueue implements ResponseSink {
  /** The content type. */
  readonly begun: Promise<string>;
  readonly #begin: (contentType: string) => void;
  #resume: (() => void) | undefined;
  #parts: Uint8Array[] = [];
  #reader: ((part: Uint8Array | undefined) => void) | undefined;
  #isPaused = false;
  #isOver = false;

  constructor() {
    const { promise, resolve } = Promise.withResolvers<string>();
    this.begun = promise;
    this.#begin = resolve;
  }

  get hasBegun(): boolean {
    return this.#resume !== undefined;
  }

  begin(contentType: string, resume: () => void): void {
    this.#resume = resume;
    this.#begin(contentType);
  }

  take(part: Uint8Array): boolean {
    if (this.#isOver) return true;
    if (this.#reader !== undefined) {
      this.#serve(part);
      return true;
    }
    this.#parts.push(part);
    this.#isPaused = this.#parts.length >= partsWaitingMax;
    return !this.#isPaused;
  }

  next(): Promise<Uint8Array | undefined> {
    const part = this.#parts.shift();
    if (part === undefined && !this.#isOver) {
      return new Promise((resolve) => {
        this.#reader = resolve;
      });
    }
    if (this.#parts.length < partsWaitingMax) this.#proceed();
    return Promise.resolve(part);
  }

  /** No more parts come; those that wait can still be read. */
  end(): void {
    this.#isOver = true;
    this.#serve(undefined);
  }

  abandon(): void {
    this.#parts = [];
    this.end();
    this.#proceed();
  }

  #serve(part: Uint8Array | undefined): void {
    const reader = this.#reader;
    this.#reader = undefined;
    reader?.(part);
  }

  #proceed(): void {
    if (!this.#isPaused) return;
    this.#isPaused = false;
    this.#resume?.();
  }
}
