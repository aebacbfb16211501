import { rmSync } from 'node:fs';
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Folders of tests that have not removed theirs; a failed test's goes when the process ends. */
const present = new Set<string>();

process.once('exit', () => {
  for (const path of present) rmSync(path, { recursive: true, force: true });
});

/** An empty folder for one test, by its real path. */
export async function temporaryFolder(): Promise<{ readonly path: string; remove(): Promise<void> }> {
  const path = await realpath(await mkdtemp(join(tmpdir(), 'lambent-fabric-')));
  present.add(path);
  return {
    path,
    async remove() {
      await rm(path, { recursive: true, force: true });
      present.delete(path);
    },
  };
}
