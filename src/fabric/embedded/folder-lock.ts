import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { link, mkdtemp, readdir, realpath, rm } from 'node:fs/promises';
import { connect, createServer, type Server } from 'node:net';
import { join } from 'node:path';
import type { Clock } from '#ambient';
import { codeOf, unusable } from './data-folder.ts';
import { DataFolderInUse } from './errors.ts';
import { ownerAnswerMs, takeoverAttemptsMax } from './limits.ts';
import { withShortPath } from './short-path.ts';

export type FolderLock = { release(): Promise<void> };

/**
 * Makes this process the one owner of a data folder. Throws `DataFolderInUse` or `DataFolderUnusable`.
 *
 * The owner listens on the socket `lock.N.sock` with the highest N; whoever can connect to that one knows that the folder is in use.
 * A dead owner's socket refuses, and its successor takes N + 1: it listens on a name of its own first and then links it to the
 * new name, which only one of several can do. The highest is never removed, so numbers never come again.
 */
export async function lockFolder(folder: string, clock: Clock): Promise<FolderLock> {
  try {
    const real = await realpath(folder);
    if (process.platform === 'win32') return await lockPipe(real, clock);
    return await withShortPath(real, (path) => lockSocket(path, clock));
  } catch (error) {
    throw error instanceof DataFolderInUse ? error : unusable(folder, error);
  }
}

async function lockSocket(folder: string, clock: Clock): Promise<FolderLock> {
  for (let attempt = 0; attempt < takeoverAttemptsMax; attempt++) {
    const last = await lastGeneration(folder);
    if (last > 0) {
      const answer = await askOwner(join(folder, socketName(last)), clock);
      if (answer.state === 'gone') continue;
      if (answer.state === 'alive') throw await inUse(folder, answer.pid);
    }
    const server = await takeGeneration(folder, last + 1);
    if (server) return { release: () => close(server) };
  }
  throw await inUse(folder, undefined);
}

/** Undefined when another starter was faster. */
async function takeGeneration(folder: string, generation: number): Promise<Server | undefined> {
  const starter = await mkdtemp(join(folder, starterPrefix));
  const own = join(starter, 's');
  const name = join(folder, socketName(generation));
  const server = await listen(own);
  let taken = false;
  try {
    await link(own, name);
    // The name that was free may be an old one, if a later owner came and cleaned up between our look and our link.
    taken = (await lastGeneration(folder)) === generation;
    await (taken ? removeOlder(folder, generation) : rm(name, { force: true }));
  } catch (error) {
    // EEXIST: another starter took this number. ENOENT: an owner swept our starter's socket away.
    if (codeOf(error) !== 'EEXIST' && codeOf(error) !== 'ENOENT') throw error;
  } finally {
    if (!taken) await close(server);
    await rm(starter, { recursive: true, force: true });
  }
  return taken ? server : undefined;
}

async function lastGeneration(folder: string): Promise<number> {
  const generations = (await readdir(folder)).map((name) => Number(socketPattern.exec(name)?.[1] ?? 0));
  return Math.max(0, ...generations);
}

/** Removes what earlier owners, and starters that did not become one, left. */
async function removeOlder(folder: string, generation: number): Promise<void> {
  for (const name of await readdir(folder)) {
    const older = Number(socketPattern.exec(name)?.[1] ?? generation) < generation;
    if (older || name.startsWith(starterPrefix))
      await rm(join(folder, name), { recursive: true, force: true });
  }
}

type Answer =
  | { readonly state: 'alive'; readonly pid: string | undefined }
  | { readonly state: 'dead' | 'gone' };

/** Asks the owner behind a socket or pipe for its process id; a stopped owner accepts but does not say. */
function askOwner(path: string, clock: Clock): Promise<Answer> {
  return new Promise((resolve, reject) => {
    let connected = false;
    let pid = '';
    const socket = connect(path);
    const timer = clock.after(ownerAnswerMs, () => socket.destroy());
    socket.on('connect', () => {
      connected = true;
    });
    socket.on('data', (chunk) => {
      pid += chunk.toString('latin1').slice(0, 20);
    });
    socket.on('error', (error) => {
      const code = codeOf(error);
      if (connected || code === 'EAGAIN') resolve({ state: 'alive', pid: undefined });
      else if (code === 'ECONNREFUSED') resolve({ state: 'dead' });
      else if (code === 'ENOENT') resolve({ state: 'gone' });
      else reject(error);
    });
    socket.on('close', () => {
      timer.cancel();
      resolve({ state: 'alive', pid: /^[0-9]+/.exec(pid)?.[0] });
    });
  });
}

async function listen(path: string): Promise<Server> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.end(`${process.pid}\n`);
  });
  server.listen(path);
  await once(server, 'listening');
  server.unref();
  return server;
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => server.close(() => resolve()));
}

/** Windows: a named pipe is gone with its process, so that there is nothing to take over. */
async function lockPipe(folder: string, clock: Clock): Promise<FolderLock> {
  const digest = createHash('sha256').update(folder.toLowerCase()).digest('hex');
  const path = `\\\\.\\pipe\\lambent-${digest.slice(0, 32)}`;
  try {
    const server = await listen(path);
    return { release: () => close(server) };
  } catch (error) {
    if (codeOf(error) !== 'EADDRINUSE') throw error;
    const answer = await askOwner(path, clock);
    throw await inUse(folder, answer.state === 'alive' ? answer.pid : undefined);
  }
}

async function inUse(folder: string, pid: string | undefined): Promise<DataFolderInUse> {
  const owner = pid === undefined ? 'another Lambent' : `another Lambent, process ${pid}`;
  return new DataFolderInUse(`the data folder ${await realpath(folder)} is in use by ${owner}`);
}

function socketName(generation: number): string {
  return `lock.${generation}.sock`;
}

const socketPattern = /^lock\.([0-9]{1,15})\.sock$/;

const starterPrefix = 'starter-';
