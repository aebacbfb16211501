import { BodyTooLarge } from '#wire';
import { requestBodyBytesMax } from '../../limits.ts';
import { GatewayError } from '../gateway-responses.ts';
import type { Read, Routed } from '../phases.ts';

/** Reads the body of a request that has found its method. */
export async function readBody(routed: Routed): Promise<Read> {
  try {
    return { ...routed, body: await routed.request.readBody(requestBodyBytesMax) };
  } catch (error) {
    if (error instanceof BodyTooLarge) throw new GatewayError('REQUEST_TOO_LARGE', error.message);
    throw new GatewayError('BODY_INCOMPLETE', 'the client went away before the body was complete');
  }
}
