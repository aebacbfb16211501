import { readdir, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { LauncherConfiguration } from '../launcher-protocol.ts';
import { ENVIRONMENTS_MAX } from '../limits.ts';
import { SCRATCH_PARTS } from '../scratch.ts';
import { killTree } from './process-tree.ts';
import { removeTree } from './remove-tree.ts';

/** Parts of the scratch folder that an unprivileged gateway may write to. */
const GATEWAY_PARTS: readonly string[] = ['code', 'interpreters', 'sdk', 'gateway'];

/** Kills what a predecessor on the same scratch folder left running and removes its folders, and touches nothing else. */
export async function sweep(configuration: LauncherConfiguration, code: boolean): Promise<void> {
  const { scratchFolder, uidBase } = configuration;
  await killTree({
    roots: [],
    text: `TMPDIR=${scratchFolder}/environments/`,
    ...(uidBase !== null && { uids: { first: uidBase, count: ENVIRONMENTS_MAX } }),
  });
  for (const part of code ? ['environments', 'code', 'sdk'] : ['environments'])
    await empty(part, configuration);
}

/**
 * Ends a launcher process whose gateway was killed, and which may still be busy with the same folders, with all that it started. Comes
 * before anything else.
 */
export async function endPredecessor(
  { scratchFolder }: LauncherConfiguration,
  thaw: () => Promise<void>,
): Promise<void> {
  const command = ['/launcher/process/', `{"scratchFolder":${JSON.stringify(scratchFolder)},`];
  await killTree({ roots: [], command, thaw });
}

/** Removes every part of the scratch folder: a gateway that is not root any more cannot. */
export async function removeScratch(configuration: LauncherConfiguration): Promise<void> {
  for (const part of SCRATCH_PARTS) {
    await empty(part, configuration);
    await rmdir(join(configuration.scratchFolder, part)).catch(() => undefined);
  }
  await rmdir(configuration.scratchFolder).catch(() => undefined);
}

async function empty(part: string, { scratchFolder, gateway }: LauncherConfiguration): Promise<void> {
  const folder = join(scratchFolder, part);
  for (const name of await readdir(folder).catch(() => [])) {
    const path = join(folder, name);
    if (gateway !== null && GATEWAY_PARTS.includes(part)) removeAs(gateway, path);
    else removeTree(path);
  }
}

/** With the rights of the gateway only: it may have put links anywhere. Nothing else of this process may run meanwhile. */
function removeAs({ uid, gid }: { readonly uid: number; readonly gid: number }, path: string): void {
  process.setegid?.(gid);
  process.seteuid?.(uid);
  try {
    removeTree(path);
  } catch {
    // What is not the gateway's stays, and is not this process's to remove.
  } finally {
    process.seteuid?.(0);
    process.setegid?.(0);
  }
}
