import { connect, type Socket } from 'node:net';
import type { Clock } from '#ambient';
import type { PlatformLog } from '#observe';
import type { FunctionHost } from './contract.ts';
import type { InnerServer } from './inner-listeners.ts';
import {
  FUNCTION_HOST_CONNECT_TIMEOUT_MS,
  FUNCTION_HOST_KEEP_ALIVE_MS,
  FUNCTION_HOST_LINGER_MS,
  FUNCTION_HOST_WARNING_MS,
} from './limits.ts';

/** Takes functions' connections to a host that the operator opened to them, and relays each: bytes, ends and failures, both ways. */
export function relayTo(
  { host, port }: FunctionHost,
  { clock, log }: { readonly clock: Clock; readonly log: PlatformLog },
): InnerServer {
  let warnedMs = Number.NEGATIVE_INFINITY;
  const warn = (error: Error): void => {
    // However many functions try: a line now and then.
    if (clock.monotonic() - warnedMs < FUNCTION_HOST_WARNING_MS) return;
    warnedMs = clock.monotonic();
    log.warn(`functions do not reach ${host}:${port} of --function-hosts: ${error.message}`);
  };
  return (near) => {
    const far = connect({ host, port, allowHalfOpen: true, noDelay: true });
    far.setKeepAlive(true, FUNCTION_HOST_KEEP_ALIVE_MS);
    const overdue = clock.after(FUNCTION_HOST_CONNECT_TIMEOUT_MS, () =>
      far.destroy(new Error(`no answer within ${FUNCTION_HOST_CONNECT_TIMEOUT_MS} ms`)),
    );
    far.once('error', warn);
    far.once('connect', () => {
      overdue.cancel();
      far.off('error', warn);
    });
    far.once('close', () => overdue.cancel());
    // Errors of either are handed to the other below.
    far.on('error', () => undefined);
    near.on('error', () => undefined);
    endTogether(near, far, clock);
    endTogether(far, near, clock);
    near.pipe(far).pipe(near);
  };
}

/** What was cut off on one side is cut off on the other; what ended in peace still gets what was written. */
function endTogether(one: Socket, other: Socket, clock: Clock): void {
  one.once('close', () => {
    if (other.destroyed) return;
    if (one.errored !== null || !one.readableEnded) {
      other.resetAndDestroy();
      return;
    }
    // Nobody is left to send or to read: the rest goes out, or the other side does not take it.
    const overdue = clock.after(FUNCTION_HOST_LINGER_MS, () => other.destroy());
    other.once('close', () => overdue.cancel());
  });
}
