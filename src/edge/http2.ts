import { performServerHandshake } from 'node:http2';
import type { Accepted, Connection, EdgeContext } from './context.ts';
import { Http2Connection } from './http2-connection.ts';

/** Speaks HTTP/2 with prior knowledge on a socket whose preface was seen and put back. */
export function acceptHttp2(accepted: Accepted, context: EdgeContext): Connection {
  const { headerBytesMax, headersMax, http2StreamsMax } = context.limits;
  const session = performServerHandshake(accepted.socket, {
    maxHeaderListPairs: headersMax,
    settings: { maxConcurrentStreams: http2StreamsMax, maxHeaderListSize: headerBytesMax },
  });
  return new Http2Connection(session, accepted, context);
}
