import type { Door } from '#wire';
import { refusal } from './refusal.ts';

const dayPattern = /^\d{4}-\d{2}-\d{2}$/;

/** `GET /_lambent/usage?from=2026-01-01&to=2026-01-31`: the usage meter's lines of those days as JSON. */
export function usageDoor(options: {
  readonly lines: (fromDay: string, toDay: string) => Promise<readonly object[]>;
}): Door {
  return {
    name: 'usage',
    pages: 'own-origin',
    isForOperators: true,
    claims: (request) => request.path === '/_lambent/usage',
    async serve({ method, query }) {
      if (method !== 'GET') return refusal(405, 'Only GET is served here.', ['Allow', 'GET']);
      const asked = new URLSearchParams(query);
      const from = asked.get('from') ?? '';
      const to = asked.get('to') ?? '';
      if (!dayPattern.test(from) || !dayPattern.test(to)) {
        return refusal(400, 'from and to are days such as 2026-01-31.');
      }
      const lines = await options.lines(from, to);
      const headers = ['Content-Type', 'application/json', 'Cache-Control', 'no-store'];
      return { status: 200, headers, body: JSON.stringify({ lines }) };
    },
  };
}
