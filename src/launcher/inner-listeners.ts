import { createServer, type Server, type Socket } from 'node:net';
import type { FromLauncher, InnerListener } from './launcher-protocol.ts';
import { INNER_CONNECTIONS_MAX } from './limits.ts';

/** Who takes the connections that functions make to one of their two inner listeners. */
export type InnerServer = (socket: Socket, environment: string) => void;

type Network = {
  readonly servers: Server[];
  readonly sockets: Set<Socket>;
  /** Whose it is now; undefined: nobody's, and nobody can connect but by mistake. */
  environment: string | undefined;
  address: string;
};

/** The gateway's ends of the listeners on the loopbacks of environments' own networks. */
export class InnerListeners {
  readonly #networks = new Map<number, Network>();
  readonly #takers = new Map<InnerListener, InnerServer>();

  /** From now on `take` gets every connection to that listener, of every environment. */
  serve(listener: InnerListener, take: InnerServer): void {
    this.#takers.set(listener, take);
  }

  /** What the launcher process says about networks. */
  receive(message: Extract<FromLauncher, { network: number }>, handle: unknown): void {
    const network = this.#network(message.network);
    if ('environment' in message) {
      network.environment = message.environment;
      network.address = message.address;
    } else this.#listen(network, message.listener, handle);
  }

  /** Of the environment's own network; undefined where it has none. */
  addressOf(environment: string): string | undefined {
    for (const network of this.#networks.values())
      if (network.environment === environment) return network.address;
    return undefined;
  }

  /** Its network is nobody's now, or soon another environment's. */
  release(environment: string): void {
    for (const network of this.#networks.values()) {
      if (network.environment !== environment) continue;
      network.environment = undefined;
      for (const socket of network.sockets) socket.destroy();
    }
  }

  /** The launcher process is gone, and its networks with it. */
  close(): void {
    for (const { servers, sockets } of this.#networks.values()) {
      for (const server of servers) server.close();
      for (const socket of sockets) socket.destroy();
    }
    this.#networks.clear();
  }

  #network(number: number): Network {
    const known = this.#networks.get(number);
    if (known !== undefined) return known;
    const network = { servers: [], sockets: new Set<Socket>(), environment: undefined, address: '' };
    this.#networks.set(number, network);
    return network;
  }

  #listen(network: Network, listener: InnerListener, handle: unknown): void {
    const server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
      const take = this.#takers.get(listener);
      if (take === undefined || network.environment === undefined) {
        socket.destroy();
        return;
      }
      network.sockets.add(socket);
      socket.once('close', () => network.sockets.delete(socket));
      take(socket, network.environment);
    });
    server.maxConnections = INNER_CONNECTIONS_MAX;
    // Accepting may fail for want of file descriptors; the listener goes on.
    server.on('error', () => undefined);
    server.listen(handle);
    network.servers.push(server);
  }
}
