import { createServer } from 'node:http';
import type { Socket } from 'node:net';
import type { Accepted, Connection, EdgeContext } from './context.ts';
import { Http1Connection } from './http1-connection.ts';
import { refusal } from './refusal.ts';

/**
 * Speaks HTTP/1.1 on sockets accepted elsewhere. Node's server parses and frames; its timeouts never start on a server that does not
 * itself listen, so all of them are the connection's own.
 */
export function createHttp1(context: EdgeContext): (accepted: Accepted) => Connection {
  const connections = new WeakMap<Socket, Http1Connection>();
  const server = createServer({
    maxHeaderSize: context.limits.headerBytesMax,
    insecureHTTPParser: false,
    // The edge refuses a missing Host itself, in its own form.
    requireHostHeader: false,
    optimizeEmptyRequests: true,
    keepAliveTimeout: 0,
    headersTimeout: 0,
    requestTimeout: 0,
  });
  // Node drops headers above this count in silence; the edge counts and refuses.
  server.maxHeadersCount = 0;
  server.on('request', (message, response) => connections.get(message.socket)?.receive(message, response));
  server.on('checkContinue', (message, response) =>
    connections.get(message.socket)?.receive(message, response, { expectsContinue: true }),
  );
  server.on('checkExpectation', (message, response) =>
    connections.get(message.socket)?.receive(message, response, {
      refused: refusal(417, 'The only expectation that can be met is 100-continue.'),
    }),
  );
  server.on('connect', (_message, socket) =>
    connections.get(socket as Socket)?.fail(405, 'CONNECT is not supported: this is not a proxy.'),
  );
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    const connection = connections.get(socket as Socket);
    const [status, message] = describe(error);
    connection?.fail(status, message);
  });
  return (accepted) => {
    const { socket } = accepted;
    const connection = new Http1Connection(accepted, context);
    connections.set(socket, connection);
    server.emit('connection', socket);
    socket.resume();
    return connection;
  };
}

function describe(error: NodeJS.ErrnoException): [status: number, message: string] {
  switch (error.code) {
    case 'HPE_HEADER_OVERFLOW':
      return [431, 'The request header is too large.'];
    case 'HPE_CHUNK_EXTENSIONS_OVERFLOW':
      return [413, 'The chunk extensions of the body are too large.'];
    default:
      return [400, 'The request is not valid HTTP.'];
  }
}
