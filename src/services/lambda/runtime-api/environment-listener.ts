import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { truncated } from './answers.ts';
import { connectionsMax, headerBytesMax, requestsBehindMax } from './limits.ts';

type Exchange = { readonly request: IncomingMessage; readonly response: ServerResponse };

export type RequestHandler = (request: IncomingMessage, response: ServerResponse) => void;

/**
 * Where one environment reaches the platform: an HTTP server of its own, so that every connection is known to belong to it, and closed
 * with it. `address` is the value of AWS_LAMBDA_RUNTIME_API.
 */
export class EnvironmentListener {
  readonly address: string;
  readonly #server: Server;
  /** Of each connection with a request that is not answered yet, those behind it. */
  readonly #behind = new WeakMap<Socket, Exchange[]>();
  readonly #closed: () => void;
  #handler: RequestHandler | undefined;
  /** Extensions run as soon as their process does, which may be before anybody here knows of it. */
  readonly #early: Exchange[] = [];

  /** One that is given its connections. */
  constructor(address: string, closed: () => void, server = newServer()) {
    this.address = address;
    this.#closed = closed;
    this.#server = server;
    server.on('request', (request: IncomingMessage, response: ServerResponse) =>
      this.#admit({ request, response }),
    );
  }

  /** At a free port of this host's loopback. */
  static async open(): Promise<EnvironmentListener> {
    const server = newServer();
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject).listen(0, '127.0.0.1', resolve);
    });
    server.on('error', () => undefined);
    const { address, port } = server.address() as AddressInfo;
    return new EnvironmentListener(`${address}:${port}`, () => undefined, server);
  }

  accept(socket: Socket): void {
    this.#server.emit('connection', socket);
  }

  /** Whoever has asked before is answered now. */
  serve(handler: RequestHandler): void {
    this.#handler = handler;
    for (const { request, response } of this.#early.splice(0)) handler(request, response);
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
    this.#closed();
  }

  /** One after the other on each connection: Node.js itself takes any number ahead of their answers, and the first may wait for ever. */
  #admit(exchange: Exchange): void {
    const { socket } = exchange.request;
    const behind = this.#behind.get(socket);
    if (behind === undefined) {
      this.#behind.set(socket, []);
      this.#begin(exchange);
    } else if (behind.length < requestsBehindMax) behind.push(exchange);
    else socket.destroy();
  }

  #begin({ request, response }: Exchange): void {
    const { socket } = request;
    response.once('close', () => {
      const next = socket.destroyed ? undefined : this.#behind.get(socket)?.shift();
      if (next === undefined) this.#behind.delete(socket);
      else this.#begin(next);
    });
    this.#handle(request, response);
  }

  #handle(request: IncomingMessage, response: ServerResponse): void {
    // No runtime and no extension is a page in a browser, which may reach this port from anywhere.
    const isPage = 'origin' in request.headers || 'sec-fetch-site' in request.headers;
    if (!isPage) {
      if (this.#handler === undefined) this.#early.push({ request, response });
      else this.#handler(request, response);
      return;
    }
    request.resume();
    response.writeHead(403, { Connection: 'close' }).end();
  }
}

function newServer(): Server {
  const server = createServer({
    maxHeaderSize: headerBytesMax,
    requestTimeout: 0,
    headersTimeout: 0,
    keepAliveTimeout: 0,
  });
  server.maxConnections = connectionsMax;
  server.on('clientError', refuseBytes);
  return server;
}

/** Bytes that are no request, or its end in the middle: whoever still listens is told so. */
function refuseBytes(error: Error & { readonly code?: string }, socket: Socket): void {
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  const { errorMessage, errorType } = truncated;
  const cut = error.code === 'HPE_INVALID_EOF_STATE';
  const body = cut ? JSON.stringify({ errorMessage, errorType }) : '';
  const type = cut ? 'Content-Type: application/json\r\n' : '';
  socket.end(
    `HTTP/1.1 400 Bad Request\r\n${type}Content-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`,
  );
}
