/**
 * Started in a network namespace: opens the listeners that functions there find on their loopback, hands them to the launcher process,
 * lets the host reach other services there (`innerRules`) and ends. Whoever connects to one of them is in that namespace.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import type { InnerPort } from '../launcher-protocol.ts';

/** How often it is looked whether the launcher process is still there. */
const LOOK_EVERY_MS = 100;

type Opened = Server & { readonly _handle: unknown };

async function listenOn(host: string, port: number): Promise<Opened> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, host, resolve);
  });
  return server as Opened;
}

async function give(listener: string, { _handle: handle }: Opened): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    process.send?.({ listener }, handle as never, {}, (error) =>
      error === null ? resolve() : reject(error),
    );
  });
}

/** Node.js waits for ever for the answer to a handle that it sent, and does not say that whoever owes it is gone. */
async function endWithTaker(): Promise<void> {
  while (process.connected) await pause(LOOK_EVERY_MS);
  process.exit(1);
}

function hasLoopback6(): boolean {
  const addresses = '/proc/net/if_inet6';
  return existsSync(addresses) && /^0{31}1 /m.test(readFileSync(addresses, 'latin1'));
}

void endWithTaker();
const ports = JSON.parse(process.argv[2] ?? '[]') as readonly InnerPort[];
// Or the kernel takes nothing for the loopback that comes from elsewhere. Who is not root has it done before.
if (process.getuid?.() === 0) writeFileSync('/proc/sys/net/ipv4/conf/eth0/route_localnet', '1');
for (const { listener, port } of ports) {
  await give(listener, await listenOn('127.0.0.1', port));
  // The platform's own are where AWS has them; what the operator opened is where a developer's code looks for it.
  if (listener.startsWith('functionHost:') && hasLoopback6())
    await give(listener, await listenOn('::1', port));
}
process.exit(0);
