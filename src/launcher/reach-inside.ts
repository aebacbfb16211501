import { connect, type Socket } from 'node:net';

/**
 * Connects to a port of an environment's loopback, by the `address` of its process: an address of the internet protocol, or the path
 * of a socket whose other end is told the port and says when it is there (`process/way-in.ts`). `signal` ends what was reached, too.
 */
export function reachInside(address: string, port: number, signal: AbortSignal): Promise<Socket> {
  const isPath = address.startsWith('/');
  const socket = isPath ? connect(address) : connect(port, address);
  signal.addEventListener('abort', () => socket.destroy(signal.reason as Error), { once: true });
  if (isPath) socket.write(`${port}\n`);
  return connected(socket, isPath ? 'readable' : 'connect');
}

/** Resolves with the first event, if nothing ends the socket before. The line that says so is not the caller's. */
function connected(socket: Socket, event: 'connect' | 'readable'): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const ended = (): void => reject(new Error('nobody listens there'));
    socket.once('error', reject).once('close', ended);
    socket.once(event, () => {
      if (event === 'readable' && socket.read(1) === null) return;
      socket.off('error', reject).off('close', ended);
      resolve(socket);
    });
  });
}
