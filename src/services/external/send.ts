import { Agent as HttpAgent, type IncomingMessage, request as requestHttp } from 'node:http';
import { Agent as HttpsAgent, request as requestHttps } from 'node:https';
import type { Clock } from '#ambient';
import type { ClientRequest, ClientResponse } from '#wire';
import { answerWithinMs, callsMax, errorBytesMax, headWithinMs } from './limits.ts';

/** There is no answer, or none that is taken; the message is for the operator. */
export class NoAnswer extends Error {
  override readonly name = 'NoAnswer';
}

/** What was asked for is larger than it may be. */
export class AnswerTooLarge extends NoAnswer {
  constructor(bytesMax: number) {
    super(`the answer is larger than ${bytesMax} bytes`);
  }
}

export type Sending = {
  readonly endpoint: URL;
  readonly agent: HttpAgent | HttpsAgent;
  readonly clock: Clock;
  /** Of a 2xx answer; any other is an error. */
  readonly answerBytesMax: number;
};

/** No connection is kept: one that the service closes meanwhile would fail a call that it never saw. */
export function openAgent({ protocol }: URL): HttpAgent | HttpsAgent {
  const options = { keepAlive: false, maxSockets: callsMax };
  return protocol === 'https:' ? new HttpsAgent(options) : new HttpAgent(options);
}

/** Sends a request and reads the whole answer. A redirect is an answer like any other. Rejects with `NoAnswer` alone. */
export function send(request: ClientRequest, sending: Sending): Promise<ClientResponse> {
  return new Promise((resolve, reject) => {
    const { endpoint, agent, clock } = sending;
    const open = endpoint.protocol === 'https:' ? requestHttps : requestHttp;
    const outgoing = open({
      agent,
      hostname: endpoint.hostname.replace(/^\[(.*)\]$/, '$1'),
      port: endpoint.port,
      method: request.method,
      path: request.query === '' ? request.path : `${request.path}?${request.query}`,
      headers: request.headers,
    });
    const overdue = (what: string, withinMs: number) =>
      clock.after(withinMs, () => {
        fail(new NoAnswer(`no ${what} within ${withinMs / 1000} s`));
        outgoing.destroy();
      });
    const timers = [overdue('answer', headWithinMs), overdue('whole answer', answerWithinMs)];
    const settle = (act: () => void) => {
      for (const timer of timers) timer.cancel();
      act();
    };
    const fail = (cause: unknown) => settle(() => reject(toNoAnswer(cause)));
    outgoing.on('error', fail);
    outgoing.on('response', (incoming) => {
      timers[0]?.cancel();
      read(incoming, sending.answerBytesMax).then((response) => settle(() => resolve(response)), fail);
    });
    outgoing.end(request.body);
  });
}

async function read(incoming: IncomingMessage, answerBytesMax: number): Promise<ClientResponse> {
  const status = incoming.statusCode ?? 0;
  const isError = status < 200 || status > 299;
  const bytesMax = isError ? errorBytesMax : answerBytesMax;
  const refuse = () => {
    incoming.destroy();
    return isError
      ? new NoAnswer(`the error, of status ${status}, is larger than ${bytesMax} bytes`)
      : new AnswerTooLarge(bytesMax);
  };
  if (Number(incoming.headers['content-length'] ?? 0) > bytesMax) throw refuse();
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > bytesMax) throw refuse();
    chunks.push(chunk);
  }
  return { status, headers: toHeaders(incoming), body: Buffer.concat(chunks, bytes) };
}

function toHeaders({ headers }: IncomingMessage): ClientResponse['headers'] {
  const entries = Object.entries(headers);
  return Object.fromEntries(
    entries.map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : value]),
  );
}

/** Node.js may say why in `code` alone, where several addresses were tried. */
function toNoAnswer(cause: unknown): NoAnswer {
  if (cause instanceof NoAnswer) return cause;
  const { message = '', code = '' } = cause as NodeJS.ErrnoException;
  return new NoAnswer(message || code || String(cause), { cause });
}
