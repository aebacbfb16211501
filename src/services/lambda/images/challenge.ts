/** What a registry asks for in `WWW-Authenticate`. */
export type Challenge =
  | { readonly scheme: 'basic' }
  | { readonly scheme: 'bearer'; readonly realm: string; readonly service?: string };

/** Reads the first challenge that is understood. Source: RFC 9110 section 11.6.1; distribution project, "Token authentication". */
export function parseChallenge(header: string | undefined): Challenge | undefined {
  for (const [, scheme = '', parameters = ''] of (header ?? '').matchAll(challengePattern)) {
    if (scheme.toLowerCase() === 'basic') return { scheme: 'basic' };
    const named = new Map<string, string>();
    for (const [, name = '', quoted, plain = ''] of parameters.matchAll(parameterPattern)) {
      named.set(name.toLowerCase(), quoted?.replaceAll(/\\(.)/g, '$1') ?? plain);
    }
    const realm = named.get('realm');
    const service = named.get('service');
    if (realm !== undefined) return { scheme: 'bearer', realm, ...(service !== undefined && { service }) };
  }
  return undefined;
}

const challengePattern =
  /(?:^|,)\s*(bearer|basic)\b((?:[^",]|"(?:[^"\\]|\\.)*"|,(?!\s*(?:bearer|basic)\s))*)/gi;
const parameterPattern = /([a-z_]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))/gi;
