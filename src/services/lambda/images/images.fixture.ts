/** Images on a memory fabric, pulled from a registry of their own. */
import { mkdir, mkdtemp, readdir, readFile, readlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { type Clock, systemClock } from '#ambient';
import { memoryFabric } from '#fabric';
import type { RegistrySettings } from '#service';
import { silentLog } from '../code/silent-log.fixture.ts';
import { removeTree } from '../code/tree.ts';
import { hostArchitecture } from '../records/architecture.ts';
import { openImages } from './images.ts';
import { resolveMs } from './limits.ts';
import { type LayerEntry, TestRegistry, tarOf } from './registry.fixture.ts';

export const architecture = hostArchitecture();

export async function openTestImages(
  t: TestContext,
  settings: (folder: string) => RegistrySettings = () => ({}),
) {
  const folder = await mkdtemp(join(tmpdir(), 'lambent-images-'));
  const treeRoot = join(folder, 'trees');
  await mkdir(treeRoot);
  const real = systemClock({ keepsAlive: true });
  // What waits before another attempt does not wait here.
  const clock: Clock = {
    ...real,
    after: (delayMs, callback) => real.after(delayMs < resolveMs ? 0 : delayMs, callback),
  };
  const fabric = memoryFabric(clock);
  const registry = await TestRegistry.open();
  t.after(async () => {
    await registry.close();
    await removeTree(folder);
  });
  const images = await openImages({ fabric, treeRoot, clock, log: silentLog, registries: settings(folder) });
  return {
    folder,
    registry,
    images,
    fabric,
    uri: (reference: string) => `${registry.host}/team/app${reference}`,
    /** Pulls an image of these layers and returns its tree. */
    async pulled(...layers: readonly (readonly LayerEntry[])[]) {
      const digest = registry.push(
        't',
        layers.map((entries) => ({ tar: tarOf(entries) })),
      );
      await images.pull(`${registry.host}/team/app:t`, digest);
      return contentsOf((await images.borrow(digest)).folder);
    },
    async leftovers() {
      const blobs: string[] = [];
      for await (const { digest } of fabric.blobs.list()) blobs.push(digest);
      return { blobs, named: await images.blobs(), trees: await readdir(treeRoot) };
    },
  };
}

export const nothing = { blobs: [], named: [], trees: [] };
export const folder = (path: string): LayerEntry => ({ path, type: 'Directory', mode: 0o755 });
export const link = (path: string, linkpath: string): LayerEntry => ({
  path,
  type: 'SymbolicLink',
  linkpath,
});
export const file = (path: string, data: string, mode = 0o644): LayerEntry => ({ path, data, mode });

/** Every path of a tree with what it is, without the files that every tree gets. */
export async function contentsOf(root: string, prefix = ''): Promise<Record<string, string>> {
  const contents: Record<string, string> = {};
  for (const entry of await readdir(root, { withFileTypes: true })) {
    const path = join(root, entry.name);
    const name = prefix + entry.name;
    if (name === 'etc/hosts' || name === 'etc/resolv.conf') continue;
    if (entry.isDirectory()) Object.assign(contents, { [name]: '/' }, await contentsOf(path, `${name}/`));
    else
      contents[name] = entry.isSymbolicLink() ? `-> ${await readlink(path)}` : await readFile(path, 'utf8');
  }
  delete contents.etc;
  return contents;
}
