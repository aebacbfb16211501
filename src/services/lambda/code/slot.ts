import { chmod, mkdir, readdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { removeTree } from './tree.ts';

/** The folders of one environment that waits for its function: what comes to them it sees at once. */
export type Slot = {
  /** Becomes `/var/task`. */
  readonly taskFolder: string;
  /** `/opt`. */
  readonly layersFolder: string;
  /** Moves trees of code and layers here, once. `intoTask`: the task folder stays and is filled; else the tree of code takes its place. */
  attach(code: string, layers: string | undefined, options?: { readonly intoTask: boolean }): Promise<void>;
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
    async attach(code, layers, { intoTask } = { intoTask: false }) {
      if (!intoTask) await move(code, taskFolder);
      else {
        await moveEntries(code, taskFolder);
        await chmod(taskFolder, 0o555);
      }
      // The folder itself is a mount of its own, and no rename would show.
      if (layers !== undefined) await moveEntries(layers, layersFolder);
    },
    remove: () => removeTree(folder),
  };
}

async function moveEntries(from: string, to: string): Promise<void> {
  const entries = await readdir(from, { withFileTypes: true });
  await chmod(from, 0o755);
  for (const entry of entries) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    await (entry.isDirectory() ? move(source, target) : rename(source, target));
  }
  await removeTree(from);
}

/** A folder that changes its parent must be writable for who moves it, unless that is root. */
async function move(from: string, to: string): Promise<void> {
  await chmod(from, 0o755);
  await rename(from, to);
  await chmod(to, 0o555);
}
