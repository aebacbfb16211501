import type { HostFact } from '#launcher';
import type { Output } from './terminal.ts';

/** A fact as a line with a mark, and below it what to do about it. */
export function factLine(
  { name, status, finding, remedy }: HostFact,
  { green, yellow, red, dim }: Output,
): string {
  const mark = { ok: green('✔'), weak: yellow('!'), missing: red('✘') }[status];
  const advice = remedy === undefined ? '' : `\n      ${dim(`→ ${remedy}`)}`;
  return `  ${mark} ${name.padEnd(16)} ${finding}${advice}`;
}
