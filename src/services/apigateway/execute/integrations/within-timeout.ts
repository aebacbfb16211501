import type { Clock } from '#ambient';
import { GatewayError } from '../gateway-responses.ts';

/** What `work` becomes, or the gateway's timeout. The work itself goes on: a function is not stopped by its caller. */
export function withinTimeout<Result>(
  clock: Clock,
  timeoutMs: number,
  work: Promise<Result>,
): Promise<Result> {
  return new Promise((resolve, reject) => {
    const timer = clock.after(timeoutMs, () => {
      reject(new GatewayError('INTEGRATION_TIMEOUT', `no answer within ${timeoutMs} ms`));
    });
    work.then(
      (result) => {
        timer.cancel();
        resolve(result);
      },
      (error: unknown) => {
        timer.cancel();
        reject(error);
      },
    );
  });
}
