import { chmod, mkdir, readdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { removeTree } from './tree.ts';

/** The folders of one environment that waits for its function: what comes to them it sees at once. */
export type Slot = {
  /** Becomes `/var/task`. */
  readonly taskFolder: string;
  /** `/opt`. */
  readonly layersFolder: string;
  /** Moves trees of code and layers here, once. */
  attach(code: string, layers: string | undefined): Promise<void>;
  /** With all that was attached. The environment's processes must be gone. */
  remove(): Promise<void>;
};

/** What an environment without code sees at `/var`: the last two are places for what the launcher mounts. */
const varFolders = ['task', 'runtime', 'lang'];

/** Furnishes `folder`, which must exist and be empty. */
export async function openSlot(folder: string): Promise<Slot> {
  const [around, layersFolder] = [join(folder, 'var'), join(folder, 'opt')];
  const folders = [around, layersFolder, ...varFolders.map((name) => join(around, name))];
  for (const path of folders) await mkdir(path);
  // Whatever umask this process has, environments are other users.
  for (const path of [folder, ...folders]) await chmod(path, 0o755);
  const taskFolder = join(around, 'task');
  return {
    taskFolder,
    layersFolder,
    async attach(code, layers) {
      await move(code, taskFolder);
      if (layers === undefined) return;
      // The folder itself is a mount of its own, and no rename would show.
      const entries = await readdir(layers, { withFileTypes: true });
      await chmod(layers, 0o755);
      for (const entry of entries) {
        const [from, to] = [join(layers, entry.name), join(layersFolder, entry.name)];
        await (entry.isDirectory() ? move(from, to) : rename(from, to));
      }
      await removeTree(layers);
    },
    remove: () => removeTree(folder),
  };
}

/** A folder that changes its parent must be writable for who moves it, unless that is root. */
async function move(from: string, to: string): Promise<void> {
  await chmod(from, 0o755);
  await rename(from, to);
  await chmod(to, 0o555);
}
