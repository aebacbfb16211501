/** A query's parameters with all their values, names and values decoded. Null when there are none. */
export type Query = Readonly<Record<string, readonly string[]>> | null;

/**
 * Reads a query as API Gateway does: `+` is a blank, a semicolon splits as an ampersand does, a name without `=` has an
 * empty value. What is not valid percent-encoding stays as it is. Recording: test_lambda_aws_proxy_integration, params encoding.
 */
export function readQuery(query: string): Query {
  if (query === '') return null;
  // Without a prototype: a client may call a parameter `__proto__`.
  const parameters: Record<string, string[]> = Object.create(null);
  let isEmpty = true;
  for (const pair of query.split(/[&;]/)) {
    if (pair === '') continue;
    const equals = pair.indexOf('=');
    const name = decode(equals < 0 ? pair : pair.slice(0, equals));
    const value = equals < 0 ? '' : decode(pair.slice(equals + 1));
    const values = parameters[name];
    if (values) values.push(value);
    else parameters[name] = [value];
    isEmpty = false;
  }
  return isEmpty ? null : parameters;
}

function decode(text: string): string {
  const spaced = text.includes('+') ? text.replaceAll('+', ' ') : text;
  if (!spaced.includes('%')) return spaced;
  try {
    return decodeURIComponent(spaced);
  } catch {
    return spaced;
  }
}

/** The last value of every name, as single-value maps show it. */
export function lastValues(
  map: Readonly<Record<string, readonly string[]>>,
): Readonly<Record<string, string>> {
  const last: Record<string, string> = Object.create(null);
  for (const name in map) last[name] = map[name]?.at(-1) ?? '';
  return last;
}
