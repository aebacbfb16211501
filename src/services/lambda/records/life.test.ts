import assert from 'node:assert/strict';
import { test } from 'node:test';
import { configuration } from './configuration.fixture.ts';
import type { FunctionRecord, VersionRecord } from './function.ts';
import { invocableVersion } from './function.ts';
import { type Configuration, created, isUnsettled, phaseOf, settled, updating } from './life.ts';

const pending: FunctionRecord = { account: 'a', region: 'r', name: 'fn', latest: created(configuration) };
const missing = { ready: false, code: 'InvalidRuntime', reason: 'no python3.13' } as const;
const active = settled(pending, { ready: true }, 'r2');
const failed = settled(pending, missing, 'r2');
const changed: Configuration = { ...configuration, revisionId: 'r3', environmentKey: 'e2' };

function stateOf({ latest }: FunctionRecord): Partial<VersionRecord> {
  const { state, stateReason, stateReasonCode, lastUpdateStatus, lastUpdateStatusReason } = latest;
  return {
    state,
    stateReason,
    stateReasonCode,
    lastUpdateStatus,
    lastUpdateStatusReason,
  } as Partial<VersionRecord>;
}

test('created → Active, or → Failed with the reason', () => {
  assert.equal(phaseOf(pending.latest), 'creating');
  assert.deepEqual(active.latest, {
    ...configuration,
    revisionId: 'r2',
    state: 'Active',
    lastUpdateStatus: 'Successful',
  });
  assert.deepEqual(failed.latest, {
    ...configuration,
    revisionId: 'r2',
    state: 'Failed',
    stateReason: 'no python3.13',
    stateReasonCode: 'InvalidRuntime',
  });
});

test('Active → InProgress → Successful: the old version serves in between', () => {
  const inProgress = updating(active, changed);
  assert.equal(phaseOf(inProgress.latest), 'updating');
  assert.equal(invocableVersion(inProgress), active.latest);
  const done = settled(inProgress, { ready: true }, 'r4');
  assert.equal(invocableVersion(done), done.latest);
  assert.equal(done.latest.environmentKey, 'e2');
});

test('Active → InProgress → Failed: the old version serves until an update succeeds', () => {
  const updateFailed = settled(updating(active, changed), missing, 'r4');
  assert.deepEqual(stateOf(updateFailed), {
    state: 'Active',
    stateReason: undefined,
    stateReasonCode: undefined,
    lastUpdateStatus: 'Failed',
    lastUpdateStatusReason: 'no python3.13',
  });
  const again = updating(updateFailed, { ...changed, revisionId: 'r5' });
  assert.equal(invocableVersion(again), active.latest);
  assert.equal(settled(again, { ready: true }, 'r6').serving, undefined);
});

test('Failed → InProgress keeps the state and its reason, and has nothing to serve', () => {
  const inProgress = updating(failed, changed);
  assert.equal(inProgress.serving, undefined);
  assert.deepEqual(stateOf(inProgress), {
    state: 'Failed',
    stateReason: 'no python3.13',
    stateReasonCode: 'InvalidRuntime',
    lastUpdateStatus: 'InProgress',
    lastUpdateStatusReason: 'The function is being created.',
  });
  assert.equal(settled(inProgress, { ready: true }, 'r4').latest.state, 'Active');
  assert.equal(settled(inProgress, missing, 'r4').latest.lastUpdateStatus, 'Failed');
});

test('an update of what is not settled is a mistake of ours', () => {
  assert.throws(() => updating(pending, changed), /creating/);
  assert.throws(() => updating(updating(active, changed), changed), /updating/);
});

test('a start looks at what was interrupted and at what failed', () => {
  const internal = settled(pending, { ready: false, code: 'InternalError', reason: '' }, 'r2');
  const updateFailed = settled(updating(active, changed), missing, 'r4');
  const all = [pending, updating(active, changed), failed, updateFailed, active, internal];
  assert.deepEqual(
    all.map(({ latest }) => isUnsettled(latest)),
    [true, true, true, true, false, true],
  );
});
