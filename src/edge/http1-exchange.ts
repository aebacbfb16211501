import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Readable } from 'node:stream';
import type { HttpRequest, HttpResponse, RawHeaders } from '#wire';
import { AbortListeners } from './abort-listeners.ts';
import { emptyBody, readWholeBody } from './body-reader.ts';
import { discardBody, writeStream } from './body-writer.ts';
import { foldHeaders, hostName, originForm } from './headers.ts';
import type { Http1Connection } from './http1-connection.ts';
import { refusal } from './refusal.ts';
import { assertSendable, isBodiless, isBodilessStatus, withoutFraming } from './response-head.ts';

type Extra = { readonly expectsContinue?: boolean; readonly refused?: HttpResponse };

/** One HTTP/1.1 request and its answer. It is itself the request that a door gets: this path allocates as little as it can. */
export class Http1Exchange implements HttpRequest {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly rawHeaders: RawHeaders;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly host: string;
  readonly sourceIp: string;
  readonly environment: string | undefined;
  readonly protocol: 'HTTP/1.1' | 'HTTP/1.0';
  readonly secure = false;
  readonly receivedAtMs: number;
  /** Set as soon as an answer is being written, or none is needed any more. */
  answered = false;
  readonly #connection: Http1Connection;
  readonly #message: IncomingMessage;
  readonly #response: ServerResponse;
  readonly #extra: Extra | undefined;
  readonly #abort = new AbortListeners();

  constructor(
    connection: Http1Connection,
    message: IncomingMessage,
    response: ServerResponse,
    extra?: Extra,
  ) {
    this.#connection = connection;
    this.#message = message;
    this.#response = response;
    this.#extra = extra;
    this.id = connection.context.random.uuid();
    this.method = message.method ?? '';
    this.rawHeaders = message.rawHeaders;
    this.headers = foldHeaders(message.rawHeaders);
    const target = originForm(message.url ?? '', this.headers.host);
    const queryMark = target.indexOf('?');
    this.path = queryMark === -1 ? target : target.slice(0, queryMark);
    this.query = queryMark === -1 ? '' : target.slice(queryMark + 1);
    this.host = hostName(this.headers.host);
    this.sourceIp = connection.sourceIp;
    this.environment = connection.environment;
    this.protocol = message.httpVersionMinor === 0 ? 'HTTP/1.0' : 'HTTP/1.1';
    this.receivedAtMs = connection.context.clock.now();
  }

  /** Whether part of the request is still to come. */
  get awaitsBody(): boolean {
    return this.#hasBody && !this.#message.complete;
  }

  get #hasBody(): boolean {
    return this.headers['transfer-encoding'] !== undefined || (this.headers['content-length'] ?? '0') !== '0';
  }

  readBody(bytesMax: number): Promise<Buffer> {
    if (!this.#hasBody) return Promise.resolve(emptyBody);
    const declared = this.headers['content-length'];
    const declaredBytes = declared === undefined ? undefined : Number(declared);
    if (this.#extra?.expectsContinue && (declaredBytes ?? 0) <= bytesMax && !this.answered) {
      this.#response.writeContinue();
    }
    const { watch, limits } = this.#connection.context;
    return readWholeBody(this.#message, declaredBytes, bytesMax, {
      watch,
      limits,
      onSlow: () => this.#send(refusal(408, 'The request body did not arrive in time.')),
    });
  }

  onAbort(listener: () => void): void {
    this.#abort.add(listener);
  }

  /** Asks the edge's doors and writes what they say. */
  async run(): Promise<void> {
    this.#send(this.#extra?.refused ?? (await this.#connection.context.answer(this)));
  }

  /** The client went away, or its connection cannot be used any more. */
  abort(): void {
    this.answered = true;
    this.#abort.abort(this.#connection.context.log);
  }

  #send(answer: HttpResponse): void {
    if (this.answered) {
      discardBody(answer);
      return;
    }
    this.answered = true;
    try {
      this.#write(answer);
    } catch (error) {
      // Node refuses status codes and header characters that HTTP forbids before it sends anything.
      this.#connection.context.log.error('an answer could not be written', { requestId: this.id, error });
      discardBody(answer);
      if (this.#response.headersSent) this.#connection.destroy();
      else this.#write(refusal(500, 'Internal Server Error'));
    }
  }

  #write(answer: HttpResponse): void {
    const { body, status } = answer;
    assertSendable(answer);
    const headers = withoutFraming(answer.headers);
    const isLast = this.awaitsBody || this.#connection.isLastAnswer;
    if (isLast) headers.push('Connection', 'close');
    const hasNoBody = isBodiless(this.method, status);
    if (typeof body === 'string' || body instanceof Uint8Array) {
      const bytes = typeof body === 'string' ? Buffer.byteLength(body) : body.byteLength;
      if (!isBodilessStatus(status)) headers.push('Content-Length', String(bytes));
      this.#response.writeHead(status, headers);
      this.#end(hasNoBody ? '' : body, hasNoBody ? 0 : bytes, isLast);
      return;
    }
    this.#response.writeHead(status, headers);
    if (hasNoBody) {
      discardBody(answer);
      this.#end('', 0, isLast);
    } else {
      this.#stream(body, isLast);
    }
  }

  #end(body: string | Uint8Array, bytes: number, isLast: boolean): void {
    const response = this.#response;
    if (!this.awaitsBody) {
      response.end(body);
      this.#connection.finished(isLast, bytes);
      return;
    }
    // Closing now would reset the connection under the client's feet, and it might never see this answer. So the answer goes out
    // whole, and only its end waits until the client has sent, or stopped sending, or lingered too long.
    if (bytes > 0) response.write(body);
    else response.flushHeaders();
    this.#connection.linger();
    this.#message.once('end', () => response.end()).resume();
  }

  #stream(body: Readable, isLast: boolean): void {
    const { watch, limits, log } = this.#connection.context;
    this.#response.flushHeaders();
    writeStream(body, this.#response, watch, limits, (error) => {
      if (error === undefined) {
        // The header promised to keep the connection, but since then the edge was asked to close.
        const isLastNow = isLast || this.#connection.isLastAnswer;
        if (isLastNow) this.#response.once('finish', () => this.#connection.end());
        this.#connection.finished(isLastNow, 0);
        return;
      }
      if (!this.#abort.aborted) log.warn('a streamed answer broke off', { requestId: this.id, error });
      // Without the last chunk the client can tell that the answer is not whole.
      this.#connection.destroy();
    });
  }
}
