import type { Readable, Writable } from 'node:stream';
import type { HttpResponse } from '#wire';
import type { EdgeLimits } from './limits.ts';
import type { Watch, Watched } from './watch.ts';

/** The client took none of a streamed answer for too long. */
export class ClientStalled extends Error {
  override readonly name = 'ClientStalled';
}

/**
 * Sends a streamed body no faster than the client takes it, then ends `sink`. Calls `done` once: with an error when the body broke off,
 * the client stalled or went away, in which case the caller must break off the answer too. The body is destroyed in any case.
 */
export function writeStream(
  body: Readable,
  sink: Writable,
  watch: Watch,
  limits: EdgeLimits,
  done: (error?: Error) => void,
): void {
  const stall: Watched = {
    deadlineMs: Number.POSITIVE_INFINITY,
    onDeadline: () => settle(new ClientStalled('the client took none of its answer for too long')),
  };
  const onData = (chunk: Uint8Array | string): void => {
    if (sink.write(chunk)) return;
    stall.deadlineMs = watch.nowMs() + limits.responseStallTimeoutMs;
    body.pause();
  };
  const onDrain = (): void => {
    stall.deadlineMs = Number.POSITIVE_INFINITY;
    body.resume();
  };
  const onEnd = (): void => {
    sink.end();
    settle();
  };
  const onBodyClosed = (): void => settle(new Error('the body of the answer broke off'));
  const onSinkClosed = (): void => settle(new Error('the client went away'));
  const settle = (error?: Error): void => {
    watch.delete(stall);
    body.off('data', onData).off('end', onEnd).off('error', settle).off('close', onBodyClosed);
    sink.off('drain', onDrain).off('close', onSinkClosed);
    // A body that fails after its answer was given up must not take the process down.
    body.on('error', ignore).destroy();
    done(error);
  };
  watch.add(stall);
  sink.on('drain', onDrain).on('close', onSinkClosed);
  body.on('end', onEnd).on('error', settle).on('close', onBodyClosed).on('data', onData);
  if (body.errored) settle(body.errored);
  else if (body.readableEnded) onEnd();
  else if (body.destroyed) onBodyClosed();
}

/** Ends the stream of an answer that is not sent. */
export function discardBody({ body }: HttpResponse): void {
  if (typeof body === 'object' && 'destroy' in body) body.on('error', ignore).destroy();
}

/** How long a client may take to read an answer of `bytes` that was handed to the system as a whole. */
export function wholeResponseTimeoutMs(limits: EdgeLimits, bytes: number): number {
  return limits.responseStallTimeoutMs + (bytes / limits.responseBytesPerSecondMin) * 1000;
}

function ignore(): void {}
