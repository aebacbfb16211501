import { type ChildProcess, spawn } from 'node:child_process';
import { chown, mkdir, rm } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import type { Readable, Writable } from 'node:stream';
import type { Exit } from '../contract.ts';
import { bubblewrapDriver, exitOfBubblewrap } from '../drivers/bubblewrap.ts';
import { type Driver, type DriverSurroundings, environmentFolder, type Launch } from '../drivers/driver.ts';
import { imageDriver } from '../drivers/image.ts';
import { processDriver } from '../drivers/process.ts';
import { helloLine, type StartCommand, streamsOf } from '../launcher-protocol.ts';
import { killTree } from './process-tree.ts';
import { giveSecretArguments } from './run-program.ts';

export type RunningEnvironment = {
  /** SIGKILL to all its processes. Resolves when they are gone, its folder is removed and `onExit` was called. */
  stop(): Promise<void>;
};

export type StartSurroundings = DriverSurroundings & {
  readonly socketPath: string;
  /** Called once, when none of its processes is left. */
  onExit(exit: Exit): void;
};

/** Connects the streams, spawns the interpreter with them and drops its own copies. On failure nothing is left. */
export async function startEnvironment(
  start: StartCommand,
  surroundings: StartSurroundings,
): Promise<RunningEnvironment> {
  const folder = environmentFolder(surroundings.scratchFolder, start.id);
  const launch = driverOf(start)(start, surroundings);
  const streams = await Promise.all(
    streamsOf(start).map((name) =>
      introduce(surroundings.socketPath, helloLine(start.id, start.token, name)),
    ),
  );
  try {
    if (start.isolation === 'process') await makeFolder(folder, surroundings.uid);
    const child = await spawnWith(launch, streams);
    return watch(start, child, surroundings, folder);
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  } finally {
    // The child has its own copies. Destroying closes the descriptor; ending would shut the connection down for both.
    for (const stream of streams) stream.destroy();
  }
}

function driverOf({ image, isolation }: StartCommand): Driver {
  if (image !== undefined) return imageDriver;
  return isolation === 'bubblewrap' ? bubblewrapDriver : processDriver;
}

async function makeFolder(folder: string, uid: number | null): Promise<void> {
  for (const path of [folder, `${folder}/tmp`]) {
    await mkdir(path, { mode: 0o700 });
    if (uid !== null) await chown(path, uid, uid);
  }
}

/** A connection that has said its line and from which nothing has been read. */
function introduce(socketPath: string, hello: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(socketPath);
    // Reading would start with the connection and take bytes that are the child's.
    socket.pause();
    socket.once('error', reject);
    socket.once('connect', () => {
      socket.write(hello, (error) => {
        if (error) reject(error);
        else resolve(blocking(socket));
      });
    });
  });
}

/**
 * Runtimes read and write these descriptors synchronously. The mode belongs to the connection, not to the process, and
 * Node.js offers no public call for it; `setBlocking` is what its own console and many packages use.
 */
function blocking(socket: Socket): Socket {
  const { _handle: handle } = socket as Socket & { readonly _handle?: { setBlocking?(on: boolean): number } };
  handle?.setBlocking?.(true);
  return socket;
}

function spawnWith(
  launch: Launch,
  [channel, telemetry, stdio, extensions]: readonly Socket[],
): Promise<ChildProcess> {
  if (channel === undefined || telemetry === undefined || stdio === undefined)
    throw new Error('a stream is missing');
  const secrets = launch.secretArguments === undefined ? [] : (['pipe', 'pipe'] as const);
  const extra =
    extensions === undefined ? secrets : [secrets[0] ?? 'ignore', secrets[1] ?? 'ignore', extensions];
  const child = spawn(launch.file, launch.arguments, {
    cwd: launch.cwd,
    env: launch.variables,
    stdio: ['ignore', stdio, stdio, channel, telemetry, ...extra],
    detached: true,
    ...(launch.uid !== undefined && { uid: launch.uid, gid: launch.uid }),
  });
  if (launch.secretArguments !== undefined) giveSecretArguments(extraStream(child, 5) as Writable, launch);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('spawn', () => resolve(child));
  });
}

function watch(
  start: StartCommand,
  child: ChildProcess,
  surroundings: StartSurroundings,
  folder: string,
): RunningEnvironment {
  const roots = child.pid === undefined ? [] : [child.pid];
  const { uid } = surroundings;
  const mark = {
    roots,
    text: `TMPDIR=${folder}/`,
    ...(uid !== null && { uids: { first: uid, count: 1 } }),
  };
  const init = sandboxInit(extraStream(child, 6) as Readable | undefined).then((pid) => {
    if (pid !== undefined) roots.push(pid);
  });
  let stopped = false;
  const gone = new Promise<Exit>((resolve) => {
    child.once('exit', (code, signal) => resolve({ code, signal }));
  }).then(async (exit) => {
    await init;
    await killTree(mark);
    await rm(folder, { recursive: true, force: true });
    const own = start.isolation === 'bubblewrap' ? exitOfBubblewrap(exit) : exit;
    surroundings.onExit(stopped ? { code: null, signal: 'SIGKILL' } : own);
  });
  return {
    async stop() {
      stopped = true;
      await killTree(mark);
      await gone;
    },
  };
}

/** The pid of a sandbox's first process, which bwrap writes to descriptor 6. With it ends everything in the sandbox. */
async function sandboxInit(info: Readable | undefined): Promise<number | undefined> {
  let text = '';
  if (info === undefined) return undefined;
  for await (const chunk of info) text += String(chunk);
  const pid = Number(/"child-pid": (\d+)/.exec(text)?.[1]);
  return Number.isSafeInteger(pid) ? pid : undefined;
}

/** A stream beyond those that the types of `node:child_process` know. */
function extraStream(child: ChildProcess, descriptor: number): Readable | Writable | undefined {
  return (child.stdio as readonly (Readable | Writable | null)[])[descriptor] ?? undefined;
}
