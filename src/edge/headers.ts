import type { RawHeaders } from '#wire';

/** The view by lower-case name. A repeated header is joined with `, `, cookies with `; ` (RFC 9110 §5.3, RFC 6265 §5.4). */
export function foldHeaders(rawHeaders: RawHeaders): Record<string, string | undefined> {
  // Without a prototype: a client may name a header `__proto__` or `constructor`.
  const folded: Record<string, string | undefined> = Object.create(null);
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    const name = (rawHeaders[i] as string).toLowerCase();
    const value = rawHeaders[i + 1] as string;
    const before = folded[name];
    folded[name] = before === undefined ? value : before + (name === 'cookie' ? '; ' : ', ') + value;
  }
  return folded;
}

/** The name of a `Host` or `:authority` in lower case, without its port; an IPv6 address keeps its brackets. */
export function hostName(authority: string | undefined): string {
  if (authority === undefined) return '';
  const portMark = authority.indexOf(':', authority.startsWith('[') ? authority.indexOf(']') + 1 : 0);
  return (portMark === -1 ? authority : authority.slice(0, portMark)).toLowerCase();
}

/**
 * The path and query of a request target. Proxies' form `http://host/path` loses its front if that names the same host (RFC 9112 §3.2.2);
 * what is neither form comes back empty, and is refused.
 */
export function originForm(target: string, authority: string | undefined): string {
  if (target.startsWith('/')) return target;
  const prefix = `http://${authority ?? ''}`;
  if (!target.toLowerCase().startsWith(prefix.toLowerCase())) return '';
  const rest = target.slice(prefix.length);
  if (rest === '' || rest.startsWith('?')) return `/${rest}`;
  return rest.startsWith('/') ? rest : '';
}

/** A copy without the headers that belong to the connection and to the edge; a door's own would contradict what is sent. */
export function withoutFraming(headers: RawHeaders): string[] {
  const kept: string[] = [];
  for (let i = 0; i + 1 < headers.length; i += 2) {
    const name = headers[i] as string;
    if (!isFraming(name)) kept.push(name, headers[i + 1] as string);
  }
  return kept;
}

// By length first: this runs for every header of every answer, and almost none is a framing header.
function isFraming(name: string): boolean {
  switch (name.length) {
    case 4:
      return name.toLowerCase() === 'date';
    case 7:
      return framing7.has(name.toLowerCase());
    case 10:
      return framing10.has(name.toLowerCase());
    case 14:
      return name.toLowerCase() === 'content-length';
    case 16:
      return name.toLowerCase() === 'proxy-connection';
    case 17:
      return name.toLowerCase() === 'transfer-encoding';
    default:
      return false;
  }
}

const framing7 = new Set(['upgrade', 'trailer']);
const framing10 = new Set(['connection', 'keep-alive']);
