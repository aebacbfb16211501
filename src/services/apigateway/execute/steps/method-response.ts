import type { HttpResponse } from '#wire';
import { identification } from '../identification.ts';
import type { Integrated } from '../phases.ts';

/** Puts the gateway's own headers on an integration's answer. */
export function methodResponse({ answer, request, extendedRequestId, denials }: Integrated): HttpResponse {
  answer.headers.push(...identification(request.id, extendedRequestId, denials));
  return answer;
}
