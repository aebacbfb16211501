import type { Readable } from 'node:stream';
import { BodyTooLarge } from '#wire';
import type { EdgeLimits } from './limits.ts';
import type { Watch, Watched } from './watch.ts';

/** The client stopped sending, or sent too slowly, before its body was complete. */
export class BodyIncomplete extends Error {
  override readonly name = 'BodyIncomplete';
}

export const emptyBody = Buffer.alloc(0);

/**
 * Reads one request body to its end. Rejects with `BodyTooLarge` as soon as it is known, leaving the rest unread, and with
 * `BodyIncomplete` when the client goes away or is too slow; then `onSlow` was called before.
 */
export function readWholeBody(
  stream: Readable,
  declaredBytes: number | undefined,
  bytesMax: number,
  pace: { readonly watch: Watch; readonly limits: EdgeLimits; readonly onSlow: () => void },
): Promise<Buffer> {
  if (declaredBytes !== undefined && declaredBytes > bytesMax)
    return Promise.reject(new BodyTooLarge(bytesMax));
  if (stream.destroyed) return Promise.reject(new BodyIncomplete('the client went away'));
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    const minimum = minimumPace(pace.watch, pace.limits, () => {
      pace.onSlow();
      settle(() => reject(new BodyIncomplete('the client sent its body too slowly')));
    });
    const onData = (chunk: Buffer): void => {
      bytes += chunk.length;
      if (bytes > bytesMax) {
        stream.pause();
        settle(() => reject(new BodyTooLarge(bytesMax)));
        return;
      }
      chunks.push(chunk);
      minimum.progress(chunk.length);
    };
    const onEnd = (): void => {
      const whole = chunks.length === 1 ? chunks[0] : undefined;
      settle(() => resolve(whole ?? Buffer.concat(chunks, bytes)));
    };
    const onGone = (): void => settle(() => reject(new BodyIncomplete('the client went away')));
    const settle = (outcome: () => void): void => {
      minimum.stop();
      stream.off('data', onData).off('end', onEnd).off('close', onGone);
      outcome();
    };
    stream.on('data', onData).on('end', onEnd).on('close', onGone);
  });
}

function minimumPace(watch: Watch, limits: EdgeLimits, onSlow: () => void) {
  const startMs = watch.nowMs();
  const lastMs = startMs + limits.bodyTotalTimeoutMs;
  const watched: Watched = {
    deadlineMs: Math.min(lastMs, startMs + limits.bodyIdleTimeoutMs),
    onDeadline: onSlow,
  };
  let sinceDeadlineMoved = 0;
  watch.add(watched);
  return {
    progress(bytes: number): void {
      sinceDeadlineMoved += bytes;
      // A byte now and then is no progress: a dripped body must not hold its request open.
      if (sinceDeadlineMoved < limits.bodyProgressBytesMin) return;
      sinceDeadlineMoved = 0;
      watched.deadlineMs = Math.min(lastMs, watch.nowMs() + limits.bodyIdleTimeoutMs);
    },
    stop: () => watch.delete(watched),
  };
}
