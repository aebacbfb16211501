import { chown, mkdir, rm } from 'node:fs/promises';
import { environmentFolder } from '../drivers/driver.ts';
import type { StartCommand } from '../launcher-protocol.ts';
import { removeTree } from './remove-tree.ts';
import type { Resources } from './resources.ts';
import type { TmpFolder } from './tmp-images.ts';

/** What of an environment outlives its processes where it is reset: its `/tmp`, and the host uid that owns what lies there. */
export type Ground = {
  readonly uid: number | null;
  /** Undefined: its `/tmp` is memory, or lies in its folder. */
  readonly tmp: TmpFolder | undefined;
  /** Nothing that could see it may be alive. */
  remove(): Promise<void>;
};

/** `freed` is called when the uid may be another environment's. On failure nothing is left. */
export async function makeGround(
  start: StartCommand,
  uid: number | null,
  surroundings: { readonly scratchFolder: string; readonly resources: Resources },
  freed: () => void,
): Promise<Ground> {
  const folder = environmentFolder(surroundings.scratchFolder, start.id);
  let tmp: TmpFolder | undefined;
  const remove = async (): Promise<void> => {
    try {
      await tmp?.remove();
      await removeFolder(folder);
    } finally {
      freed();
    }
  };
  try {
    tmp = await surroundings.resources.tmpFor(start, uid);
    if (start.isolation === 'process') await makeFolder(folder, uid);
    return { uid, tmp, remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

/** A function may have closed folders to itself; most have not, and are removed while other environments are served. */
async function removeFolder(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true }).catch(() => removeTree(folder));
}

async function makeFolder(folder: string, uid: number | null): Promise<void> {
  for (const path of [folder, `${folder}/tmp`]) {
    await mkdir(path, { mode: 0o700 });
    if (uid !== null) await chown(path, uid, uid);
  }
}
