import type { ChildProcess } from 'node:child_process';
import { connect, type Socket } from 'node:net';
import type { Readable } from 'node:stream';
import type { Exit } from '../contract.ts';
import { bubblewrapDriver, exitOfBubblewrap } from '../drivers/bubblewrap.ts';
import {
  type Driver,
  type DriverSurroundings,
  environmentFolder,
  INFO_DESCRIPTOR,
} from '../drivers/driver.ts';
import { imageDriver } from '../drivers/image.ts';
import { processDriver } from '../drivers/process.ts';
import { helloLine, type StartCommand, streamsOf } from '../launcher-protocol.ts';
import { freezeTree, thawTree } from './freeze-tree.ts';
import type { Ground } from './ground.ts';
import type { Network } from './networks.ts';
import { killTree, type TreeMark } from './process-tree.ts';
import type { Held, Resources } from './resources.ts';
import { extraStream, spawnInGroup } from './spawn-in-group.ts';

export type RunningEnvironment = {
  /** SIGKILL to all its processes. Resolves when they are gone and `onExit` was called. */
  stop(): Promise<void>;
  freeze(): Promise<void>;
  thaw(): Promise<void>;
  ranOutOfMemory(): Promise<boolean>;
};

export type StartSurroundings = Omit<DriverSurroundings, 'tmpFolder' | 'network' | 'holder' | 'uid'> & {
  readonly socketPath: string;
  readonly resources: Resources;
  readonly ground: Ground;
  /** Called before the program starts, where it gets a network of its own. */
  onNetwork(network: Network): void;
  /** Called once, when none of its processes is left. */
  onExit(exit: Exit): void;
};

/** Connects the streams, spawns the interpreter with them and drops its own copies. On failure nothing but the ground is left. */
export async function startEnvironment(
  start: StartCommand,
  surroundings: StartSurroundings,
): Promise<RunningEnvironment> {
  const { ground, resources } = surroundings;
  const driver = driverOf(start);
  const held = await resources.hold(start, ground.tmp);
  const streams: Socket[] = [];
  try {
    const { network } = held;
    const { uid, tmp } = ground;
    const holder = tmp?.holder ?? network?.holder;
    const launch = driver(start, { ...surroundings, uid, tmpFolder: tmp?.path, network, holder });
    if (network !== undefined) surroundings.onNetwork(network);
    for (const name of streamsOf(start))
      streams.push(await introduce(surroundings.socketPath, helloLine(start.id, start.token, name)));
    const child = await spawnInGroup(launch, streams, held.cgroup.doors);
    return watch({ start, child, surroundings, held });
  } catch (error) {
    await held.release();
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

type Watched = {
  readonly start: StartCommand;
  readonly child: ChildProcess;
  readonly surroundings: StartSurroundings;
  readonly held: Held;
};

function watch({ start, child, surroundings, held }: Watched): RunningEnvironment {
  const roots = child.pid === undefined ? [] : [child.pid];
  const { ground, scratchFolder } = surroundings;
  const { uid } = ground;
  const mark = {
    roots,
    text: `TMPDIR=${environmentFolder(scratchFolder, start.id)}/`,
    ...(uid !== null && { uids: { first: uid, count: 1 } }),
    members: () => held.cgroup.processes(),
  };
  const init = sandboxInit(extraStream(child, INFO_DESCRIPTOR) as Readable | undefined).then((pid) => {
    if (pid !== undefined) roots.push(pid);
  });
  const pauses = new Pauses(mark, held);
  let stopped = false;
  const gone = new Promise<Exit>((resolve) => {
    child.once('exit', (code, signal) => resolve({ code, signal }));
  }).then(async (exit) => {
    await init;
    await killTree(mark);
    const outOfMemory = await held.cgroup.ranOutOfMemory();
    // What cannot be given back now is found by the next sweep; that it ended must be said anyway.
    await held.release().catch(() => undefined);
    if (start.resettable !== true) await ground.remove().catch(() => undefined);
    const own = start.isolation === 'bubblewrap' ? exitOfBubblewrap(exit) : exit;
    const killed = outOfMemory && own.signal === 'SIGKILL';
    surroundings.onExit(stopped ? KILLED : killed ? { ...own, outOfMemory } : own);
  });
  return {
    async stop() {
      stopped = true;
      // The first signals are sent before anything of it runs on.
      const killing = killTree(mark);
      await pauses.end();
      await killing;
      await gone;
    },
    freeze: () => pauses.freeze(),
    thaw: () => pauses.thaw(),
    ranOutOfMemory: () => held.cgroup.ranOutOfMemory(),
  };
}

const KILLED: Exit = { code: null, signal: 'SIGKILL' };

/** Freezes and thaws one environment, one after the other in the order they were asked for. */
class Pauses {
  readonly #mark: TreeMark;
  readonly #held: Held;
  #last: Promise<void> = Promise.resolve();
  #ended = false;

  constructor(mark: TreeMark, held: Held) {
    this.#mark = mark;
    this.#held = held;
  }

  freeze(): Promise<void> {
    return this.#next(() =>
      this.#held.cgroup.canFreeze ? this.#held.cgroup.freeze() : freezeTree(this.#mark),
    );
  }

  thaw(): Promise<void> {
    return this.#next(async () => {
      if (this.#held.cgroup.canFreeze) await this.#held.cgroup.thaw();
      else thawTree(this.#mark);
    });
  }

  /** Nothing is frozen afterwards; control groups of version 1 keep a kill from frozen processes. */
  async end(): Promise<void> {
    this.#ended = true;
    await this.#last.catch(() => undefined);
    if (this.#held.cgroup.canFreeze) await this.#held.cgroup.thaw().catch(() => undefined);
  }

  #next(action: () => Promise<void>): Promise<void> {
    const run = this.#last.catch(() => undefined).then(() => (this.#ended ? undefined : action()));
    this.#last = run;
    return run;
  }
}

/** The pid of a sandbox's first process, which bwrap writes to its descriptor. With it ends everything in the sandbox. */
async function sandboxInit(info: Readable | undefined): Promise<number | undefined> {
  let text = '';
  if (info === undefined) return undefined;
  for await (const chunk of info) text += String(chunk);
  const pid = Number(/"child-pid": (\d+)/.exec(text)?.[1]);
  return Number.isSafeInteger(pid) ? pid : undefined;
}
