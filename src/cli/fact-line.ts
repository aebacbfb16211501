import type { HostFact } from '#launcher';
import type { Terminal } from './terminal.ts';

/** A fact as a line with a mark, and below it what to do about it. */
export function factLine({ name, status, finding, remedy }: HostFact, terminal: Terminal): string {
  const mark = { ok: terminal.green('✔'), weak: terminal.yellow('!'), missing: terminal.red('✘') }[status];
  const advice = remedy === undefined ? '' : `\n      ${terminal.dim(`→ ${remedy}`)}`;
  return `  ${mark} ${name.padEnd(16)} ${finding}${advice}`;
}
