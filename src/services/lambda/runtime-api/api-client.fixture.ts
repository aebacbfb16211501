import { Agent, type IncomingHttpHeaders, request } from 'node:http';

export type ApiAnswer = {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
};

export type ApiRequest = {
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
  readonly trailers?: Readonly<Record<string, string>>;
};

export type ApiClient = {
  ask(method: string, path: string, request?: ApiRequest): Promise<ApiAnswer>;
  close(): void;
};

/** A plain client of an environment's platform, such as a runtime or an extension has. */
export function apiClient(address: string): ApiClient {
  const [host, port] = address.split(':');
  const agent = new Agent({ keepAlive: true });
  return {
    ask(method, path, { headers = {}, body, trailers } = {}) {
      return new Promise((resolve, reject) => {
        const length = trailers === undefined ? { 'content-length': Buffer.byteLength(body ?? '') } : {};
        const sent = request(
          { host, port, method, path, agent, headers: { ...length, ...headers } },
          (response) => {
            const chunks: Buffer[] = [];
            response.on('data', (chunk: Buffer) => chunks.push(chunk));
            response.on('error', reject);
            response.on('end', () => {
              const text = Buffer.concat(chunks).toString();
              resolve({ status: response.statusCode ?? 0, headers: response.headers, text });
            });
          },
        );
        sent.on('error', reject);
        if (body !== undefined) sent.write(body);
        if (trailers !== undefined) sent.addTrailers(trailers);
        sent.end();
      });
    },
    close: () => agent.destroy(),
  };
}

/** The paths of the Runtime API. */
export const runtimePaths = {
  next: '/2018-06-01/runtime/invocation/next',
  response: (requestId: string) => `/2018-06-01/runtime/invocation/${requestId}/response`,
  error: (requestId: string) => `/2018-06-01/runtime/invocation/${requestId}/error`,
  initError: '/2018-06-01/runtime/init/error',
};
