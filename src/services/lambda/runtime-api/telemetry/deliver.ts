import { request } from 'node:http';
import { connect, type Socket } from 'node:net';
import type { Clock } from '#ambient';
import { deliveryMsMax } from '../limits.ts';
import type { Destination } from './subscription.ts';

/**
 * Hands a batch of JSON texts to its receiver on a port of `address`, the environment's loopback as seen from here, and of nothing
 * else, whatever a subscription says. Rejects when that is not there, too slow, or says no.
 */
export function deliver(
  address: string,
  to: Destination,
  records: readonly string[],
  clock: Clock,
): Promise<void> {
  return to.protocol === 'HTTP' ? post(address, to, records, clock) : write(address, to, records, clock);
}

function post(address: string, to: Destination, records: readonly string[], clock: Clock): Promise<void> {
  const body = `[${records.join(',')}]`;
  return new Promise((resolve, reject) => {
    const sent = request(
      {
        host: address,
        port: to.port,
        path: to.path,
        method: 'POST',
        agent: false,
        headers: { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) },
      },
      (response) => {
        response.resume();
        const status = response.statusCode ?? 0;
        if (status >= 200 && status < 300) response.once('end', resolve);
        else reject(new Error(`the receiver answered ${status}`));
        response.once('close', () => reject(new Error('the receiver hung up')));
      },
    );
    const limit = clock.after(deliveryMsMax, () => sent.destroy(new Error('the receiver took too long')));
    sent.once('error', reject);
    sent.once('close', () => limit.cancel());
    sent.end(body);
  });
}

function write(address: string, to: Destination, records: readonly string[], clock: Clock): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket: Socket = connect(to.port, address);
    const limit = clock.after(deliveryMsMax, () => socket.destroy(new Error('the receiver took too long')));
    socket.once('error', reject);
    socket.once('close', () => {
      limit.cancel();
      resolve();
    });
    socket.resume();
    socket.end(records.map((record) => `${record}\n`).join(''));
  });
}
