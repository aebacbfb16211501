import { type IncomingMessage, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { HttpResponse } from '#wire';
import { wholeResponseTimeoutMs } from './body-writer.ts';
import type { Accepted, Connection, EdgeContext } from './context.ts';
import { Http1Exchange } from './http1-exchange.ts';
import { refusal } from './refusal.ts';
import type { Watched } from './watch.ts';

/**
 * `header`: the first header is on its way. `serving`: a door has a request. `idle`: kept alive, or taking its last answer.
 * `closing`: refused; what still arrives is thrown away.
 */
type Phase = 'header' | 'serving' | 'idle' | 'closing';

const never = Number.POSITIVE_INFINITY;

/** One HTTP/1.1 connection: serves its requests one after another, in the order they came. */
export class Http1Connection implements Connection, Watched {
  readonly context: EdgeContext;
  readonly sourceIp: string;
  readonly environment: string | undefined;
  deadlineMs: number;
  readonly #socket: Socket;
  #phase: Phase = 'header';
  #current: Http1Exchange | undefined;
  #waiting: Http1Exchange[] | undefined;
  #requests = 0;
  #bytesReadWhenIdle = 0;

  constructor({ socket, environment, onClosed }: Accepted, context: EdgeContext) {
    this.#socket = socket;
    this.environment = environment;
    this.context = context;
    this.sourceIp = plainIp(socket.remoteAddress ?? '');
    this.deadlineMs = context.watch.nowMs() + context.limits.headersTimeoutMs;
    context.watch.add(this);
    socket.once('close', () => {
      context.watch.delete(this);
      this.#abandon();
      onClosed();
    });
  }

  /** True when the answer now written must be this connection's last. */
  get isLastAnswer(): boolean {
    return this.context.draining || this.#requests >= this.context.limits.requestsPerConnectionMax;
  }

  receive(
    message: IncomingMessage,
    response: ServerResponse,
    extra?: { readonly expectsContinue?: boolean; readonly refused?: HttpResponse },
  ): void {
    if (this.#phase === 'closing') return;
    const exchange = new Http1Exchange(this, message, response, extra);
    if (this.#current === undefined) {
      this.#start(exchange);
      return;
    }
    this.#waiting ??= [];
    if (this.#waiting.length >= this.context.limits.pipelinedRequestsMax) this.destroy();
    else this.#waiting.push(exchange);
  }

  /** Called by the exchange once its answer is handed over. */
  finished(isLast: boolean, pendingBytes: number): void {
    this.#current = undefined;
    if (isLast) {
      this.#abandon();
    } else {
      const next = this.#waiting?.shift();
      if (next !== undefined) {
        this.#start(next);
        return;
      }
    }
    this.#phase = 'idle';
    this.#bytesReadWhenIdle = this.#socket.bytesRead;
    const { watch, limits } = this.context;
    const allowedMs = isLast ? wholeResponseTimeoutMs(limits, pendingBytes) : limits.keepAliveTimeoutMs;
    this.deadlineMs = watch.nowMs() + allowedMs;
  }

  /** Called by the exchange that answers before its request's body has arrived: what follows is thrown away, for a while. */
  linger(): void {
    this.#phase = 'closing';
    this.deadlineMs = this.context.watch.nowMs() + this.context.limits.lingerTimeoutMs;
  }

  /** Answers a request that could not be parsed, and ends the connection. */
  fail(status: number, message: string): void {
    if (this.#phase === 'closing') return;
    const current = this.#current;
    const answerable = current === undefined || (current.awaitsBody && !current.answered);
    this.linger();
    this.#abandon();
    if (!answerable || !this.#socket.writable) {
      this.destroy();
      return;
    }
    const body = refusal(status, message).body;
    this.#socket.end(
      `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nContent-Type: application/json\r\n` +
        `Content-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`,
    );
    // Whatever the parser still held back must flow, or the client's close would never be seen.
    this.#socket.resume();
  }

  onDeadline(nowMs: number): void {
    const { limits } = this.context;
    const unsentBytes = this.#socket.writableLength;
    if (this.#phase === 'header') {
      this.fail(408, 'The request header did not arrive in time.');
    } else if (this.#phase === 'idle' && this.#hasHalfHeader()) {
      this.#phase = 'header';
      this.deadlineMs = nowMs + limits.headersTimeoutMs;
    } else if (this.#phase === 'idle' && unsentBytes > 0) {
      this.#phase = 'closing';
      this.deadlineMs = nowMs + wholeResponseTimeoutMs(limits, unsentBytes);
    } else {
      this.destroy();
    }
  }

  drain(): void {
    if (this.#phase === 'idle' && !this.#hasHalfHeader()) this.end();
  }

  /** Closes once everything written is sent. */
  end(): void {
    this.#socket.destroySoon();
  }

  destroy(): void {
    this.#socket.destroy();
  }

  #hasHalfHeader(): boolean {
    return this.#socket.bytesRead !== this.#bytesReadWhenIdle;
  }

  #start(exchange: Http1Exchange): void {
    this.#current = exchange;
    this.#phase = 'serving';
    this.deadlineMs = never;
    this.#requests += 1;
    void exchange.run();
  }

  #abandon(): void {
    const current = this.#current;
    const waiting = this.#waiting;
    this.#current = undefined;
    this.#waiting = undefined;
    current?.abort();
    for (const exchange of waiting ?? []) exchange.abort();
  }
}

/** IPv4 addresses of a dual-stack socket lose their IPv6 dress. */
export function plainIp(address: string): string {
  return address.startsWith('::ffff:') ? address.slice(7) : address;
}
