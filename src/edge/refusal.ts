import type { HttpResponse } from '#wire';

/** The edge's own answer, in API Gateway's form `{"message": …}`: for requests that reach no door. */
export function refusal(
  status: number,
  message: string,
  headers: readonly string[] = [],
): HttpResponse & { readonly body: string } {
  return {
    status,
    headers: ['Content-Type', 'application/json', ...headers],
    body: JSON.stringify({ message }),
  };
}
