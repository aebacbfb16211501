import type { CallContext } from '#service';
import type { FunctionId } from '../records/functions.ts';
import {
  lineageLoopsMax,
  lineageRequestsMax,
  lineageSearchCharactersMax,
  loopInvocationsMax,
  traceHeaderCharactersMax,
} from './limits.ts';

/** Where an invocation stands in a distributed trace, and in the chain of invocations that one event has set off. */
export type Trace = {
  /** `Root=…;Parent=…;Sampled=…;Lineage=…`: for the function, which passes it on with what it calls, and for the caller. */
  readonly header: string;
  /** How often the chain has come back to this function; where it goes when it is stopped, that is no loop. */
  readonly loops: number;
};

/**
 * `Lineage=REQUESTS:ANCHOR:LOOPS`: the invocations in the chain, a function in it as 8 hex digits, and how often that was invoked again.
 * AWS has published neither the rules nor the format, which OpenTelemetry's X-Ray propagator checks. Ours: the anchor is the first
 * function; while it has not come again, the 2nd, 4th, 8th, … take its place, so that loops are found which the chain entered later.
 */
type Lineage = { readonly requests: number; readonly anchor: string; readonly loops: number };

/**
 * Continues the caller's trace, or begins one whose random part is the request id's, so that no further chance is drawn on the hot path.
 * A header that is too long or malformed is not continued, but its lineage is, lest a function hides a loop behind it.
 */
export function traceOf(
  { traceId, requestId, receivedAtMs }: Pick<CallContext, 'traceId' | 'requestId' | 'receivedAtMs'>,
  id: FunctionId,
): Trace {
  const continued = traceId !== undefined && headerPattern.test(traceId) ? traceId : undefined;
  const own = anchorOf(id);
  const lineage = nextLineage(traceId?.slice(0, lineageSearchCharactersMax), own);
  const field = `Lineage=${lineage.requests}:${lineage.anchor}:${lineage.loops}`;
  const before = continued === undefined ? newTrace(requestId, receivedAtMs) : withoutLineage(continued);
  return { header: before === '' ? field : `${before};${field}`, loops: loopsOf(lineage, own) };
}

/** The invocations of one function in a chain that AWS lets pass: "approximately 16". */
export function isLoop(trace: Trace): boolean {
  return trace.loops >= loopInvocationsMax;
}

/** The trace of a function in a header that `traceOf` made for it. */
export function traceIn(header: string, id: FunctionId): Trace {
  return { header, loops: loopsOf(lineageIn(header), anchorOf(id)) };
}

function loopsOf(lineage: Lineage | undefined, own: string): number {
  return lineage?.anchor === own ? lineage.loops : 0;
}

const headerPattern = new RegExp(`^[\\x20-\\x7e]{1,${traceHeaderCharactersMax}}$`);
const fieldPattern = /;?\s*Lineage=[^;]*/gi;
const lineagePattern = /(?:^|;)\s*Lineage=(\d{1,3}):([0-9a-f]{8}):(\d{1,5})\s*(?:;|$)/i;

function newTrace(requestId: string, receivedAtMs: number): string {
  const seconds = Math.floor(receivedAtMs / 1000).toString(16);
  const hex = requestId.replaceAll('-', '');
  return `Root=1-${seconds.padStart(8, '0')}-${hex.slice(0, 24)};Parent=${hex.slice(16)};Sampled=0`;
}

function withoutLineage(header: string): string {
  return header.replaceAll(fieldPattern, '').replace(/^[;\s]+/, '');
}

function nextLineage(header: string | undefined, own: string): Lineage {
  const before = header === undefined ? undefined : lineageIn(header);
  if (before === undefined) return { requests: 1, anchor: own, loops: 0 };
  const requests = Math.min(before.requests + 1, lineageRequestsMax);
  if (before.anchor === own) {
    return { requests, anchor: own, loops: Math.min(before.loops + 1, lineageLoopsMax) };
  }
  const isPowerOfTwo = (requests & (requests - 1)) === 0;
  return before.loops === 0 && isPowerOfTwo ? { requests, anchor: own, loops: 0 } : { ...before, requests };
}

function lineageIn(header: string): Lineage | undefined {
  const match = lineagePattern.exec(header);
  if (match === null) return undefined;
  const [, requests, anchor = '', loops] = match;
  return { requests: Number(requests), anchor: anchor.toLowerCase(), loops: Number(loops) };
}

/** FNV-1a of what names the function: versions and aliases of one are one. */
function anchorOf({ account, region, name }: FunctionId): string {
  const text = `${region}:${account}:${name}`;
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, '0');
}
