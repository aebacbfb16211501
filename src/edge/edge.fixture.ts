/** A listening edge, and clients that speak exactly the bytes a test gives them. */
import assert from 'node:assert/strict';
import { connect, type Socket } from 'node:net';
import type { TestContext } from 'node:test';
import { seededRandom, VirtualClock } from '#ambient';
import type { Door, HttpRequest, HttpResponse } from '#wire';
import { type Edge, openEdge } from './edge.ts';
import type { EdgeLimits } from './limits.ts';

/** Ends a test that would otherwise wait for ever; nothing is measured by it. */
export const hang = { timeout: 30_000 };

export type LogLine = { readonly level: string; readonly message: string; readonly fields: unknown };

export type TestEdge = {
  readonly edge: Edge;
  readonly clock: VirtualClock;
  readonly logged: LogLine[];
  /** A connection that sends `bytes` at once. */
  connect(bytes?: string): RawClient;
};

export async function openTestEdge(
  t: TestContext,
  serve: Door['serve'],
  limits: Partial<EdgeLimits> = {},
  pages: Door['pages'] = 'any-origin',
): Promise<TestEdge> {
  const clock = new VirtualClock();
  const logged: LogLine[] = [];
  const note = (level: string) => (message: string, fields?: unknown) => {
    logged.push({ level, message, fields });
  };
  const edge = await openEdge({
    host: '127.0.0.1',
    port: 0,
    doors: [{ name: 'test', pages, claims: () => true, serve }],
    clock,
    random: seededRandom(1),
    log: { debug: note('debug'), info: note('info'), warn: note('warn'), error: note('error') },
    allowedHosts: [],
    limits: { sweepIntervalMs: 10, ...limits },
  });
  const clients: RawClient[] = [];
  t.after(async () => {
    for (const client of clients) client.socket.destroy();
    await passTimeUntil(clock, edge.close());
  });
  return {
    edge,
    clock,
    logged,
    connect(bytes = '') {
      const client = new RawClient(edge.address.port, bytes);
      clients.push(client);
      return client;
    },
  };
}

/** Moves the clock on, a little at a time, until `promise` settles. */
export async function passTimeUntil<T>(
  clock: VirtualClock,
  promise: Promise<T>,
  everyStep?: () => void,
): Promise<T> {
  let settled = false;
  const note = (): void => {
    settled = true;
  };
  promise.then(note, note);
  while (!settled) {
    everyStep?.();
    await clock.advance(10);
  }
  return promise;
}

export class RawClient {
  readonly socket: Socket;
  /** Everything received so far, one character a byte. */
  received = '';
  /** Settles when the connection is over, whether in good order or by a reset. */
  readonly closed: Promise<void>;
  readonly #waiting = new Set<() => void>();

  constructor(port: number, bytes: string) {
    this.socket = connect(port, '127.0.0.1');
    this.socket.on('data', (chunk) => {
      this.received += chunk.toString('latin1');
      for (const look of this.#waiting) look();
    });
    this.socket.on('error', () => this.socket.destroy());
    this.closed = new Promise((resolve) =>
      this.socket.once('close', () => {
        resolve();
        for (const look of this.#waiting) look();
      }),
    );
    if (bytes !== '') this.send(bytes);
  }

  send(bytes: string): void {
    if (this.socket.writable) this.socket.write(bytes, 'latin1');
  }

  /** Waits until `pattern` was received; fails if the connection closes before. */
  until(pattern: RegExp): Promise<RegExpExecArray> {
    return new Promise((resolve, reject) => {
      const look = (): void => {
        const match = pattern.exec(this.received);
        if (match === null && !this.socket.destroyed) return;
        this.#waiting.delete(look);
        if (match === null) reject(new Error(`closed before ${pattern}, after: ${this.received}`));
        else resolve(match);
      };
      this.#waiting.add(look);
      look();
    });
  }

  get statuses(): number[] {
    return [...this.received.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map((match) => Number(match[1]));
  }
}

export function text(body: string, status = 200, headers: readonly string[] = []): HttpResponse {
  return { status, headers, body };
}

/** A request's header in full; `lines` are further header lines. */
export function head(requestLine: string, ...lines: string[]): string {
  return `${[`${requestLine} HTTP/1.1`, 'Host: localhost', ...lines].join('\r\n')}\r\n\r\n`;
}

/** A door's answer that waits until the test releases it. */
export function heldAnswer(): {
  serve: Door['serve'];
  arrived: Promise<HttpRequest>;
  release: (answer: HttpResponse) => void;
} {
  const arrival = Promise.withResolvers<HttpRequest>();
  const answer = Promise.withResolvers<HttpResponse>();
  return {
    serve: (request) => {
      arrival.resolve(request);
      return answer.promise;
    },
    arrived: arrival.promise,
    release: answer.resolve,
  };
}

export function onlyLine(logged: readonly LogLine[], level: string): LogLine {
  const lines = logged.filter((line) => line.level === level);
  assert.equal(lines.length, 1, JSON.stringify(logged));
  return lines[0] as LogLine;
}
