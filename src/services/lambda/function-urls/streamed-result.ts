/** What a function streams, as an HTTP answer. Source: Lambda developer guide, "Response streaming"; the open Runtime Interface Clients. */
import { Readable } from 'node:stream';
import type { HttpResponse } from '#wire';
import type { StreamedResponse } from '../invoke/streamed-response.ts';
import { preludeBytesMax } from './limits.ts';
import { fromPrelude, type ResponseHead } from './result.ts';

const httpIntegration = 'application/vnd.awslambda.http-integration-response';

/** What ends the metadata. */
const preludeEnd = Buffer.alloc(8);

/** Resolves with the first bytes of the body. Undefined when the function failed before them, or its metadata are malformed. */
export async function fromStreamed(response: StreamedResponse): Promise<HttpResponse | undefined> {
  const first = await response.next();
  if (first === undefined) {
    const { functionError } = await response.ended;
    if (functionError !== undefined) return undefined;
    // Quirk: metadata alone are never written, so that an empty body has none.
    return { status: 200, headers: plainType(response), body: '' };
  }
  if (response.contentType !== httpIntegration)
    return { status: 200, headers: plainType(response), body: bodyOf(first, response) };
  const answer = await behindPrelude(first, response);
  if (answer === undefined) response.abandon();
  return answer;
}

function plainType({ contentType }: StreamedResponse): readonly string[] {
  return ['content-type', contentType === httpIntegration ? 'application/octet-stream' : contentType];
}

async function behindPrelude(
  first: Uint8Array,
  response: StreamedResponse,
): Promise<HttpResponse | undefined> {
  let read = Buffer.from(first);
  let end = read.indexOf(preludeEnd);
  while (end === -1) {
    if (read.length > preludeBytesMax) return undefined;
    const part = await response.next();
    if (part === undefined) return undefined;
    const searched = Math.max(0, read.length - preludeEnd.length);
    read = Buffer.concat([read, part]);
    end = read.indexOf(preludeEnd, searched);
  }
  const head: ResponseHead | undefined = fromPrelude(read.toString('utf8', 0, end));
  return head && { ...head, body: bodyOf(read.subarray(end + preludeEnd.length), response) };
}

/** Each part as it comes. A failure on the way breaks the body off, since the status is sent; a reader that goes leaves the function to itself. */
function bodyOf(first: Uint8Array, response: StreamedResponse): Readable {
  let begin: Uint8Array | undefined = first.byteLength === 0 ? undefined : first;
  return new Readable({
    objectMode: true,
    highWaterMark: 1,
    read() {
      const part = begin;
      begin = undefined;
      if (part !== undefined) this.push(part);
      else void pushNext(this, response);
    },
    destroy(error, done) {
      response.abandon();
      done(error);
    },
  });
}

async function pushNext(body: Readable, response: StreamedResponse): Promise<void> {
  const part = await response.next();
  if (part !== undefined) {
    body.push(part);
    return;
  }
  const { functionError } = await response.ended;
  if (functionError === undefined) body.push(null);
  else body.destroy(new Error('the function failed while it streamed its answer'));
}
