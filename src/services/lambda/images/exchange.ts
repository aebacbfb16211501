import { type IncomingHttpHeaders, type IncomingMessage, request as plainRequest } from 'node:http';
import { request as secureRequest } from 'node:https';
import { ImageProblem } from './image-problem.ts';
import { redirectsMax, registryIdleMs } from './limits.ts';
import { mayLead } from './registries.ts';

/** An answer whose body has not been read: whoever gets it reads or destroys `body`. */
export type Answer = {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: IncomingMessage;
};

/** GETs an address and follows its redirects within bounds. Secrets in `authorization` stay with the host they were meant for. */
export async function get(
  url: URL,
  headers: { readonly accept?: string; readonly authorization?: string },
  signal: AbortSignal,
): Promise<Answer> {
  let at = url;
  for (let hops = 0; hops <= redirectsMax; hops++) {
    const { accept, authorization } = headers;
    const sent = {
      ...(accept !== undefined && { accept }),
      ...(authorization !== undefined && at.origin === url.origin && { authorization }),
    };
    const answer = await send(at, sent, signal);
    const { location } = answer.headers;
    if (![301, 302, 303, 307, 308].includes(answer.status) || location === undefined) return answer;
    answer.body.destroy();
    const next = URL.parse(location, at.href);
    if (next === null || !mayLead(at, next))
      throw new ImageProblem('invalid', `${url.host} redirects to where it must not`);
    at = next;
  }
  throw new ImageProblem('invalid', `${url.host} redirects more than ${redirectsMax} times`);
}

/** Reads a whole body of at most `bytesMax`. */
export async function readBody({ body }: Answer, bytesMax: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of chunksOf(body)) {
    bytes += chunk.length;
    if (bytes > bytesMax) {
      body.destroy();
      throw new ImageProblem('invalid', `an answer of the registry has more than ${bytesMax} bytes`);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** The chunks of a body. One that breaks off throws an `ImageProblem`, which is worth another attempt. */
export async function* chunksOf(body: IncomingMessage): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of body) yield chunk as Buffer;
  } catch (error) {
    throw unreachable('the registry', error);
  }
}

function send(url: URL, headers: Readonly<Record<string, string>>, signal: AbortSignal): Promise<Answer> {
  const request = url.protocol === 'https:' ? secureRequest : plainRequest;
  return new Promise((resolve, reject) => {
    const sent = request(url, {
      headers: { 'user-agent': 'lambent', ...headers },
      signal,
      timeout: registryIdleMs,
      // A connection of its own: whoever stops reading destroys it, and nothing stays open after a pull.
      agent: false,
    });
    // The socket's own timeout, which reading counts against as well.
    sent.on('timeout', () => sent.destroy(new Error(`silent for ${registryIdleMs} ms`)));
    sent.on('error', (error) => reject(unreachable(url.host, error)));
    sent.on('response', (body) => resolve({ status: body.statusCode ?? 0, headers: body.headers, body }));
    sent.end();
  });
}

function unreachable(host: string, error: unknown): ImageProblem {
  // Of several addresses tried, the errors are inside.
  const cause = error instanceof AggregateError ? error.errors[0] : error;
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new ImageProblem('unreachable', `${host} gave no answer: ${reason}`, error);
}
