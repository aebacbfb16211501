/** Every bound of the listener. Tests pass tiny values; the operator's defaults are in `defaultLimits`. */
export type EdgeLimits = {
  /** Path and query together; a longer one is answered 414. */
  readonly urlBytesMax: number;
  /** Request line and header fields together; more is answered 431. */
  readonly headerBytesMax: number;
  /** Header fields of one request; more is answered 431. */
  readonly headersMax: number;
  /** Open connections; further ones are closed as soon as they are accepted. */
  readonly connectionsMax: number;
  /** Requests of one connection, after which it is closed in good order. */
  readonly requestsPerConnectionMax: number;
  /** HTTP/1.1 requests waiting behind the one that is served; more close the connection. */
  readonly pipelinedRequestsMax: number;
  /** From accepting a connection to the end of the first request's header. */
  readonly headersTimeoutMs: number;
  /** Within this time `bodyProgressBytesMin` of a body must arrive, or its end. */
  readonly bodyIdleTimeoutMs: number;
  readonly bodyProgressBytesMin: number;
  readonly bodyTotalTimeoutMs: number;
  /** How long a connection may stay open without a request. */
  readonly keepAliveTimeoutMs: number;
  /** How long a client may refuse to take more of its answer. */
  readonly responseStallTimeoutMs: number;
  /** How slowly a client may take a whole answer, beyond `responseStallTimeoutMs`. */
  readonly responseBytesPerSecondMin: number;
  /** How long the rest of a refused request is read and thrown away, so that the client can see the refusal. */
  readonly lingerTimeoutMs: number;
  /** How long requests in flight may take to finish once the edge closes. */
  readonly drainTimeoutMs: number;
  /** Open requests of one HTTP/2 connection. */
  readonly http2StreamsMax: number;
  /** From an HTTP/2 client's preface to its SETTINGS. */
  readonly http2SettingsTimeoutMs: number;
  /** How often overdue connections are looked for: the precision of every timeout above but `drainTimeoutMs`. */
  readonly sweepIntervalMs: number;
  /** Log lines about refused requests. Further ones of the same minute are counted, not written. */
  readonly refusalLogsPerMinute: number;
};

const KiB = 1024;
const second = 1000;

export const defaultLimits: EdgeLimits = {
  // API Gateway takes 10,240 bytes of request line and headers together; its control plane and presigned URLs may be longer.
  urlBytesMax: 16 * KiB,
  headerBytesMax: 64 * KiB,
  headersMax: 500,
  connectionsMax: 10_000,
  requestsPerConnectionMax: 1_000_000,
  pipelinedRequestsMax: 64,
  headersTimeoutMs: 20 * second,
  bodyIdleTimeoutMs: 20 * second,
  bodyProgressBytesMin: 1 * KiB,
  bodyTotalTimeoutMs: 900 * second,
  // Longer than the 90 s after which Go's client drops an idle connection: the side that sends requests should be the one to close.
  keepAliveTimeoutMs: 95 * second,
  responseStallTimeoutMs: 60 * second,
  responseBytesPerSecondMin: 16 * KiB,
  lingerTimeoutMs: 2 * second,
  // API Gateway's integrations take at most 29 s unless their quota is raised.
  drainTimeoutMs: 30 * second,
  http2StreamsMax: 256,
  http2SettingsTimeoutMs: 10 * second,
  sweepIntervalMs: 250,
  refusalLogsPerMinute: 10,
};
