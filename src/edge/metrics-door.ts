import { Readable } from 'node:stream';
import type { Door } from '#wire';
import { refusal } from './refusal.ts';

/** `GET /_lambent/metrics`: what a Prometheus server scrapes. Printed part by part, no faster than it is taken. */
export function metricsDoor(options: {
  readonly contentType: string;
  readonly text: () => Iterable<string>;
}): Door {
  return {
    name: 'metrics',
    pages: 'own-origin',
    isForOperators: true,
    claims: (request) => request.path === '/_lambent/metrics',
    async serve({ method }) {
      if (method !== 'GET' && method !== 'HEAD') {
        return refusal(405, 'Only GET and HEAD are served here.', ['Allow', 'GET, HEAD']);
      }
      const headers = ['Content-Type', options.contentType, 'Cache-Control', 'no-store'];
      return { status: 200, headers, body: method === 'HEAD' ? '' : Readable.from(options.text()) };
    },
  };
}
