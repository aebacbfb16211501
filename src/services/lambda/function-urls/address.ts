/** Where a request to a function URL goes, as its host or path says it. */
export type Address = {
  readonly urlId: string;
  /** Only the host says it. */
  readonly region?: string;
  /** Behind the URL's id: `/my/path`. Not decoded. */
  readonly path: string;
};

const hostForm = /^([a-z0-9]{1,64})\.lambda-url\.([a-z0-9-]{1,32})\./;
const pathForm = /^\/_aws\/lambda-url\/([A-Za-z0-9]{1,64})(?=\/|$)/;

/**
 * Reads the forms of a function URL: `{urlId}.lambda-url.{region}.{anything}/…`, and for hosts that do not resolve
 * `/_aws/lambda-url/{urlId}/…`. Undefined for any other URL.
 */
export function readAddress(host: string, path: string): Address | undefined {
  const byHost = hostForm.exec(host);
  if (byHost?.[1] !== undefined && byHost[2] !== undefined) {
    return { urlId: byHost[1], region: byHost[2], path };
  }
  if (!path.startsWith('/_aws/')) return undefined;
  const byPath = pathForm.exec(path);
  if (byPath?.[1] === undefined) return undefined;
  return { urlId: byPath[1].toLowerCase(), path: path.slice(byPath[0].length) || '/' };
}

/** The host of a function URL here; every name under localhost leads to this machine (RFC 6761, 6.3). */
export function urlHost(urlId: string, region: string): string {
  return `${urlId}.lambda-url.${region}.localhost`;
}

/** As `FunctionUrl` shows it. `endpoint` is the one of Lambent: `http://127.0.0.1:4566`. */
export function functionUrl(urlId: string, region: string, endpoint: string): string {
  const { protocol, port } = new URL(endpoint);
  return `${protocol}//${urlHost(urlId, region)}${port === '' ? '' : `:${port}`}/`;
}
