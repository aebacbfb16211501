import { createServer, type Server, type Socket } from 'node:net';
import type { Clock, Random } from '#ambient';
import type { PlatformLog } from '#observe';
import type { Door } from '#wire';
import { createAnswer } from './answer.ts';
import type { Connection, EdgeContext } from './context.ts';
import { createHttp1 } from './http1.ts';
import { acceptHttp2 } from './http2.ts';
import { defaultLimits, type EdgeLimits } from './limits.ts';
import { explainListenError } from './listen-errors.ts';
import { rateBoundedWarn } from './rate-bounded-log.ts';
import { sniff } from './sniff.ts';
import { Watch } from './watch.ts';

export type EdgeOptions = {
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  /** The first that claims a request serves it. */
  readonly doors: readonly Door[];
  readonly clock: Clock;
  readonly random: Random;
  readonly log: PlatformLog;
  /** Names besides loopback under which this machine's own pages and tools may call, without port. */
  readonly allowedHosts: readonly string[];
  readonly limits?: Partial<EdgeLimits>;
};

/** A listening edge. */
export type Edge = {
  readonly address: { readonly host: string; readonly port: number };
  /** `http://host:port`, as a client on this machine reaches it. */
  readonly endpoint: string;
  readonly draining: boolean;
  /** Serves a connection from inside an execution environment. Closes it where too many are open. */
  accept(socket: Socket, environment: string): void;
  /** Takes no more requests, lets those in flight finish within `drainTimeoutMs`, then closes every connection. */
  close(): Promise<void>;
};

/** Listens for HTTP/1.1 and HTTP/2 on one port. Throws `PortInUse`, `PortNotPermitted` or `HostUnavailable`. */
export async function openEdge(options: EdgeOptions): Promise<Edge> {
  const { clock, host, log, random } = options;
  const limits = { ...defaultLimits, ...options.limits };
  const watch = new Watch(clock, limits.sweepIntervalMs);
  const connections = new Set<Connection>();
  let closed: Promise<void> | undefined;
  const context: EdgeContext = {
    clock,
    random,
    limits,
    log,
    watch,
    get draining() {
      return closed !== undefined;
    },
    answer: createAnswer({
      doors: options.doors,
      clock,
      log,
      limits,
      allowedHosts: ownNames(options),
      isDraining: () => closed !== undefined,
    }),
  };
  const accept = acceptor(context, connections);
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => accept(socket));
  server.maxConnections = limits.connectionsMax;
  const warn = rateBoundedWarn(log, clock, limits.refusalLogsPerMinute);
  server.on('drop', (peer) =>
    warn('closed a connection because too many are open', {
      connectionsMax: limits.connectionsMax,
      sourceIp: peer?.remoteAddress,
    }),
  );
  const port = await listen(server, host, options.port);
  // Accepting may fail for want of file descriptors; the listener goes on.
  server.on('error', (error) => warn('a connection could not be accepted', { error }));
  return {
    address: { host, port },
    endpoint: `http://${reachableHost(host)}:${port}`,
    get draining() {
      return closed !== undefined;
    },
    accept(socket, environment) {
      if (connections.size < limits.connectionsMax && closed === undefined) accept(socket, environment);
      else socket.destroy();
    },
    close() {
      closed ??= drain(server, connections, clock, limits.drainTimeoutMs).finally(() => watch.close());
      return closed;
    },
  };
}

function acceptor(
  context: EdgeContext,
  connections: Set<Connection>,
): (socket: Socket, environment?: string) => void {
  const acceptHttp1 = createHttp1(context);
  return (socket, environment) => {
    // Without a listener of our own, a reset between two owners of the socket would end the process.
    socket.on('error', () => socket.destroy());
    const onClosed = (): void => {
      connections.delete(connection);
    };
    let connection = sniff(socket, context, onClosed, (protocol) => {
      connections.delete(connection);
      const accepted = { socket, environment, onClosed };
      connection = protocol === 'http2' ? acceptHttp2(accepted, context) : acceptHttp1(accepted);
      connections.add(connection);
    });
    connections.add(connection);
  };
}

function listen(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const onError = (error: Error): void => reject(explainListenError(error, host, port));
    server.once('error', onError);
    server.listen({ host, port }, () => {
      server.off('error', onError);
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}

async function drain(
  server: Server,
  connections: ReadonlySet<Connection>,
  clock: Clock,
  drainTimeoutMs: number,
): Promise<void> {
  const everyConnectionClosed = new Promise<void>((resolve) => server.close(() => resolve()));
  const hardStop = clock.after(drainTimeoutMs, () => {
    for (const connection of connections) connection.destroy();
  });
  // Not before the caller has noted that it drains: what a connection does next depends on that.
  queueMicrotask(() => {
    for (const connection of connections) connection.drain();
  });
  await everyConnectionClosed;
  hardStop.cancel();
}

const wildcards = new Set(['0.0.0.0', '::']);

function ownNames({ host, allowedHosts }: EdgeOptions): ReadonlySet<string> {
  const names = allowedHosts.map((name) => name.toLowerCase());
  if (!wildcards.has(host)) names.push(bracketed(host.toLowerCase()));
  return new Set(names);
}

function reachableHost(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  return bracketed(host === '::' ? '::1' : host);
}

function bracketed(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}
