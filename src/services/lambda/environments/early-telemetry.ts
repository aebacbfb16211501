import type { Telemetry } from './environment-log.ts';
import { earlyRecordsMax } from './limits.ts';

/** Keeps the beginning of an init until an extension in the runtime's own process has asked for something, if one does. */
export class EarlyTelemetry implements Telemetry {
  readonly #records: Parameters<Telemetry['publish']>[] = [];

  publish(...record: Parameters<Telemetry['publish']>): void {
    if (this.#records.length < earlyRecordsMax) this.#records.push(record);
  }

  handTo(telemetry: Telemetry): void {
    for (const record of this.#records) telemetry.publish(...record);
  }
}
