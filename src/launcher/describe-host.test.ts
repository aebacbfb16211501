import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { it } from 'node:test';
import { systemClock, systemRandom } from '#ambient';
import { describeHost } from './describe-host.ts';
import { silentLog } from './suite/launched-function.fixture.ts';

function describe(dataFolder: string, isolation: 'auto' | 'process') {
  return describeHost({
    dataFolder,
    isolation,
    npmRegistry: 'http://127.0.0.1:1',
    clock: systemClock(),
    random: systemRandom(),
    log: silentLog,
  });
}

it('says what this host gives, fetches nothing and leaves nothing', async () => {
  const dataFolder = await mkdtemp(join(tmpdir(), 'lambent-host-'));
  const report = await describe(dataFolder, 'auto');
  const facts = new Map([...report.isolationFacts, ...report.runtimeFacts].map((fact) => [fact.name, fact]));
  assert.equal(facts.get('bubblewrap')?.status === 'ok', report.isolation === 'bubblewrap');
  assert.equal(facts.get('network')?.status, 'weak');
  const own = `nodejs${process.versions.node.split('.')[0]}.x`;
  assert.equal(facts.get(own)?.status, 'ok');
  for (const fact of facts.values()) {
    assert.ok(fact.finding.length > 0, fact.name);
    if (fact.status === 'missing')
      assert.ok(fact.remedy, `${fact.name} is missing and nothing is said about it`);
  }
  assert.deepEqual(await readdir(dataFolder), []);
  await rm(dataFolder, { recursive: true, force: true });
});

it('says what plain processes are not bounded by, also where there are sandboxes', async () => {
  const dataFolder = await mkdtemp(join(tmpdir(), 'lambent-host-'));
  const report = await describe(dataFolder, 'process');
  assert.equal(report.isolation, 'process');
  const facts = new Map(report.isolationFacts.map((fact) => [fact.name, fact]));
  for (const [name, finding] of [
    ['/tmp', /EphemeralStorage bounds neither/],
    ['system calls', /^not filtered/],
    ['layers', /search paths lead to them/],
  ] as const) {
    assert.equal(facts.get(name)?.status, 'weak', name);
    assert.match(facts.get(name)?.finding ?? '', finding);
  }
  assert.notEqual(facts.get('bubblewrap')?.status, 'ok');
  await rm(dataFolder, { recursive: true, force: true });
});
