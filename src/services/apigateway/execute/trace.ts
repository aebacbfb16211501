/** A request's place in a distributed trace. */
export type Trace = {
  /** What integrations see as `X-Amzn-Trace-Id`. */
  readonly header: string;
  /** Complete with parent and sampling decision, for the service behind and for the client. */
  readonly full: string;
};

/**
 * Continues a client's trace or begins one. A complete header is kept as it is. `entropy` is 40 random hex digits.
 * Recording: apigateway common, test_invocation_trace_id.
 */
export function traceOf(header: string | undefined, nowMs: number, entropy: string): Trace {
  const given = readTrace(header);
  const parent = given.get('parent') ?? entropy.slice(24, 40);
  const sampled = given.get('sampled') ?? '0';
  const root = given.get('root');
  if (root === undefined) {
    const begun = `Root=1-${Math.floor(nowMs / 1000)
      .toString(16)
      .padStart(8, '0')}-${entropy.slice(0, 24)}`;
    return { header: begun, full: `${begun};Parent=${parent};Sampled=${sampled}` };
  }
  if (header !== undefined && given.has('parent') && given.has('sampled')) return { header, full: header };
  const completed = `Root=${root};Parent=${parent};Sampled=${sampled}`;
  return { header: completed, full: completed };
}

function readTrace(header: string | undefined): ReadonlyMap<string, string> {
  const fields = new Map<string, string>();
  for (const field of header?.split(';') ?? []) {
    const equals = field.indexOf('=');
    if (equals > 0) fields.set(field.slice(0, equals).trim().toLowerCase(), field.slice(equals + 1).trim());
  }
  return fields;
}
