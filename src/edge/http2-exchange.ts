import { validateHeaderValue } from 'node:http';
import { constants, type IncomingHttpHeaders, type ServerHttp2Stream } from 'node:http2';
import type { HttpRequest, HttpResponse, RawHeaders } from '#wire';
import { AbortListeners } from './abort-listeners.ts';
import { emptyBody, readWholeBody } from './body-reader.ts';
import { ClientStalled, discardBody, wholeResponseTimeoutMs, writeStream } from './body-writer.ts';
import { foldHeaders, hostName } from './headers.ts';
import type { Http2Connection } from './http2-connection.ts';
import { refusal } from './refusal.ts';
import { assertSendable, isBodiless, isBodilessStatus, withoutFraming } from './response-head.ts';
import type { Watched } from './watch.ts';

/** One HTTP/2 request and its answer, on its own stream. */
export class Http2Exchange implements HttpRequest {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly rawHeaders: RawHeaders;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly host: string;
  readonly sourceIp: string;
  readonly environment: string | undefined;
  readonly protocol = 'HTTP/2.0';
  readonly secure = false;
  readonly receivedAtMs: number;
  readonly #connection: Http2Connection;
  readonly #stream: ServerHttp2Stream;
  readonly #hasBody: boolean;
  readonly #abort = new AbortListeners();
  #answered = false;
  #handedOver = false;

  constructor(
    connection: Http2Connection,
    stream: ServerHttp2Stream,
    headers: IncomingHttpHeaders,
    rawHeaders: readonly string[],
  ) {
    this.#connection = connection;
    this.#stream = stream;
    this.#hasBody = !stream.endAfterHeaders;
    this.id = connection.context.random.uuid();
    this.method = headers[':method'] ?? '';
    this.rawHeaders = asHttp1Headers(rawHeaders, headers[':authority']);
    this.headers = foldHeaders(this.rawHeaders);
    const target = headers[':path'] ?? '';
    const queryMark = target.indexOf('?');
    this.path = queryMark === -1 ? target : target.slice(0, queryMark);
    this.query = queryMark === -1 ? '' : target.slice(queryMark + 1);
    this.host = hostName(this.headers.host);
    this.sourceIp = connection.sourceIp;
    this.environment = connection.environment;
    this.receivedAtMs = connection.context.clock.now();
  }

  readBody(bytesMax: number): Promise<Buffer> {
    if (!this.#hasBody) return Promise.resolve(emptyBody);
    const declared = this.headers['content-length'];
    const declaredBytes = declared === undefined ? undefined : Number(declared);
    if (this.headers.expect !== undefined && (declaredBytes ?? 0) <= bytesMax && !this.#answered) {
      this.#stream.additionalHeaders({ ':status': 100 });
    }
    const { watch, limits } = this.#connection.context;
    return readWholeBody(this.#stream, declaredBytes, bytesMax, {
      watch,
      limits,
      onSlow: () => this.#send(refusal(408, 'The request body did not arrive in time.')),
    });
  }

  onAbort(listener: () => void): void {
    this.#abort.add(listener);
  }

  async run(): Promise<void> {
    this.#send(await this.#connection.context.answer(this));
  }

  /** The stream is closed: an abort, unless the answer was handed over whole. */
  closed(): void {
    this.#answered = true;
    if (!this.#handedOver) this.#abort.abort(this.#connection.context.log);
  }

  #send(answer: HttpResponse): void {
    if (this.#answered || this.#stream.destroyed) {
      discardBody(answer);
      return;
    }
    this.#answered = true;
    try {
      this.#write(answer);
    } catch (error) {
      this.#connection.context.log.error('an answer could not be written', { requestId: this.id, error });
      discardBody(answer);
      if (this.#stream.headersSent) this.#stream.destroy(error as Error);
      else this.#write(refusal(500, 'Internal Server Error'));
    }
  }

  #write(answer: HttpResponse): void {
    const { body, status } = answer;
    const stream = this.#stream;
    const headers = asHttp2Headers(answer);
    const isWhole = typeof body === 'string' || body instanceof Uint8Array;
    const bytes = typeof body === 'string' ? Buffer.byteLength(body) : isWhole ? body.byteLength : 0;
    if (isWhole && !isBodilessStatus(status)) headers['content-length'] = String(bytes);
    const hasNoBody = isBodiless(this.method, status);
    stream.respond(headers, { endStream: hasNoBody });
    this.#handedOver = isWhole || hasNoBody;
    if (hasNoBody) {
      discardBody(answer);
      this.#stopReading();
    } else if (isWhole) {
      this.#watchReader(bytes);
      stream.end(body, () => this.#stopReading());
    } else {
      const { watch, limits, log } = this.#connection.context;
      writeStream(body, stream, watch, limits, (error) => {
        if (error === undefined) {
          this.#handedOver = true;
          this.#watchReader(stream.writableLength);
          return;
        }
        if (!this.#abort.aborted) log.warn('a streamed answer broke off', { requestId: this.id, error });
        // Not `close()`, which ends the stream as if it were whole before it resets it.
        stream.destroy(error);
      });
    }
  }

  /** Asks a client whose request was answered early to send no more of it (RFC 9113 §8.1). */
  #stopReading(): void {
    if (!this.#stream.readableEnded) this.#stream.close(constants.NGHTTP2_NO_ERROR);
  }

  /** A client that never opens its flow-control window must not keep the answer in memory. */
  #watchReader(bytes: number): void {
    const { watch, limits } = this.#connection.context;
    const reader: Watched = {
      deadlineMs: watch.nowMs() + wholeResponseTimeoutMs(limits, bytes),
      onDeadline: () =>
        this.#stream.destroy(new ClientStalled('the client took too long to read its answer')),
    };
    watch.add(reader);
    this.#stream.once('close', () => watch.delete(reader));
  }
}

/** Without pseudo headers, and with the `Host` that HTTP/1.1 would have had (RFC 9113 §8.3.1): signatures and events need it. */
function asHttp1Headers(rawHeaders: readonly string[], authority: string | undefined): string[] {
  const headers = authority === undefined ? [] : ['host', authority];
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    const name = rawHeaders[i] as string;
    const value = rawHeaders[i + 1] as string;
    if (name.startsWith(':') || (name === 'host' && value === authority)) continue;
    headers.push(name, value);
  }
  return headers;
}

function asHttp2Headers(answer: HttpResponse): Record<string, string | number | string[]> {
  assertSendable(answer);
  const headers: Record<string, string | number | string[]> = Object.create(null);
  const kept = withoutFraming(answer.headers);
  for (let i = 0; i + 1 < kept.length; i += 2) {
    const name = (kept[i] as string).toLowerCase();
    const value = kept[i + 1] as string;
    validateHeaderValue(name, value);
    const before = headers[name] as string | string[] | undefined;
    headers[name] = before === undefined ? value : [before, value].flat();
  }
  headers[':status'] = answer.status;
  return headers;
}
