import { performServerHandshake } from 'node:http2';
import type { Socket } from 'node:net';
import type { Connection, EdgeContext } from './context.ts';
import { Http2Connection } from './http2-connection.ts';

/** Speaks HTTP/2 with prior knowledge on a socket whose preface was seen and put back. */
export function acceptHttp2(socket: Socket, context: EdgeContext, onClosed: () => void): Connection {
  const { headerBytesMax, headersMax, http2StreamsMax } = context.limits;
  const session = performServerHandshake(socket, {
    maxHeaderListPairs: headersMax,
    settings: { maxConcurrentStreams: http2StreamsMax, maxHeaderListSize: headerBytesMax },
  });
  return new Http2Connection(session, socket, context, onClosed);
}
