import type { Door } from '#wire';
import { refusal } from './refusal.ts';

/** Keeps every path under `/_lambent` that no door before it claimed from being taken for an AWS call. */
export function notFoundDoor(): Door {
  return {
    name: 'not-found',
    pages: 'own-origin',
    isForOperators: true,
    claims: ({ path }) => path.startsWith('/_lambent') && (path.length === 9 || path[9] === '/'),
    serve: async ({ path }) => refusal(404, `Lambent serves nothing at ${path}.`),
  };
}
