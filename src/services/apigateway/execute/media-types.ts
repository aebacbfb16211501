/** Tells whether a `Content-Type` or `Accept` header asks for binary treatment. */
export type IsBinary = (header: string | undefined) => boolean;

/**
 * Compiles an API's binary media types. Only the first media type of a header counts. An entry is an exact type, a type with
 * any subtype (`image/*`), or everything (`*` + `/*`); an entry with any type and a given subtype never matches. Recording:
 * apigateway lambda, test_aws_proxy_binary_response.
 */
export function binaryMatcher(entries: readonly string[]): IsBinary {
  if (entries.length === 0) return () => false;
  if (entries.includes('*/*')) return () => true;
  const exact = new Set(
    entries.map((entry) => entry.toLowerCase()).filter((entry) => !entry.startsWith('*/')),
  );
  const families = [...exact].filter((entry) => entry.endsWith('/*')).map((entry) => entry.slice(0, -1));
  return (header) => {
    if (header === undefined) return false;
    const type = firstMediaType(header);
    return exact.has(type) || families.some((family) => type.startsWith(family));
  };
}

/** `image/png` of `Image/PNG;q=0.8, text/html`. */
export function firstMediaType(header: string): string {
  const end = header.search(/[,;]/);
  return (end < 0 ? header : header.slice(0, end)).trim().toLowerCase();
}
