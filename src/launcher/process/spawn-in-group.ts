import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import type { Socket } from 'node:net';
import type { Readable, Writable } from 'node:stream';
import { FILTER_DESCRIPTOR, type Launch, SECRETS_DESCRIPTOR } from '../drivers/driver.ts';
import { giveFilter, giveSecretArguments } from './run-program.ts';

/** What extensions write; see `drivers/supervisor.ts`. */
const EXTENSIONS_DESCRIPTOR = 5;
/** Shells know descriptors of one digit: those from 6 are doors to control groups until the program starts, one a controller. */
const DOORS_FROM = EXTENSIONS_DESCRIPTOR + 1;
const DOORS_MAX = SECRETS_DESCRIPTOR - DOORS_FROM;

/** Spawns a program with an environment's streams, in the control groups whose doors are given from its first instruction on. */
export async function spawnInGroup(
  launch: Launch,
  [channel, telemetry, stdio, extensions]: readonly Socket[],
  doors: readonly string[],
): Promise<ChildProcess> {
  if (channel === undefined || telemetry === undefined || stdio === undefined)
    throw new Error('a stream is missing');
  if (doors.length > DOORS_MAX) throw new Error(`more than ${DOORS_MAX} hierarchies of control groups`);
  const opened: number[] = [];
  try {
    // Opened by this process, which may; what counts is who opened them, not who writes.
    for (const door of doors) opened.push(openSync(door, 'r+'));
    const places = Array.from({ length: DOORS_MAX }, (_, index) => opened[index] ?? 'ignore');
    const own = launch.secretArguments === undefined ? [] : (['pipe', 'pipe', 'pipe'] as const);
    const unused = Array.from({ length: DOORS_MAX }, (_, index) => DOORS_FROM + index);
    if (extensions === undefined) unused.push(EXTENSIONS_DESCRIPTOR);
    const joining = script(doors.length, unused);
    const child = spawn('/bin/sh', ['-c', joining, 'sh', launch.file, ...launch.arguments], {
      cwd: launch.cwd,
      env: launch.variables,
      stdio: ['ignore', stdio, stdio, channel, telemetry, extensions ?? 'ignore', ...places, ...own],
      detached: true,
      ...(launch.uid !== undefined && { uid: launch.uid, gid: launch.uid }),
    });
    await new Promise<void>((resolve, reject) => {
      child.once('error', reject);
      child.once('spawn', () => resolve());
    });
    if (launch.secretArguments !== undefined) {
      giveSecretArguments(extraStream(child, SECRETS_DESCRIPTOR) as Writable, launch);
      giveFilter(extraStream(child, FILTER_DESCRIPTOR) as Writable, launch);
    }
    return child;
  } finally {
    for (const descriptor of opened) closeSync(descriptor);
  }
}

/** Joins, closes all that was for joining, and becomes the program. */
function script(doors: number, unused: readonly number[]): string {
  const joins = Array.from({ length: doors }, (_, index) => `echo 0 >&${DOORS_FROM + index} || exit 125`);
  const closes = unused.map((descriptor) => `${descriptor}>&-`);
  return [...joins, `exec ${closes.join(' ')}`, 'exec "$@"'].join('; ');
}

/** A stream beyond those that the types of `node:child_process` know. */
export function extraStream(child: ChildProcess, descriptor: number): Readable | Writable | undefined {
  return (child.stdio as readonly (Readable | Writable | null)[])[descriptor] ?? undefined;
}
