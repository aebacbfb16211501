import { FabricLimit } from './contracts.ts';
import { messageBytesMax, namePattern, scanEntriesMax, valueBytesMax, waitMsMax } from './limits.ts';

/** The name of a bucket or queue. Every check here throws `FabricLimit`. */
export function checkName(name: string): void {
  if (!namePattern.test(name))
    throw new FabricLimit(`a bucket or queue is named by ${namePattern.source}, not '${name}'`);
}

export function checkValue(value: Uint8Array): void {
  if (value.length > valueBytesMax) {
    throw new FabricLimit(`a value has at most ${valueBytesMax} bytes, this one ${value.length}`);
  }
}

export function checkMessage(body: Uint8Array): void {
  if (body.length > messageBytesMax) {
    throw new FabricLimit(`a message has at most ${messageBytesMax} bytes, this one ${body.length}`);
  }
}

export function checkWait(ms: number): void {
  if (!(ms >= 0 && ms <= waitMsMax)) throw new FabricLimit(`a wait is 0 to ${waitMsMax} ms, not ${ms}`);
}

export function checkScanLimit(limit: number | undefined): void {
  if (limit === undefined) return;
  if (!Number.isInteger(limit) || limit < 1 || limit > scanEntriesMax) {
    throw new FabricLimit(`a scan returns 1 to ${scanEntriesMax} entries, not ${limit}`);
  }
}

/** Counts the entries of a scan without a limit. */
export function checkScanSize(entries: number): void {
  if (entries > scanEntriesMax)
    throw new FabricLimit(`a scan without a limit found more than ${scanEntriesMax} entries`);
}
