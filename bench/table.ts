import type { Run } from './load.ts';

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((left, right) => left - right);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1
    ? (sorted[middle] ?? Number.NaN)
    : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}

/** A Markdown table of medians over the rounds, with ratios to `reference`. */
export function warmTable(
  runs: readonly Run[],
  targets: readonly string[],
  connections: readonly number[],
  reference: string,
): string {
  const lines = [
    `| | connections | p50 | p99 | requests/s | p50 ÷ ${reference} | requests/s ÷ ${reference} |`,
    '|---|---:|---:|---:|---:|---:|---:|',
  ];
  for (const count of connections) {
    const of = (target: string) => {
      const mine = runs.filter((run) => run.target === target && run.connections === count);
      return {
        p50: median(mine.map(({ p50Ms }) => p50Ms)),
        p99: median(mine.map(({ p99Ms }) => p99Ms)),
        rate: median(mine.map(({ requestsPerSecond }) => requestsPerSecond)),
      };
    };
    const base = of(reference);
    for (const target of targets) {
      const { p50, p99, rate } = of(target);
      lines.push(
        `| ${target} | ${count} | ${micros(p50)} | ${micros(p99)} | ${Math.round(rate)} | ${ratio(p50 / base.p50)} | ${ratio(rate / base.rate)} |`,
      );
    }
  }
  return lines.join('\n');
}

export function micros(ms: number): string {
  return ms < 1 ? `${Math.round(ms * 1000)} µs` : `${ms.toFixed(2)} ms`;
}

export function ratio(value: number): string {
  return value.toFixed(2);
}
