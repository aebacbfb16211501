import { createHash } from 'node:crypto';
import { lchown, lstat, mkdir, open, readdir, realpath } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { GATEWAY_UIDS, GATEWAY_UIDS_FROM, PRIVILEGED_PORTS } from './limits.ts';

/** The user that the gateway runs as once it needs root no more. */
export type Identity = { readonly uid: number; readonly gid: number };

/** What the identity must be able to enter: the sources, which are loaded as they are needed. */
const PACKAGE = fileURLToPath(new URL('..', import.meta.url));

/** `undefined`: the gateway stays who it is, where that is root for the reason given. */
export type IdentityChoice = { readonly identity: Identity | undefined; readonly reason?: string };

/**
 * Whom a gateway started by root becomes: the data folder's owner, or where that is root a user that nothing else on this host runs
 * as, to whom the folder is then given. Never throws: what stands against it is the reason for staying root.
 */
export async function chooseIdentity(wanted: {
  readonly dataFolder: string;
  readonly port: number;
}): Promise<IdentityChoice> {
  if (process.getuid?.() !== 0) return { identity: undefined };
  if (wanted.port > 0 && wanted.port < PRIVILEGED_PORTS)
    return { identity: undefined, reason: `only root may listen on port ${wanted.port}` };
  try {
    await mkdir(wanted.dataFolder, { recursive: true, mode: 0o700 });
    const folder = await realpath(wanted.dataFolder);
    const { uid, gid } = await lstat(folder);
    const own = ownUid(folder);
    const identity = uid === 0 ? { uid: own, gid: own } : { uid, gid };
    await actingAs(identity, () => mustReach([PACKAGE, dirname(process.execPath), dirname(folder)]));
    if (uid === 0) await giveAwayData(folder, identity);
    return { identity };
  } catch (error) {
    return { identity: undefined, reason: error instanceof Error ? error.message : String(error) };
  }
}

/** The same for the same folder, and for no other user of this host: see `scratch.ts` for the range. */
function ownUid(folder: string): number {
  return GATEWAY_UIDS_FROM + (createHash('sha256').update(folder).digest().readUInt32BE(0) % GATEWAY_UIDS);
}

/** Entering, not listing: other users may pass through /root/x without seeing what else is there. */
async function mustReach(folders: readonly string[]): Promise<void> {
  for (const folder of folders) await lstat(`${folder}/.`);
  const program = await open(process.execPath, 'r');
  await program.close();
}

/** Never a folder that somebody named by mistake: it is empty, or says in which format Lambent wrote it. */
async function giveAwayData(folder: string, identity: Identity): Promise<void> {
  const names = await readdir(folder);
  if (names.length > 0 && !names.includes('format'))
    throw new Error(`${folder} belongs to root and is no data folder of Lambent`);
  await giveAway(folder, identity);
}

/** Hands over a folder and all in it that is root's, the folder last. Links are handed over, not followed. */
async function giveAway(path: string, { uid, gid }: Identity): Promise<void> {
  const status = await lstat(path);
  if (status.isDirectory()) {
    for (const name of await readdir(path)) await giveAway(join(path, name), { uid, gid });
  }
  if (status.uid === 0) await lchown(path, uid, gid);
}

/** Runs `action` with the rights of `identity`, so that what it makes is that user's; root is only a step away meanwhile. */
export async function actingAs<T>(identity: Identity | undefined, action: () => Promise<T>): Promise<T> {
  if (identity === undefined) return await action();
  process.setgroups?.([]);
  process.setegid?.(identity.gid);
  process.seteuid?.(identity.uid);
  try {
    return await action();
  } finally {
    process.seteuid?.(0);
    process.setegid?.(0);
  }
}

/** There is no way back. */
export function become({ uid, gid }: Identity): void {
  process.setgroups?.([]);
  process.setgid?.(gid);
  process.setuid?.(uid);
}
