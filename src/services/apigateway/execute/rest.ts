import type { HttpResponse } from '#wire';
import type { Means, Received } from './phases.ts';
import { integrate } from './steps/integrate.ts';
import { methodResponse } from './steps/method-response.ts';
import { readBody } from './steps/read-body.ts';
import { route } from './steps/route.ts';

/** The life of a REST API's request, in order. A step throws `GatewayError` to end it. */
export async function rest(received: Received, means: Means): Promise<HttpResponse> {
  const routed = route(received);
  const read = await readBody(routed);
  const integrated = await integrate(read, means);
  return methodResponse(integrated);
}
