/**
 * Started in a network namespace: opens the listeners that functions there find on their loopback, hands them to the launcher process
 * and ends. Whoever connects to one of them is in that namespace.
 */
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

for (const [listener, port] of Object.entries(INNER_PORTS)) {
  const { _handle: handle } = await listenOn(port);
  await new Promise<void>((resolve, reject) => {
    process.send?.({ listener }, handle as never, {}, (error) =>
      error === null ? resolve() : reject(error),
    );
  });
}
process.exit(0);
