import { timingSafeEqual } from 'node:crypto';

/** A registry was out of reach, or what it sent was not what it promised. The message is for the operator. */
export class DownloadFailed extends Error {
  override readonly name = 'DownloadFailed';
  /** Of the registry's answer, where it answered something else than the file. */
  readonly status: number | undefined;

  constructor(message: string, options: ErrorOptions & { readonly status?: number } = {}) {
    super(message, options);
    this.status = options.status;
  }
}

/** Whatever a download threw, as `DownloadFailed`. */
export function downloadFailed(error: unknown): DownloadFailed {
  if (error instanceof DownloadFailed) return error;
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return new DownloadFailed(cause instanceof Error ? cause.message : String(cause), { cause: error });
}

type Request = {
  readonly bytesMax: number;
  readonly signal: AbortSignal;
  readonly headers?: Readonly<Record<string, string>>;
};

/** What is at an address, a piece at a time; fails beyond so many bytes. `url` is where it was found in the end. */
export async function openDownload(
  address: string,
  { bytesMax, signal, headers = {} }: Request,
): Promise<{ readonly url: string; readonly chunks: AsyncGenerator<Uint8Array> }> {
  const response = await fetch(address, { headers, signal });
  if (!response.ok || response.body === null)
    throw new DownloadFailed(`${address} answers ${response.status}`, { status: response.status });
  return { url: response.url, chunks: bounded(response.body, bytesMax, address) };
}

/** As `openDownload`, the whole in memory. */
export async function download(
  address: string,
  request: Request,
): Promise<{ readonly url: string; readonly bytes: Buffer }> {
  const { url, chunks } = await openDownload(address, request);
  const received: Uint8Array[] = [];
  for await (const chunk of chunks) received.push(chunk);
  return { url, bytes: Buffer.concat(received) };
}

async function* bounded(
  body: ReadableStream<Uint8Array>,
  bytesMax: number,
  address: string,
): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.length;
    if (bytes > bytesMax) throw new DownloadFailed(`${address} is larger than ${bytesMax} bytes`);
    yield chunk;
  }
}

export function sameDigest(expected: Buffer, found: Buffer): boolean {
  return expected.length === found.length && timingSafeEqual(expected, found);
}

/** `https://host/path` without a slash at its end. */
export function withoutSlash(address: string): string {
  return address.replace(/\/+$/, '');
}
