import { logOnce } from '#observe';
import type { Door } from '#wire';
import type { LambdaRoom } from '../room.ts';
import { readAddress } from './address.ts';
import type { AdmitMeans } from './admit.ts';
import { serve } from './serve.ts';
import { indexUrls } from './url-index.ts';

/** Where requests to function URLs come in. */
export function functionUrlDoor(
  room: Pick<LambdaRoom, 'functions' | 'invoker' | 'metrics' | 'random' | 'log'> & AdmitMeans,
): Door {
  const means = { ...room, urls: indexUrls(room.functions), warnOnce: logOnce(room.log) };
  return {
    name: 'function-url',
    pages: 'any-origin',
    claims: (request) => readAddress(request.host, request.path) !== undefined,
    serve(request) {
      const address = readAddress(request.host, request.path);
      if (address === undefined) throw new Error(`not a function URL: ${request.host}${request.path}`);
      return serve(request, address, means);
    },
  };
}
