import type { IncomingHttpHeaders, ServerHttp2Session, ServerHttp2Stream } from 'node:http2';
import type { Socket } from 'node:net';
import type { Accepted, Connection, EdgeContext } from './context.ts';
import { plainIp } from './http1-connection.ts';
import { Http2Exchange } from './http2-exchange.ts';
import type { Watched } from './watch.ts';

/** One HTTP/2 connection: any number of requests at once, up to the limit it announced. */
export class Http2Connection implements Connection, Watched {
  readonly context: EdgeContext;
  readonly sourceIp: string;
  readonly environment: string | undefined;
  deadlineMs: number;
  readonly #session: ServerHttp2Session;
  readonly #socket: Socket;
  #open = 0;
  #requests = 0;
  #settled = false;

  constructor(
    session: ServerHttp2Session,
    { socket, environment, onClosed }: Accepted,
    context: EdgeContext,
  ) {
    this.#session = session;
    this.#socket = socket;
    this.environment = environment;
    this.context = context;
    this.sourceIp = plainIp(socket.remoteAddress ?? '');
    this.deadlineMs = context.watch.nowMs() + context.limits.http2SettingsTimeoutMs;
    context.watch.add(this);
    session.once('remoteSettings', () => {
      this.#settled = true;
      this.#rest();
    });
    session.on(
      'stream',
      (stream: ServerHttp2Stream, headers: IncomingHttpHeaders, _flags: number, raw: string[]) =>
        this.#receive(stream, headers, raw),
    );
    // A client's protocol error closes its session; there is nobody to tell.
    session.on('error', () => this.destroy());
    // No HTTP/2 client half-closes: one that sends no more is gone, and so are its requests.
    socket.once('end', () => this.destroy());
    socket.once('close', () => {
      context.watch.delete(this);
      onClosed();
    });
  }

  onDeadline(): void {
    this.destroy();
  }

  drain(): void {
    if (this.#settled) this.#session.close();
    else this.destroy();
  }

  destroy(): void {
    this.#session.destroy();
    this.#socket.destroy();
  }

  #receive(stream: ServerHttp2Stream, headers: IncomingHttpHeaders, rawHeaders: string[]): void {
    this.#open += 1;
    this.#requests += 1;
    this.deadlineMs = Number.POSITIVE_INFINITY;
    const exchange = new Http2Exchange(this, stream, headers, rawHeaders);
    stream.once('close', () => {
      exchange.closed();
      this.#open -= 1;
      this.#rest();
    });
    // A reset by the client is an abort, told by 'close'.
    stream.on('error', ignore);
    void exchange.run();
    if (this.#requests >= this.context.limits.requestsPerConnectionMax && !this.#session.closed) {
      this.#session.close();
    }
  }

  #rest(): void {
    if (this.#open > 0) return;
    this.deadlineMs = this.context.watch.nowMs() + this.context.limits.keepAliveTimeoutMs;
  }
}

function ignore(): void {}
