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
