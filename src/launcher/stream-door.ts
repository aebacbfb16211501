import { timingSafeEqual } from 'node:crypto';
import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Clock } from '#ambient';
import type { StreamName } from './launcher-protocol.ts';
import { HELLO_BYTES_MAX, HELLO_PENDING_MAX, HELLO_TIMEOUT_MS, SOCKET_PATH_BYTES_MAX } from './limits.ts';

export type Streams = Readonly<Record<Exclude<StreamName, 'extensions'>, Socket>> & {
  readonly extensions?: Socket;
};

type Expected = {
  readonly token: Buffer;
  readonly names: readonly StreamName[];
  readonly arrived: Partial<Record<StreamName, Socket>>;
  resolve(streams: Streams): void;
  reject(reason: Error): void;
};

/** The gateway's Unix socket. Each environment's three streams arrive here, each introduced by one line. */
export class StreamDoor {
  readonly socketPath: string;
  readonly #folder: string;
  readonly #server: Server;
  readonly #clock: Clock;
  readonly #expected = new Map<string, Expected>();
  readonly #sockets = new Set<Socket>();
  readonly #strangers = new Set<Socket>();

  private constructor(folder: string, clock: Clock) {
    this.#folder = folder;
    this.#clock = clock;
    this.socketPath = join(folder, 's');
    this.#server = createServer({ pauseOnConnect: true, allowHalfOpen: false }, (socket) =>
      this.#greet(socket),
    );
  }

  /** Listens in a folder of its own that only this user may enter: below `folder` where the path is short enough. */
  static async open(folder: string, clock: Clock): Promise<StreamDoor> {
    const inside = join(folder, 'gateway');
    const fits = Buffer.byteLength(join(inside, 's')) <= SOCKET_PATH_BYTES_MAX;
    const home = fits ? inside : await mkdtemp(join(tmpdir(), 'lambent-'));
    if (fits) {
      await rm(inside, { recursive: true, force: true });
      await mkdir(inside, { mode: 0o700 });
    }
    await chmod(home, 0o700);
    const door = new StreamDoor(home, clock);
    await new Promise<void>((resolve, reject) => {
      door.#server.once('error', reject).listen(door.socketPath, resolve);
    });
    return door;
  }

  /** Resolves with the streams of environment `id` when all of `names` have introduced themselves with `token`. */
  expect(id: string, token: string, names: readonly StreamName[]): Promise<Streams> {
    return new Promise((resolve, reject) => {
      this.#expected.set(id, { token: Buffer.from(token), names, arrived: {}, resolve, reject });
    });
  }

  /** Stops waiting for the streams of `id`, whose `expect` rejects with `reason`. Harmless when they have all arrived. */
  giveUp(id: string, reason: Error): void {
    const expected = this.#expected.get(id);
    if (expected === undefined) return;
    this.#expected.delete(id);
    for (const socket of Object.values(expected.arrived)) socket.destroy();
    expected.reject(reason);
  }

  /** Destroys every stream that came through. */
  async close(): Promise<void> {
    for (const id of [...this.#expected.keys()]) this.giveUp(id, new Error('the launcher is closing'));
    // Else the server would wait for streams that nobody reads to their end.
    for (const socket of this.#sockets) socket.destroy();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
    await rm(this.#folder, { recursive: true, force: true });
  }

  #greet(socket: Socket): void {
    if (this.#strangers.size >= HELLO_PENDING_MAX) {
      socket.destroy();
      return;
    }
    this.#sockets.add(socket);
    socket.once('close', () => this.#sockets.delete(socket));
    this.#strangers.add(socket);
    const timer = this.#clock.after(HELLO_TIMEOUT_MS, () => socket.destroy());
    const done = (): void => {
      timer.cancel();
      this.#strangers.delete(socket);
      socket.off('readable', read);
    };
    let head: Buffer = Buffer.alloc(0);
    const read = (): void => {
      const chunk: Buffer | null = socket.read();
      if (chunk === null) return;
      head = head.length === 0 ? chunk : Buffer.concat([head, chunk]);
      const end = head.indexOf(0x0a);
      if (end === -1 && head.length <= HELLO_BYTES_MAX) return;
      done();
      if (end === -1 || !this.#admit(socket, head.toString('latin1', 0, end))) socket.destroy();
      else if (head.length > end + 1) socket.unshift(head.subarray(end + 1));
    };
    socket.on('error', () => socket.destroy());
    socket.once('close', done);
    socket.on('readable', read);
  }

  #admit(socket: Socket, line: string): boolean {
    const [id = '', token = '', stream = ''] = line.split(' ');
    const expected = this.#expected.get(id);
    const name = expected?.names.find((known) => known === stream);
    if (expected === undefined || name === undefined || expected.arrived[name] !== undefined) return false;
    const given = Buffer.from(token);
    if (given.length !== expected.token.length || !timingSafeEqual(given, expected.token)) return false;
    expected.arrived[name] = socket;
    const { channel, telemetry, stdio, extensions } = expected.arrived;
    if (channel && telemetry && stdio && expected.names.every((known) => expected.arrived[known])) {
      this.#expected.delete(id);
      expected.resolve({ channel, telemetry, stdio, ...(extensions && { extensions }) });
    }
    return true;
  }
}
