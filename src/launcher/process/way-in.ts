import { type ChildProcess, spawn } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { fileURLToPath } from 'node:url';
import { type Holder, within } from './holder.ts';

/**
 * The gateway's way to what functions listen to on their loopback, where only the holder's network leads there. It connects to a
 * network's socket, and a program within, started when the first one does, has the connection from then on: `carry-inside.ts`.
 */
export class WayIn {
  readonly #holder: Holder;
  readonly #nsenter: string;
  readonly #servers: Server[] = [];
  #carrier: ChildProcess | undefined;

  constructor(holder: Holder, nsenter: string) {
    this.#holder = holder;
    this.#nsenter = nsenter;
  }

  /** Connections to the Unix socket at `path` are carried to ports of `address`. */
  async open(path: string, address: string): Promise<void> {
    const server = createServer({ pauseOnConnect: true }, (socket) => {
      socket.on('error', () => undefined);
      this.#started().send({ address }, socket, {}, () => undefined);
    });
    // A predecessor's, which did not end in peace.
    await rm(path, { force: true });
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject).listen(path, resolve);
    });
    // Accepting may fail for want of file descriptors; the listener goes on.
    server.on('error', () => undefined);
    this.#servers.push(server);
  }

  close(): void {
    for (const server of this.#servers) server.close();
    this.#carrier?.kill('SIGKILL');
  }

  #started(): ChildProcess {
    if (this.#carrier?.connected) return this.#carrier;
    const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
    const script = fileURLToPath(new URL(`./carry-inside.${extension}`, import.meta.url));
    const enter = [...within(this.#holder.pid), '--net', '--'];
    const carrier = spawn(this.#nsenter, [...enter, process.execPath, script], {
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      env: {},
    });
    carrier.on('error', () => undefined);
    this.#carrier = carrier;
    return carrier;
  }
}
