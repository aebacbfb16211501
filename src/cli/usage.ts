import { systemClock } from '#ambient';
import { dayOf, type UsageLine } from '#observe';
import { readClientConfig } from '../config.ts';
import { answerFrom, type ClientFlags } from './client.ts';
import { CommandError } from './command-line.ts';
import type { Terminal } from './terminal.ts';

type UsageFlags = ClientFlags & { readonly days?: string; readonly json?: boolean };

const dayMs = 24 * 60 * 60 * 1000;
const daysMax = 400;

/** Prints what functions have used, by day, and what AWS would charge for it. */
export async function usage(flags: UsageFlags, terminal: Terminal): Promise<number> {
  const days = Number(flags.days ?? '30');
  if (!Number.isInteger(days) || days < 1 || days > daysMax) {
    throw new CommandError(`--days ${flags.days}: expected a whole number from 1 to ${daysMax}`);
  }
  const now = systemClock().now();
  const { endpoint } = readClientConfig(flags);
  const lines = await fetchLines(endpoint, dayOf(now - (days - 1) * dayMs), dayOf(now));
  if (flags.json) terminal.out.print(JSON.stringify(lines, null, 2));
  else if (lines.length > 0) printTable(lines, terminal);
  else terminal.err.print(`No function has run ${days === 1 ? 'today' : `in the last ${days} days`}.`);
  return 0;
}

async function fetchLines(endpoint: string, from: string, to: string): Promise<readonly UsageLine[]> {
  const answer = await answerFrom(endpoint, new URL(`${endpoint}/_lambent/usage?from=${from}&to=${to}`));
  const body = (await answer.json().catch(() => null)) as { readonly lines?: readonly UsageLine[] } | null;
  if (answer.ok && Array.isArray(body?.lines)) return body.lines;
  throw new CommandError(`what answers at ${endpoint} is no Lambent (status ${answer.status})`);
}

/** What a function may cost by, as a column of the table. */
type Amount = { readonly title: string; readonly of: (line: UsageLine) => number };

const texts = [
  { title: 'day', of: ({ day }: UsageLine) => day },
  { title: 'function', of: ({ functionName }: UsageLine) => functionName },
  { title: 'architecture', of: ({ architecture }: UsageLine) => architecture },
];
const gbSeconds: Amount = {
  title: 'GB-seconds',
  of: (line) => line.gbSeconds + line.provisionedDurationGbSeconds,
};
/** Most functions use none of these; they are shown where one does. */
const extras: readonly Amount[] = [
  { title: 'provisioned GB-s', of: ({ provisionedGbSeconds }) => provisionedGbSeconds },
  { title: '/tmp GB-s', of: ({ ephemeralGbSeconds }) => ephemeralGbSeconds },
  { title: 'streamed GB', of: ({ streamedGb }) => streamedGb },
];

function printTable(lines: readonly UsageLine[], { out, err }: Terminal): void {
  const amounts = [gbSeconds, ...extras.filter(({ of }) => lines.some((line) => of(line) > 0))];
  const numbers = [
    { title: 'requests', of: ({ requests }: UsageLine) => String(requests) },
    ...amounts.map(({ title, of }) => ({ title, of: (line: UsageLine) => of(line).toFixed(3) })),
    { title: 'US$', of: ({ usd }: UsageLine) => usd.toFixed(6) },
  ];
  const columns = [...texts, ...numbers].map(({ title, of }, index) => {
    const cells = [title, ...lines.map(of)];
    const width = Math.max(...cells.map(({ length }) => length));
    return cells.map((cell) => (index < texts.length ? cell.padEnd(width) : cell.padStart(width)));
  });
  const row = (index: number) => columns.map((cells) => cells[index]).join('  ');
  out.print(out.dim(row(0)));
  for (const index of lines.keys()) out.print(row(index + 1));
  const total = lines.reduce((sum, { usd }) => sum + usd, 0);
  out.print(out.bold(`AWS would charge US$ ${total.toFixed(6)}`));
  err.print(err.dim('List prices of us-east-1, without free tier and discounts.'));
}
