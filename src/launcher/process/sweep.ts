import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { LauncherConfiguration } from '../launcher-protocol.ts';
import { ENVIRONMENTS_MAX } from '../limits.ts';
import { killTree } from './process-tree.ts';

/** Kills what a predecessor on the same scratch folder left running and removes its folders, and touches nothing else. */
export async function sweep({ scratchFolder, uidBase }: LauncherConfiguration, code: boolean): Promise<void> {
  await killTree({
    roots: [],
    text: `TMPDIR=${scratchFolder}/environments/`,
    ...(uidBase !== null && { uids: { first: uidBase, count: ENVIRONMENTS_MAX } }),
  });
  const parts = code ? ['environments', 'code'] : ['environments'];
  for (const part of parts) {
    for (const name of await readdir(join(scratchFolder, part)).catch(() => [])) {
      await rm(join(scratchFolder, part, name), { recursive: true, force: true });
    }
  }
}
