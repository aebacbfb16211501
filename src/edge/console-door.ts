import { createHash } from 'node:crypto';
import type { Door, HttpResponse } from '#wire';
import { consolePage, consoleStyle } from './console-page.ts';
import { refusal } from './refusal.ts';

/** `GET /_lambent/console`: a page that says what works and what to try, until the console proper takes its place. */
export function consoleDoor(options: { readonly endpoint: () => string; readonly version: string }): Door {
  return {
    name: 'console',
    pages: 'own-origin',
    isForOperators: true,
    claims: (request) => request.path === '/_lambent/console' || request.path === '/_lambent/console/',
    async serve({ method }): Promise<HttpResponse> {
      if (method !== 'GET' && method !== 'HEAD') {
        return refusal(405, 'Only GET and HEAD are served here.', ['Allow', 'GET, HEAD']);
      }
      return { status: 200, headers: pageHeaders, body: consolePage(options.endpoint(), options.version) };
    },
  };
}

const styleHash = createHash('sha256').update(consoleStyle).digest('base64');

// The page runs no script, loads nothing, posts nowhere and is framed by nobody; only its own style applies.
const contentSecurityPolicy = [
  "default-src 'none'",
  `style-src 'sha256-${styleHash}'`,
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const pageHeaders = [
  'Content-Type',
  'text/html; charset=utf-8',
  'Content-Security-Policy',
  contentSecurityPolicy,
  'X-Content-Type-Options',
  'nosniff',
  'Referrer-Policy',
  'no-referrer',
  'Cache-Control',
  'no-store',
];
