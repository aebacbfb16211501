import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { createIdentifyCaller } from '#access';
import { systemClock } from '#ambient';

/** An S3 of a test's own: buckets in memory, read by GetObject alone, and only by whoever signs with its credentials. */
export type S3Server = {
  readonly endpoint: string;
  /** By bucket, key and version; the newest version is the last. */
  readonly buckets: Map<string, Map<string, Map<string, Buffer>>>;
  /** Method and path, with query, of every request. */
  readonly requests: string[];
  /** Answers in the place of the buckets, while it is set. */
  misbehave: ((request: IncomingMessage, response: ServerResponse) => void) | undefined;
  put(bucket: string, key: string, version: string, bytes: Buffer): void;
  close(): Promise<void>;
};

export const s3Credentials = {
  accessKeyId: 'AKIAEXTERNALEXAMPLE0',
  secretAccessKey: 'an/external/secret+that/nobody/may/print',
};

export async function openS3Server(): Promise<S3Server> {
  const identify = createIdentifyCaller({ mode: 'enforce', root: s3Credentials, clock: systemClock() });
  const sockets = new Set<Socket>();
  const server = createServer((request, response) => {
    s3.requests.push(`${request.method} ${request.url}`);
    if (s3.misbehave !== undefined) s3.misbehave(request, response);
    else if (isSigned(identify, request)) getObject(s3, request, response);
    else refuse(response, 403, 'SignatureDoesNotMatch', 'The request signature does not match.');
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const s3: S3Server = {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    buckets: new Map(),
    requests: [],
    misbehave: undefined,
    put(bucket, key, version, bytes) {
      const keys = s3.buckets.get(bucket) ?? new Map<string, Map<string, Buffer>>();
      s3.buckets.set(bucket, keys);
      keys.set(key, (keys.get(key) ?? new Map<string, Buffer>()).set(version, bytes));
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      if (server.listening) await once(server, 'close');
    },
  };
  return s3;
}

function isSigned(identify: ReturnType<typeof createIdentifyCaller>, request: IncomingMessage): boolean {
  const [path = '', query = ''] = (request.url ?? '').split('?');
  const headers = request.headers as Record<string, string>;
  const claimed = identify({ method: request.method ?? '', path, query, headers });
  if (!('prove' in claimed)) return false;
  return !('refused' in claimed.prove(Buffer.alloc(0), 's3'));
}

function getObject({ buckets }: S3Server, request: IncomingMessage, response: ServerResponse): void {
  // Not by URL: a key may hold what a URL would tidy away.
  const [path = '', query = ''] = (request.url ?? '').split('?');
  const [, bucket = '', ...key] = path.split('/').map(decodeURIComponent);
  const versions = buckets.get(bucket)?.get(key.join('/'));
  const version = new URLSearchParams(query).get('versionId') ?? [...(versions?.keys() ?? [])].at(-1) ?? '';
  const bytes = versions?.get(version);
  if (!buckets.has(bucket)) refuse(response, 404, 'NoSuchBucket', 'The specified bucket does not exist');
  else if (versions === undefined) refuse(response, 404, 'NoSuchKey', 'The specified key does not exist.');
  else if (bytes === undefined)
    refuse(response, 404, 'NoSuchVersion', 'The specified version does not exist.');
  else
    response
      .writeHead(200, { 'content-type': 'binary/octet-stream', 'x-amz-version-id': version })
      .end(bytes);
}

/** An error as S3 writes it. */
export function refuse(
  response: ServerResponse,
  status: number,
  code: string,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): void {
  const body = `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${message}</Message><RequestId>R</RequestId><HostId>H</HostId></Error>`;
  response.writeHead(status, { 'content-type': 'application/xml', ...headers }).end(body);
}
