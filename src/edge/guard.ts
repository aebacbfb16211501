import { isIPv4 } from 'node:net';
import type { HttpRequest } from '#wire';

/**
 * Decides whether a request to this machine's own APIs comes from the machine's user rather than from a web page that the user happens to
 * have open. Returns the reason to refuse it, or undefined. `allowedHosts` are names besides loopback, lower case, without port.
 */
export function refuseForeignPage(
  request: Pick<HttpRequest, 'headers' | 'host' | 'secure'>,
  allowedHosts: ReadonlySet<string>,
): string | undefined {
  // A page whose own name was made to resolve to this machine (DNS rebinding) is same-origin to its browser; only the name gives it away.
  if (!isLoopback(request.host) && !allowedHosts.has(request.host)) {
    return 'The Host header names neither this machine nor a configured host.';
  }
  const { headers } = request;
  if (headers.origin !== undefined && !isOwnOrigin(headers.origin, headers.host, request.secure)) {
    return 'The request comes from a web page of another origin.';
  }
  // Browsers send no Origin with a plain GET, but they do say how the page relates to us (Fetch Metadata, W3C).
  const site = headers['sec-fetch-site'];
  if (site !== undefined && site !== 'none' && site !== 'same-origin') {
    return 'The request comes from a web page of another site.';
  }
  return undefined;
}

function isLoopback(host: string): boolean {
  if (host === '127.0.0.1' || host === 'localhost' || host === '[::1]') return true;
  // RFC 6761 §6.3 keeps every name under localhost on this machine; 127.evil.example is a name, not an address.
  return host.endsWith('.localhost') || (host.startsWith('127.') && isIPv4(host));
}

function isOwnOrigin(origin: string, authority: string | undefined, secure: boolean): boolean {
  const scheme = secure ? 'https://' : 'http://';
  const defaultPort = secure ? ':443' : ':80';
  if (authority === undefined || !origin.startsWith(scheme)) return false;
  return (
    withoutPort(origin.slice(scheme.length).toLowerCase(), defaultPort) ===
    withoutPort(authority.toLowerCase(), defaultPort)
  );
}

function withoutPort(authority: string, port: string): string {
  return authority.endsWith(port) ? authority.slice(0, -port.length) : authority;
}
