import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type CallContext, defineService } from '#service';
import { createDispatch } from '#services';
import { stsTable } from './table.ts';

const context: CallContext = {
  requestId: '00000000-0000-4000-8000-000000000000',
  account: '123456789012',
  region: 'us-east-1',
  caller: {
    type: 'root',
    account: '123456789012',
    arn: 'arn:aws:iam::123456789012:root',
    userId: '123456789012',
    verified: false,
  },
  receivedAtMs: 0,
  endpoint: 'http://localhost:4566',
  wouldDeny: () => assert.fail('nothing would be denied'),
};

const { call, dispatch } = createDispatch({
  services: new Map([['sts', defineService({ id: 'sts', table: stsTable, room: undefined })]]),
  authorize: () => ({ allowed: true }),
  log: { debug() {}, info() {}, warn() {}, error() {} },
});

test('GetCallerIdentity tells who calls', async () => {
  assert.deepEqual(await call('sts', 'GetCallerIdentity', {}, context), {
    UserId: '123456789012',
    Account: '123456789012',
    Arn: 'arn:aws:iam::123456789012:root',
  });
});

test('every other operation is refused by name', async () => {
  for (const operation of Object.keys(stsTable).filter((name) => name !== 'GetCallerIdentity')) {
    await assert.rejects(dispatch('sts', operation, {}, context), (error: Error) => {
      assert.equal(error.name, 'NotImplementedException');
      assert.ok(error.message.startsWith(`Lambent does not implement sts:${operation} (`), error.message);
      return true;
    });
  }
});
