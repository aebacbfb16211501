import { systemClock } from '#ambient';
import { readClientConfig } from '../config.ts';
import type { ClientFlags } from './client.ts';
import { CommandError } from './command-line.ts';
import type { Terminal } from './terminal.ts';

type UsageFlags = ClientFlags & { readonly days?: string; readonly json?: boolean };

type Line = {
  readonly day: string;
  readonly functionName: string;
  readonly architecture: string;
  readonly requests: number;
  readonly gbSeconds: number;
  readonly provisionedGbSeconds: number;
  readonly provisionedDurationGbSeconds: number;
  readonly usd: number;
};

const dayMs = 24 * 60 * 60 * 1000;
const daysMax = 400;

/** Prints what functions have used, by day, and what AWS would charge for it. */
export async function usage(flags: UsageFlags, terminal: Terminal): Promise<number> {
  const days = Number(flags.days ?? '30');
  if (!Number.isInteger(days) || days < 1 || days > daysMax) {
    throw new CommandError(`--days ${flags.days}: expected a whole number from 1 to ${daysMax}`);
  }
  const now = systemClock().now();
  const lines = await fetchLines(
    readClientConfig(flags).endpoint,
    dayOf(now - (days - 1) * dayMs),
    dayOf(now),
  );
  if (flags.json) terminal.print(JSON.stringify(lines, null, 2));
  else if (lines.length === 0) terminal.note(`No function ran in the last ${days} days.`);
  else printTable(lines, terminal);
  return 0;
}

async function fetchLines(endpoint: string, from: string, to: string): Promise<Line[]> {
  try {
    const answer = await fetch(`${endpoint}/_lambent/usage?from=${from}&to=${to}`);
    if (!answer.ok) throw new Error(`it answered ${answer.status}`);
    return ((await answer.json()) as { lines: Line[] }).lines;
  } catch (error) {
    const { cause } = error as { readonly cause?: { readonly code?: string } };
    const reason = cause?.code ?? (error instanceof Error ? error.message : error);
    throw new CommandError(`no Lambent answers at ${endpoint} (${reason}); is it running? lambent start`);
  }
}

const head = ['day', 'function', 'architecture', 'requests', 'GB-seconds', 'US$'];
const textColumns = 3;

function printTable(lines: readonly Line[], terminal: Terminal): void {
  const rows = lines.map((line) => [
    line.day,
    line.functionName,
    line.architecture,
    String(line.requests),
    seconds(line),
    line.usd.toFixed(6),
  ]);
  const total = lines.reduce((sum, { usd }) => sum + usd, 0);
  const widths = head.map((title, index) =>
    Math.max(title.length, ...rows.map((row) => row[index]?.length ?? 0)),
  );
  const print = (row: readonly string[]) =>
    row
      .map((cell, index) =>
        index < textColumns ? cell.padEnd(widths[index] ?? 0) : cell.padStart(widths[index] ?? 0),
      )
      .join('  ')
      .trimEnd();
  terminal.print(terminal.dim(print(head)));
  for (const row of rows) terminal.print(print(row));
  terminal.print(terminal.bold(`AWS would charge US$ ${total.toFixed(6)}`));
  terminal.note(terminal.dim('List prices of us-east-1, without free tier and discounts.'));
}

function seconds({ gbSeconds, provisionedDurationGbSeconds }: Line): string {
  return (gbSeconds + provisionedDurationGbSeconds).toFixed(3);
}

function dayOf(timeMs: number): string {
  return new Date(timeMs).toISOString().slice(0, 10);
}
