import { BodyTooLarge, type HttpRequest } from '#wire';

export type Asked = {
  readonly method?: string;
  /** Begins with the path. */
  readonly url?: string;
  readonly host?: string;
  /** Names and values in turn. */
  readonly headers?: readonly string[];
  readonly body?: string | Buffer;
  readonly id?: string;
};

/** A request as the edge makes it. */
export function requestOf(asked: Asked = {}): HttpRequest {
  const host = asked.host ?? 'localhost:4566';
  const rawHeaders = ['Host', host, ...(asked.headers ?? [])];
  const headers: Record<string, string> = Object.create(null);
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = (rawHeaders[index] ?? '').toLowerCase();
    const value = rawHeaders[index + 1] ?? '';
    const separator = name === 'cookie' ? '; ' : ', ';
    headers[name] = headers[name] === undefined ? value : `${headers[name]}${separator}${value}`;
  }
  const [path = '', query = ''] = (asked.url ?? '/').split('?', 2);
  const body = Buffer.from(asked.body ?? '');
  return {
    id: asked.id ?? '11111111-2222-4333-8444-555555555555',
    method: asked.method ?? 'GET',
    path,
    query,
    rawHeaders,
    headers,
    host: host.replace(/:\d+$/, '').toLowerCase(),
    sourceIp: '203.0.113.7',
    protocol: 'HTTP/1.1',
    secure: false,
    receivedAtMs: Date.UTC(2026, 0, 2, 3, 4, 5, 678),
    readBody: (bytesMax) =>
      body.length > bytesMax ? Promise.reject(new BodyTooLarge(bytesMax)) : Promise.resolve(body),
    onAbort() {},
  };
}
