/**
 * Started in the network between an ordinary user's functions: connects each socket that the launcher process hands over to the port
 * that its first line names, says so with an empty line, and carries what both sides say.
 */
import { connect, type Socket } from 'node:net';

/** Bytes of the line: a port. */
const LINE_BYTES_MAX = 8;

/** The port; undefined for anything else. Nothing behind the line is taken. */
async function portOf(socket: Socket): Promise<number | undefined> {
  let line = '';
  while (line.length < LINE_BYTES_MAX) {
    const byte = socket.read(1) as Buffer | null;
    if (byte === null) {
      if (socket.readableEnded || socket.destroyed) return undefined;
      await new Promise<void>((resolve) => {
        socket.once('readable', resolve).once('close', resolve);
      });
    } else if (byte[0] === 0x0a) {
      return /^\d{1,5}$/.test(line) && Number(line) < 65_536 ? Number(line) : undefined;
    } else line += byte.toString('latin1');
  }
  return undefined;
}

async function carry(near: Socket, address: string): Promise<void> {
  near.on('error', () => near.destroy());
  const port = await portOf(near);
  if (port === undefined) {
    near.destroy();
    return;
  }
  const far = connect({ host: address, port, allowHalfOpen: true, noDelay: true });
  far.once('connect', () => near.write('\n'));
  far.on('error', () => near.destroy());
  near.once('close', () => far.destroy());
  far.once('close', () => near.end());
  near.pipe(far).pipe(near);
}

process.on('message', ({ address }: { address: string }, socket: Socket | undefined) => {
  if (socket !== undefined) void carry(socket, address);
});
process.once('disconnect', () => process.exit(0));
