import type { ServerResponse } from 'node:http';

/** An answer of the Runtime, Extensions or Telemetry API that says no: `{"errorMessage":…,"errorType":…}`. */
export type Refusal = { readonly status: number; readonly errorType: string; readonly errorMessage: string };

export const invalidRequestId = refusal(400, 'InvalidRequestID', 'Invalid request ID');
export const invalidResponseMode = refusal(
  400,
  'InvalidFunctionResponseMode',
  'Invalid function response mode',
);
export const truncated = refusal(400, 'TruncatedHTTPRequest', 'HTTP request detected as truncated');

export function tooLarge(bytesMax: number): Refusal {
  return refusal(413, 'RequestEntityTooLarge', `Exceeded maximum allowed payload size (${bytesMax} bytes).`);
}

export function refusal(status: number, errorType: string, errorMessage: string): Refusal {
  return { status, errorType, errorMessage };
}

export function refuse(response: ServerResponse, { status, errorType, errorMessage }: Refusal): void {
  answerJson(response, status, { errorMessage, errorType });
}

/** `{"status":"OK"}`, which says that a report was taken. */
export function accept(response: ServerResponse): void {
  answerJson(response, 202, { status: 'OK' });
}

export function answerJson(response: ServerResponse, status: number, value: unknown): void {
  const text = JSON.stringify(value);
  response.writeHead(status, {
    'Content-Type': 'application/json',
    'Content-Length': Buffer.byteLength(text),
  });
  response.end(text);
}

export function answerText(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'Content-Type': 'text/plain', 'Content-Length': Buffer.byteLength(text) });
  response.end(text);
}
