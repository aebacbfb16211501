import type { Socket } from 'node:net';
import type { Connection, EdgeContext } from './context.ts';
import type { Watched } from './watch.ts';

/** What an HTTP/2 client with prior knowledge says first (RFC 9113 §3.4). No HTTP/1.1 request begins like it. */
const preface = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 'latin1');

/** Undecided while all bytes so far are a beginning of the preface. */
export function protocolOf(bytes: Buffer): 'http1' | 'http2' | 'undecided' {
  const known = Math.min(bytes.length, preface.length);
  if (bytes.compare(preface, 0, known, 0, known) !== 0) return 'http1';
  return known === preface.length ? 'http2' : 'undecided';
}

/** Reads until the protocol is known, then puts the bytes back and hands the paused socket over. A client that does not get there in time is cut off. */
export function sniff(
  socket: Socket,
  context: Pick<EdgeContext, 'watch' | 'limits'>,
  onClosed: () => void,
  onKnown: (protocol: 'http1' | 'http2') => void,
): Connection {
  let seen: Buffer = Buffer.alloc(0);
  const watched: Watched = {
    deadlineMs: context.watch.nowMs() + context.limits.headersTimeoutMs,
    onDeadline: () => socket.destroy(),
  };
  const leave = (): void => {
    context.watch.delete(watched);
    socket.off('data', onData).off('end', onEnd).off('close', onClose);
  };
  const onData = (chunk: Buffer): void => {
    seen = seen.length === 0 ? chunk : Buffer.concat([seen, chunk]);
    const protocol = protocolOf(seen);
    if (protocol === 'undecided') return;
    leave();
    socket.pause();
    socket.unshift(seen);
    onKnown(protocol);
  };
  const onEnd = (): void => {
    socket.destroy();
  };
  const onClose = (): void => {
    leave();
    onClosed();
  };
  context.watch.add(watched);
  socket.on('data', onData).on('end', onEnd).on('close', onClose);
  return {
    drain: () => {
      if (seen.length === 0) socket.destroy();
    },
    destroy: () => socket.destroy(),
  };
}
