import { request } from 'node:http';
import type { Socket } from 'node:net';
import type { Clock } from '#ambient';
import { reachInside } from '#launcher';
import { deliveryMsMax } from '../limits.ts';
import type { Destination } from './subscription.ts';

/**
 * Hands a batch of JSON texts to its receiver on a port of `address`, the environment's loopback as seen from here, and of nothing
 * else, whatever a subscription says. Rejects when that is not there, too slow, or says no.
 */
export async function deliver(
  address: string,
  to: Destination,
  records: readonly string[],
  clock: Clock,
): Promise<void> {
  const abort = new AbortController();
  const limit = clock.after(deliveryMsMax, () => abort.abort(new Error('the receiver took too long')));
  try {
    const socket = await reachInside(address, to.port, abort.signal);
    await (to.protocol === 'HTTP' ? post(socket, to, records) : write(socket, records));
  } finally {
    limit.cancel();
  }
}

function post(socket: Socket, to: Destination, records: readonly string[]): Promise<void> {
  const body = `[${records.join(',')}]`;
  return new Promise((resolve, reject) => {
    const sent = request(
      {
        createConnection: () => socket,
        port: to.port,
        path: to.path,
        method: 'POST',
        headers: { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) },
      },
      (response) => {
        response.resume();
        const status = response.statusCode ?? 0;
        if (status >= 200 && status < 300) response.once('end', resolve);
        else reject(new Error(`the receiver answered ${status}`));
        response.once('close', () => {
          socket.destroy();
          reject(new Error('the receiver hung up'));
        });
      },
    );
    sent.once('error', reject);
    sent.end(body);
  });
}

function write(socket: Socket, records: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once('error', reject).once('close', () => resolve());
    socket.resume();
    socket.end(records.map((record) => `${record}\n`).join(''));
  });
}
