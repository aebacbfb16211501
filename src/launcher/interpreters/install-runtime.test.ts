import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { it, type TestContext } from 'node:test';
import { seededRandom, systemClock } from '#ambient';
import { silentLog } from '../suite/launched-function.fixture.ts';
import { installRuntime, RuntimeNotInstalled } from './install-runtime.ts';

async function installer(t: TestContext) {
  const dataFolder = await mkdtemp(join(tmpdir(), 'lambent-install-'));
  t.after(() => rm(dataFolder, { recursive: true, force: true }));
  const install = (runtime: string) =>
    installRuntime(runtime, {
      dataFolder,
      npmRegistry: 'http://127.0.0.1:1',
      clock: systemClock(),
      random: seededRandom(1),
      log: silentLog,
    });
  return { dataFolder, install };
}

it('has nothing to do for Lambent’s own line, and for one that is there', async (t) => {
  const { dataFolder, install } = await installer(t);
  assert.equal(await install(`nodejs${process.versions.node.split('.')[0]}.x`), process.execPath);
  const folder = join(dataFolder, 'runtimes/node-22.1.0');
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'node'), '');
  assert.equal(await install('nodejs22.x'), join(folder, 'node'));
});

it('says why it could not, and leaves nothing', async (t) => {
  const { dataFolder, install } = await installer(t);
  const refusals: readonly [string, RegExp][] = [
    ['nodejs22.x', /^nodejs22\.x could not be fetched: /],
    ['nodejs8.10', /^Lambent has nothing to install for nodejs8\.10; /],
    ['python3.13', /machine's own Python: install that, such as by apt install python3\.13$/],
    ['java8.al2', /machine's own Java: .* openjdk-8-jre-headless$/],
    ['dotnet8', /machine's own \.NET: .* dotnet-runtime-8\.0$/],
  ];
  for (const [runtime, message] of refusals) {
    await assert.rejects(install(runtime), (error) => {
      assert.ok(error instanceof RuntimeNotInstalled);
      assert.match(error.message, message);
      return true;
    });
  }
  assert.deepEqual(await readdir(join(dataFolder, 'runtimes')).catch(() => []), []);
});
