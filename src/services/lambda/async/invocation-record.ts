import { isUtf8 } from 'node:buffer';
import { functionArn } from '../names.ts';
import type { Condition } from './next-step.ts';
import type { QueuedEvent } from './queued-event.ts';

/** An event that has ended, as far as its record tells of it. */
export type Ended = Omit<QueuedEvent, 'ended'> & {
  readonly condition: Condition;
  readonly endedAtMs: number;
};

/**
 * The record that destinations get, as JSON text with its members in AWS's order; payloads are the bytes as they were, where they are JSON.
 * Source: developer guide, "Capturing records of Lambda asynchronous invocations"; observed 2025-11.
 */
export function invocationRecord(ended: Ended, payloads: 'with payloads' | 'without payloads'): string {
  const { requestId, condition, runs, response } = ended;
  const withPayloads = payloads === 'with payloads';
  const members = [
    `"version":"1.0"`,
    `"timestamp":${JSON.stringify(new Date(ended.endedAtMs).toISOString())}`,
    `"requestContext":${JSON.stringify({
      requestId,
      functionArn: qualifiedArn(ended),
      condition,
      approximateInvokeCount: runs,
    })}`,
  ];
  if (withPayloads) members.push(`"requestPayload":${jsonOf(ended.payload)}`);
  if (response !== undefined) {
    const { executedVersion, functionError } = response;
    members.push(`"responseContext":${JSON.stringify({ statusCode: 200, executedVersion, functionError })}`);
    if (withPayloads) members.push(`"responsePayload":${jsonOf(response.payload)}`);
  }
  return `{${members.join(',')}}`;
}

/** Quirk: records always name a version or alias. */
export function qualifiedArn(event: Pick<Ended, 'account' | 'region' | 'name' | 'qualifier'>): string {
  return functionArn(event, event.qualifier ?? '$LATEST');
}

/** A runtime may have answered with anything: what is not JSON is told as a string. */
function jsonOf(bytes: Uint8Array): string {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString();
  try {
    if (isUtf8(bytes)) {
      JSON.parse(text);
      return text;
    }
  } catch {
    // Told as a string.
  }
  return JSON.stringify(text);
}
