import { delay, systemClock } from '#ambient';
import { AwsError } from '#wire';
import { type Client, type ClientFlags, describeAwsError, openClient } from './client.ts';
import { CommandError } from './command-line.ts';
import type { Terminal } from './terminal.ts';

const followEveryMs = 500;

type Event = {
  readonly eventId: string;
  readonly logStreamName: string;
  readonly timestamp: number;
  readonly message: string;
};

type LogsFlags = ClientFlags & {
  readonly follow?: boolean;
  /** An age such as `10m`, or a time. */
  readonly since?: string;
  /** A filter pattern of CloudWatch Logs. */
  readonly filter?: string;
};

/** Prints a function's log, oldest first; with `follow` goes on until Ctrl-C. */
export async function logs(
  name: string,
  flags: LogsFlags,
  { out }: Terminal,
  call: Client = openClient(flags),
): Promise<number> {
  const clock = systemClock({ keepsAlive: true });
  const seen = new LatestEvents(flags.since === undefined ? 0 : sinceMs(flags.since, clock.now()));
  try {
    do {
      const { logGroupName, isOwn } = await logOf(call, name);
      const search = { logGroupName, ...(flags.filter !== undefined && { filterPattern: flags.filter }) };
      for await (const event of eventsSince(call, search, seen.fromMs, flags.follow === true)) {
        if (!isOwn(event) || !seen.add(event)) continue;
        const time = out.dim(new Date(event.timestamp).toISOString());
        out.print(`${time} ${out.foreign(event.message.trimEnd())}`);
      }
      if (flags.follow) await delay(clock, followEveryMs);
    } while (flags.follow);
    return 0;
  } catch (error) {
    if (error instanceof AwsError) throw new CommandError(describeAwsError(error));
    throw error;
  }
}

/** Where a function logs. A group that it was told to log to may be others' too: there its streams bear its name. */
async function logOf(call: Client, name: string) {
  const own = `/aws/lambda/${name}`;
  const logGroupName = await call('lambda', 'GetFunctionConfiguration', { FunctionName: name }).then(
    ({ LoggingConfig }) => (LoggingConfig as { readonly LogGroup: string }).LogGroup,
    (error: unknown) => {
      // What a function logged outlives it.
      if (error instanceof AwsError && error.code === 'ResourceNotFoundException') return own;
      throw error;
    },
  );
  const isOwn = ({ logStreamName }: Event) => logGroupName === own || logStreamName.includes(`/${name}[`);
  return { logGroupName, isOwn };
}

/** Page by page: what was read is printed before more is asked for. */
async function* eventsSince(
  call: Client,
  search: Readonly<Record<string, string>>,
  fromMs: number,
  mayBeMissing: boolean,
): AsyncGenerator<Event> {
  let nextToken: unknown;
  try {
    do {
      const page = await call('logs', 'FilterLogEvents', {
        ...search,
        startTime: fromMs,
        ...(nextToken === undefined ? {} : { nextToken }),
      });
      yield* (page.events ?? []) as Event[];
      nextToken = page.nextToken;
    } while (nextToken !== undefined);
  } catch (error) {
    // A function that has not run yet has no log group; whoever follows it waits for the first line.
    if (!(mayBeMissing && error instanceof AwsError && error.code === 'ResourceNotFoundException'))
      throw error;
  }
}

const unitMs: Readonly<Record<string, number>> = {
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};

/** `90s`, `10m`, `2h`, `1d`, `1w` before now, or a time as ISO 8601. */
export function sinceMs(text: string, nowMs: number): number {
  const [, count, unit = ''] = /^(\d{1,6})([smhdw])$/.exec(text) ?? [];
  if (count !== undefined) return nowMs - Number(count) * (unitMs[unit] ?? 0);
  const time = /^\d{4}-\d{2}-\d{2}/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(time))
    throw new CommandError(
      `--since ${text}: expected an age such as 10m, or a time such as 2026-01-31T12:00:00Z`,
    );
  return time;
}

/** Remembers the events of the last second, so that a page read again from there prints nothing twice. */
class LatestEvents {
  readonly #sinceMs: number;
  #latestMs = 0;
  #recent = new Map<string, number>();

  constructor(since: number) {
    this.#sinceMs = since;
  }

  get fromMs(): number {
    return Math.max(0, this.#sinceMs, this.#latestMs - 1_000);
  }

  add(event: Event): boolean {
    if (this.#recent.has(event.eventId)) return false;
    this.#recent.set(event.eventId, event.timestamp);
    if (event.timestamp > this.#latestMs) {
      this.#latestMs = event.timestamp;
      for (const [id, timestampMs] of this.#recent) if (timestampMs < this.fromMs) this.#recent.delete(id);
    }
    return true;
  }
}
