import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { it } from 'node:test';
import { systemClock, systemRandom } from '#ambient';
import { describeHost } from './describe-host.ts';
import { silentLog } from './suite/launched-function.fixture.ts';

type Settings = Pick<Parameters<typeof describeHost>[0], 'isolation' | 'network'>;

/** With a registry that nobody has. */
const describe = (dataFolder: string, settings: Settings) =>
  describeHost({
    ...settings,
    dataFolder,
    npmRegistry: 'http://127.0.0.1:1',
    clock: systemClock(),
    random: systemRandom(),
    log: silentLog,
  });

it('says what this host gives, fetches nothing and leaves nothing', async () => {
  const dataFolder = await mkdtemp(join(tmpdir(), 'lambent-host-'));
  const report = await describe(dataFolder, { isolation: 'auto', network: 'host' });
  const facts = new Map([...report.isolationFacts, ...report.runtimeFacts].map((fact) => [fact.name, fact]));
  assert.equal(facts.get('bubblewrap')?.status === 'ok', report.isolation === 'bubblewrap');
  assert.equal(facts.get('network')?.status, 'weak');
  assert.equal(report.refusal, undefined);
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

it('finds the network of functions as good as this host gives it, where it is not the host’s by choice', async () => {
  const dataFolder = await mkdtemp(join(tmpdir(), 'lambent-host-'));
  const { isolationFacts } = await describe(dataFolder, { isolation: 'auto', network: 'auto' });
  const network = isolationFacts.find(({ name }) => name === 'network');
  if (network?.status === 'ok') assert.match(network.finding, /the outside and Lambent only/);
  else assert.match(network?.finding ?? '', /share the network of this host \(.+\)/);
  await rm(dataFolder, { recursive: true, force: true });
});

it('says what a start with the same settings takes, or why it is refused', async () => {
  const dataFolder = await mkdtemp(join(tmpdir(), 'lambent-host-'));
  const report = await describe(dataFolder, { isolation: 'process', network: 'isolated' });
  assert.equal(report.isolation, 'process');
  assert.equal(report.refusal, '--network isolated cannot be had here: it needs bubblewrap');
  assert.equal(report.isolationFacts.find(({ name }) => name === 'network')?.status, 'missing');
  await rm(dataFolder, { recursive: true, force: true });
});

it('says what plain processes are not bounded by, also where there are sandboxes', async () => {
  const dataFolder = await mkdtemp(join(tmpdir(), 'lambent-host-'));
  const report = await describe(dataFolder, { isolation: 'process' });
  const facts = new Map(report.isolationFacts.map((fact) => [fact.name, fact]));
  for (const [name, finding] of [
    ['/tmp', /EphemeralStorage bounds neither/],
    ['system calls', /^not filtered/],
    ['layers', /search paths lead to them/],
  ] as const) {
    assert.equal(facts.get(name)?.status, 'weak', name);
    assert.match(facts.get(name)?.finding ?? '', finding);
  }
  await rm(dataFolder, { recursive: true, force: true });
});
