import type { Readable } from 'node:stream';

/** Header names and values in turn: `[name, value, name, value]`. Keeps case, order and repetition. */
export type RawHeaders = readonly string[];

/** One HTTP request as the edge hands it to a door. The body is read on demand, so that a door sets its own limit. */
export type HttpRequest = {
  /** The request id that goes into `x-amzn-RequestId`; a UUID. */
  readonly id: string;
  readonly method: string;
  /** The path as the client sent it: not decoded, without the query. */
  readonly path: string;
  /** The query as the client sent it, without `?`; empty when there is none. */
  readonly query: string;
  readonly rawHeaders: RawHeaders;
  /** By lower-case name; repeated headers joined with `, ` (`; ` for cookie). Without HTTP/2's pseudo headers. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** `Host` or `:authority`, lower case, without port; empty when the client sent none. */
  readonly host: string;
  readonly sourceIp: string;
  /** The execution environment by whose own listener it came. Undefined: by the one that everybody reaches. */
  readonly environment?: string | undefined;
  readonly protocol: 'HTTP/1.1' | 'HTTP/1.0' | 'HTTP/2.0';
  /** True on the TLS listener. */
  readonly secure: boolean;
  readonly receivedAtMs: number;
  /** Reads the whole body. Throws `BodyTooLarge` as soon as more than `bytesMax` arrived. May be called once. */
  readBody(bytesMax: number): Promise<Buffer>;
  /** Calls back once if the client goes away before the answer is complete. */
  onAbort(listener: () => void): void;
};

/** One HTTP response. `content-length`, `date` and `connection` are the edge's business. */
export type HttpResponse = {
  readonly status: number;
  readonly headers: RawHeaders;
  readonly body: Uint8Array | string | Readable;
};

/** Thrown by `readBody`. The door that set the limit turns it into its protocol's answer. */
export class BodyTooLarge extends Error {
  override readonly name = 'BodyTooLarge';
  readonly bytesMax: number;

  constructor(bytesMax: number) {
    super(`the request body is larger than ${bytesMax} bytes`);
    this.bytesMax = bytesMax;
  }
}

/** What serves one kind of request: the AWS APIs, the invocations of one gateway, the console. */
export type Door = {
  readonly name: string;
  /** Whether a web page may call it by itself (API invocations follow their own CORS), or only this machine's own pages and tools. */
  readonly pages: 'any-origin' | 'own-origin';
  /** Not for functions: it shows what others do. Only where it is known that a function asks, from inside its environment. */
  readonly isForOperators?: true;
  /** Decides by host and path alone; called for every request, so it must be cheap. */
  claims(request: HttpRequest): boolean;
  /** Never rejects for bad input; a rejection is a bug and becomes a plain 500. */
  serve(request: HttpRequest): Promise<HttpResponse>;
};
