import { delay, systemClock } from '#ambient';
import { AwsError } from '#wire';
import { type Client, type ClientFlags, describeAwsError, openClient } from './client.ts';
import { CommandError } from './command-line.ts';
import type { Terminal } from './terminal.ts';

const followEveryMs = 500;

type Event = { readonly eventId: string; readonly timestamp: number; readonly message: string };

/** Prints a function's log, oldest first; with `follow` goes on until Ctrl-C. */
export async function logs(
  name: string,
  flags: ClientFlags & { readonly follow?: boolean },
  terminal: Terminal,
): Promise<number> {
  const call = openClient(flags);
  const clock = systemClock({ keepsAlive: true });
  const seen = new LatestEvents();
  try {
    do {
      for (const event of await eventsSince(
        call,
        `/aws/lambda/${name}`,
        seen.fromMs,
        flags.follow === true,
      )) {
        if (seen.add(event))
          terminal.print(
            `${terminal.dim(new Date(event.timestamp).toISOString())} ${event.message.trimEnd()}`,
          );
      }
      if (flags.follow) await delay(clock, followEveryMs);
    } while (flags.follow);
    return 0;
  } catch (error) {
    if (error instanceof AwsError) throw new CommandError(describeAwsError(error));
    throw error;
  }
}

async function eventsSince(
  call: Client,
  group: string,
  fromMs: number,
  mayBeMissing: boolean,
): Promise<Event[]> {
  const events: Event[] = [];
  let nextToken: unknown;
  try {
    do {
      const page = await call('logs', 'FilterLogEvents', {
        logGroupName: group,
        startTime: fromMs,
        ...(nextToken === undefined ? {} : { nextToken }),
      });
      events.push(...((page.events ?? []) as Event[]));
      nextToken = page.nextToken;
    } while (nextToken !== undefined);
  } catch (error) {
    // A function that has not run yet has no log group; whoever follows it waits for the first line.
    if (!(mayBeMissing && error instanceof AwsError && error.code === 'ResourceNotFoundException'))
      throw error;
  }
  return events.sort((left, right) => left.timestamp - right.timestamp);
}

/** Remembers the events of the last second, so that a page read again from there prints nothing twice. */
class LatestEvents {
  #latestMs = 0;
  #recent = new Map<string, number>();

  get fromMs(): number {
    return Math.max(0, this.#latestMs - 1_000);
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
