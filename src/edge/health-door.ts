import type { Door } from '#wire';
import { refusal } from './refusal.ts';

/** What Lambent says about itself. Further members are shown as they are. */
export type Health = { readonly status: 'ok' | 'draining' } & Readonly<Record<string, unknown>>;

/** `GET /_lambent/health` for load balancers and scripts: 200 while requests are welcome, 503 once it drains. */
export function healthDoor(options: { readonly status: () => Health }): Door {
  return {
    name: 'health',
    pages: 'own-origin',
    isForOperators: true,
    claims: (request) => request.path === '/_lambent/health',
    async serve({ method }) {
      if (method !== 'GET' && method !== 'HEAD') {
        return refusal(405, 'Only GET and HEAD are served here.', ['Allow', 'GET, HEAD']);
      }
      const health = options.status();
      return {
        status: health.status === 'ok' ? 200 : 503,
        headers: ['Content-Type', 'application/json', 'Cache-Control', 'no-store'],
        body: JSON.stringify(health),
      };
    },
  };
}
