/** After SIGKILL of all that is Lambent, at once: the next one ends the runtimes that waited and removes their places. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { systemClock, systemRandom } from '#ambient';
import { openLauncher } from '#launcher';
import { missingTool } from '../../../../../conformance/tool.ts';
import { silent } from '../../invoke/invoke-world.fixture.ts';

type Entry = { readonly pid: number; readonly parent: number };

const script = fileURLToPath(new URL('waiting.fixture.ts', import.meta.url));

async function entries(): Promise<Entry[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const stats = await Promise.all(pids.map((pid) => readFile(`/proc/${pid}/stat`, 'latin1').catch(() => '')));
  return stats.flatMap((stat) => {
    const [, pid, state, parent] = /^(\d+) .*\) (\w) (\d+) /s.exec(stat) ?? [];
    return state === undefined || state === 'Z' ? [] : [{ pid: Number(pid), parent: Number(parent) }];
  });
}

function below(all: readonly Entry[], ancestor: number): number[] {
  return all.filter(({ parent }) => parent === ancestor).flatMap(({ pid }) => [pid, ...below(all, pid)]);
}

for (const isolation of ['process', 'bubblewrap'] as const) {
  const noProc = process.platform !== 'linux' && 'the test looks into /proc';
  const skip = noProc || (isolation === 'bubblewrap' && missingTool('bwrap'));
  test(`a waiting runtime of a killed Lambent is gone with the next start (${isolation})`, {
    skip,
  }, async (t) => {
    const gateway = spawn(process.execPath, ['--conditions=lambent-source', script, isolation], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = (await once(gateway.stdout, 'data')) as [Buffer];
    const { dataFolder, codeRoot } = JSON.parse(line.toString());
    assert.ok((await readdir(codeRoot)).some((name) => name.startsWith('slot-')));
    assert.ok(gateway.pid !== undefined);
    const started = below(await entries(), gateway.pid);
    const [launcherProcess] = started;
    assert.ok(launcherProcess !== undefined && started.length >= 3, 'a launcher and two runtimes');
    for (const signal of ['SIGSTOP', 'SIGKILL'] as const)
      for (const pid of [gateway.pid, launcherProcess]) process.kill(pid, signal);
    await once(gateway, 'exit');
    const next = await openLauncher({
      dataFolder,
      isolation,
      npmRegistry: 'https://registry.npmjs.org',
      pythonIndex: 'https://pypi.org/simple',
      clock: systemClock(),
      random: systemRandom(),
      log: silent,
    });
    t.after(async () => {
      await next.close();
      await rm(dataFolder, { recursive: true, force: true });
    });
    assert.deepEqual(
      (await entries()).filter(({ pid }) => started.includes(pid)),
      [],
    );
    assert.equal(next.codeRoot, codeRoot);
    assert.deepEqual(await readdir(codeRoot), []);
    assert.deepEqual(await readdir(join(codeRoot, '..', 'environments')), []);
  });
}
