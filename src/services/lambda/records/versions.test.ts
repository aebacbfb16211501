import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom } from '#ambient';
import { aliasNamed, routedVersion, versionAt, withAlias, withoutAlias } from './aliases.ts';
import { configuration } from './configuration.fixture.ts';
import type { AliasRecord, FunctionRecord, VersionRecord } from './function.ts';
import { created, publicationSettled, settled } from './life.ts';
import { policyAt, withPolicy } from './policies.ts';
import { publicationIds, publishing, versionNamed, versionsOf, withoutVersion } from './versions.ts';

const latest = created(configuration);
const creating: FunctionRecord = { account: 'a', region: 'r', name: 'fn', latest };
const active = settled(creating, { ready: true }, 'r2');

function withNumbers(...numbers: readonly number[]): FunctionRecord {
  const versions = numbers.map((number): VersionRecord => ({ ...active.latest, version: String(number) }));
  return { ...active, versions };
}

test('a record from before versions and aliases has $LATEST alone', () => {
  assert.deepEqual(versionsOf(active), [active.latest]);
  assert.equal(versionAt(active, undefined), active.latest);
  assert.equal(versionAt(active, '$LATEST'), active.latest);
  for (const qualifier of ['1', 'live', '$latest']) assert.equal(versionAt(active, qualifier), undefined);
  assert.equal(aliasNamed(active, 'live'), undefined);
  assert.equal(policyAt(active, 'live'), undefined);
});

test('a version is found by its number as it is written, wherever numbers are missing', () => {
  for (let count = 0; count < 9; count++) {
    const numbers = Array.from({ length: count }, (_, index) => index * 3 + 1);
    const record = withNumbers(...numbers);
    for (let number = 0; number < 30; number++) {
      const found = versionNamed(record, String(number))?.version;
      assert.equal(found, numbers.includes(number) ? String(number) : undefined, `${number} of ${numbers}`);
    }
  }
  for (const name of ['01', '1.0', '1e0', '', ' 1', '9'.repeat(1024)]) {
    assert.equal(versionNamed(withNumbers(1, 2), name), undefined, name);
  }
});

test('publishing gives the next number, also after a deletion, and changes the revision of $LATEST', () => {
  const ids = () => publicationIds(seededRandom(1));
  const first = publishing(active, ids(), 'described');
  assert.deepEqual(
    [first.version.version, first.version.description, first.version.state],
    ['1', 'described', 'Active'],
  );
  assert.notEqual(first.record.latest.revisionId, active.latest.revisionId);
  assert.equal(first.record.latest.description, '');
  assert.equal(publishing(first.record, ids()).record, first.record);
  const second = publishing(withoutVersion(first.record, '1'), ids());
  assert.deepEqual(
    second.record.versions?.map(({ version }) => version),
    ['2'],
  );
});

test('what is published before it can run is Pending, and settles apart from $LATEST', () => {
  const { record, version } = publishing(creating, publicationIds(seededRandom(1)));
  assert.equal(version.state, 'Pending');
  const done = publicationSettled(record, '1', { ready: true }, 'r3');
  assert.deepEqual([done.versions?.[0]?.state, done.latest.state], ['Active', 'Pending']);
  const missing = { ready: false, code: 'InvalidRuntime', reason: 'none' } as const;
  const failed = publicationSettled(record, '1', missing, 'r3').versions?.[0];
  assert.deepEqual(
    [failed?.state, failed?.stateReason, failed?.lastUpdateStatus],
    ['Failed', 'none', undefined],
  );
  assert.equal(publicationSettled(active, '1', missing, 'r3'), active);
});

test('the weight is the part of chance that goes to the second version', () => {
  const alias: AliasRecord = {
    name: 'live',
    functionVersion: '1',
    description: '',
    revisionId: 'r',
    additional: { version: '2', weight: 0.3 },
  };
  const record = withAlias(withNumbers(1, 2), alias);
  const routed = (fraction: number) => routedVersion(record, 'live', { fraction: () => fraction })?.version;
  assert.deepEqual([0, 0.29, 0.3, 0.999].map(routed), ['2', '2', '1', '1']);
  assert.equal(versionAt(record, 'live')?.version, '1');
  assert.equal(withoutAlias(record, 'live').aliases, undefined);
});

test('policies of qualifiers are apart from each other and from the function’s own', () => {
  const policy = (revisionId: string) => ({ revisionId, statements: [] });
  let record = withPolicy(active, undefined, policy('own'));
  record = withPolicy(record, '1', policy('one'));
  record = withPolicy(record, 'live', policy('live'));
  record = withPolicy(record, '1', policy('one again'));
  const revisions = () =>
    [undefined, '1', 'live'].map((qualifier) => policyAt(record, qualifier)?.revisionId);
  assert.deepEqual(revisions(), ['own', 'one again', 'live']);
  record = withPolicy(record, 'live', undefined);
  assert.deepEqual(revisions(), ['own', 'one again', undefined]);
  record = withPolicy(withPolicy(record, '1', undefined), undefined, undefined);
  assert.deepEqual(record, active);
});
