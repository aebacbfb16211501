import { logOnce } from '#observe';
import type { Door } from '#wire';
import { readAddress } from './address.ts';
import type { LiveStages } from './live-stages.ts';
import type { Means } from './phases.ts';
import { run } from './run.ts';

/** Where invocations of APIs come in. */
export function executeApiDoor(stages: LiveStages, given: Omit<Means, 'logDenial'>): Door {
  const { call, clock, random, log, endpoint } = given;
  const warnOnce = logOnce(log);
  const logDenial = (reason: string) => warnOnce(`AWS would refuse this invocation: ${reason}`);
  const means: Means = { call, clock, random, log, logDenial, endpoint };
  return {
    name: 'execute-api',
    pages: 'any-origin',
    claims: (request) => readAddress(request.host, request.path) !== undefined,
    serve(request) {
      const address = readAddress(request.host, request.path);
      if (!address) throw new Error(`not an invoke URL: ${request.host}${request.path}`);
      return run(request, address, stages, means);
    },
  };
}
