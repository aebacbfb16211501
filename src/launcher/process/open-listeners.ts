/**
 * Started in a network namespace: opens the listeners that functions there find on their loopback, hands them to the launcher process,
 * lets the host reach other services there (`innerRules`) and ends. Whoever connects to one of them is in that namespace.
 */
import { writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { INNER_PORTS } from '../launcher-protocol.ts';

type Opened = Server & { readonly _handle: unknown };

async function listenOn(port: number): Promise<Opened> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, '127.0.0.1', resolve);
  });
  return server as Opened;
}

// Or the kernel takes nothing for the loopback that comes from elsewhere. Whoever is not root opens no way in.
if (process.getuid?.() === 0) writeFileSync('/proc/sys/net/ipv4/conf/eth0/route_localnet', '1');
for (const [listener, port] of Object.entries(INNER_PORTS)) {
  const { _handle: handle } = await listenOn(port);
  await new Promise<void>((resolve, reject) => {
    process.send?.({ listener }, handle as never, {}, (error) =>
      error === null ? resolve() : reject(error),
    );
  });
}
process.exit(0);
