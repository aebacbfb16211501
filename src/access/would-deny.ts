import { reportCharactersMax } from './limits.ts';

/** The value of `x-lambent-would-deny`. Reasons quote what clients sent: nothing but printable ASCII goes into a header. */
export function wouldDenyHeader(reports: readonly string[]): string {
  return reports
    .join('; ')
    .replace(/[^\x20-\x7e]/g, '?')
    .slice(0, reportCharactersMax);
}
