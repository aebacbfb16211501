import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deleteWithSettings, finishDeletions } from './deletion.ts';
import { context, group, noGroup, openWorld, startMs } from './logs.fixture.ts';
import { createLogGroup } from './operations/create-log-group.ts';
import { deleteLogGroup } from './operations/delete-log-group.ts';
import { putRetentionPolicy } from './operations/put-retention-policy.ts';

const { account, region } = context;
const id = { account, region, group };
const named = { logGroupName: group };
const retention = { ...named, retentionInDays: 1 };

for (const crash of ['before', 'after'] as const) {
  test(`a deletion that a crash stops ${crash} the events are gone is finished at the next start`, async (t) => {
    const { call, groups, logs, log, write } = await openWorld(t);
    write('s', [[startMs, 'text']]);
    await call(putRetentionPolicy, retention);
    await new Promise<void>((crashed) => {
      const deleteGroup = async () => {
        if (crash === 'after') await logs.deleteGroup(account, region, group);
        crashed();
        return new Promise<never>(() => undefined);
      };
      void deleteWithSettings({ groups, logs: { deleteGroup } }, id, () => undefined);
    });
    // Nobody can set anything on it, or create it anew, meanwhile.
    await assert.rejects(call(createLogGroup, named), { code: 'OperationAbortedException' });
    if (crash === 'before') {
      await assert.rejects(call(putRetentionPolicy, retention), { code: 'OperationAbortedException' });
    }
    await finishDeletions({ groups, logs, log });
    await call(createLogGroup, named);
    assert.deepEqual(groups.get(id), id);
    assert.deepEqual(await logs.streams(account, region, group), []);
  });
}

test('a deletion that fails leaves the group as it was, also for the next start', async (t) => {
  const { call, groups, logs, log, write } = await openWorld(t);
  write('s', [[startMs, 'text']]);
  await call(putRetentionPolicy, retention);
  const deleteGroup = () => Promise.reject(new Error('the disk is gone'));
  await assert.rejects(
    deleteWithSettings({ groups, logs: { deleteGroup } }, id, () => undefined),
    /disk/,
  );
  await finishDeletions({ groups, logs, log });
  assert.deepEqual(groups.get(id), { ...id, retentionInDays: 1 });
  assert.equal((await logs.streams(account, region, group))?.length, 1);
});

test('what does not exist leaves no record behind', async (t) => {
  const { call, groups } = await openWorld(t);
  await assert.rejects(call(deleteLogGroup, named), noGroup);
  assert.deepEqual(groups.all(), []);
});
