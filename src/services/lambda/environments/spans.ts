import type { Clock } from '#ambient';

export type Span = { readonly name: string; readonly start: string; readonly durationMs: number };

/** The parts of one invocation, as it goes through them. Source: Lambda developer guide, "Telemetry API event schema", and the emulator. */
export class Spans {
  readonly #clock: Clock;
  readonly #begunAtMs: number;
  #responseAtMs: number | undefined;
  #respondedAtMs: number | undefined;
  #runtimeDoneAtMs: number | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#begunAtMs = clock.monotonic();
  }

  /** The first byte of a result or an error is there. */
  responding(): void {
    this.#responseAtMs = this.#clock.monotonic();
  }

  /** And the last. */
  responded(): void {
    this.#respondedAtMs = this.#clock.monotonic();
    this.#responseAtMs ??= this.#respondedAtMs;
  }

  /** Of the runtime, which is done now; none where it has not answered. */
  runtimeDone(): readonly Span[] | undefined {
    const nowMs = this.#clock.monotonic();
    this.#runtimeDoneAtMs = nowMs;
    const [responseAtMs, respondedAtMs] = [this.#responseAtMs, this.#respondedAtMs];
    if (responseAtMs === undefined || respondedAtMs === undefined) return undefined;
    return [
      this.#span('responseLatency', this.#begunAtMs, responseAtMs),
      this.#span('responseDuration', responseAtMs, respondedAtMs),
      this.#span('runtimeOverhead', respondedAtMs, nowMs),
    ];
  }

  /** Of the extensions, which went on after the runtime until now. */
  extensionOverhead(): Span | undefined {
    if (this.#runtimeDoneAtMs === undefined) return undefined;
    return this.#span('extensionOverhead', this.#runtimeDoneAtMs, this.#clock.monotonic());
  }

  #span(name: string, fromMs: number, toMs: number): Span {
    const startMs = this.#clock.now() - (this.#clock.monotonic() - fromMs);
    const durationMs = Math.round((toMs - fromMs) * 1000) / 1000;
    return { name, start: new Date(startMs).toISOString(), durationMs };
  }
}
