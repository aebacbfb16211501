import { type ChildProcess, spawn } from 'node:child_process';
import type { Socket } from 'node:net';
import type { Readable, Writable } from 'node:stream';
import type { Launch } from '../drivers/driver.ts';
import { giveFilter, giveSecretArguments } from './run-program.ts';

/** Waits for a line on descriptor 8, closes it and becomes the program. */
const GATE = 'IFS= read -r _ <&8 || exit 125; exec 8<&-; exec "$@"';

/** Also closes the places of descriptors that the program has no use for. */
const BARE_GATE = `exec 5<&- 6<&- 7<&-; ${GATE}`;

/**
 * Spawns a program with an environment's streams, which does nothing before `admit` has put its process where it belongs. On failure
 * it has ended.
 */
export async function spawnHeld(
  launch: Launch,
  [channel, telemetry, stdio]: readonly Socket[],
  admit: (pid: number) => Promise<void>,
): Promise<ChildProcess> {
  if (channel === undefined || telemetry === undefined || stdio === undefined)
    throw new Error('a stream is missing');
  const bare = launch.secretArguments === undefined;
  const extra = bare ? (['ignore', 'ignore', 'ignore'] as const) : (['pipe', 'pipe', 'pipe'] as const);
  const child = spawn('/bin/sh', ['-c', bare ? BARE_GATE : GATE, 'sh', launch.file, ...launch.arguments], {
    cwd: launch.cwd,
    env: launch.variables,
    stdio: ['ignore', stdio, stdio, channel, telemetry, ...extra, 'pipe'],
    detached: true,
    ...(launch.uid !== undefined && { uid: launch.uid, gid: launch.uid }),
  });
  const pid = await new Promise<number>((resolve, reject) => {
    child.once('error', reject);
    child.once('spawn', () => resolve(child.pid ?? 0));
  });
  if (!bare) {
    giveSecretArguments(extraStream(child, 5) as Writable, launch);
    giveFilter(extraStream(child, 7) as Writable, launch);
  }
  const gate = extraStream(child, 8) as Writable;
  // A process that was killed meanwhile reports that by its exit.
  gate.on('error', () => undefined);
  try {
    await admit(pid);
  } catch (error) {
    gate.destroy();
    child.kill('SIGKILL');
    throw error;
  }
  gate.end('\n');
  return child;
}

/** A stream beyond those that the types of `node:child_process` know. */
export function extraStream(child: ChildProcess, descriptor: number): Readable | Writable | undefined {
  return (child.stdio as readonly (Readable | Writable | null)[])[descriptor] ?? undefined;
}
