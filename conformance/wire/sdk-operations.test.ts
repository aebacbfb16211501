/** What AWS's newest clients can send is known here: implemented, or refused by name, but never a 404. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { serviceModels } from '#services';
import { sdkOperations } from './sdk-client.ts';

for (const { id, operations } of serviceModels()) {
  test(`${id}: every command of the SDK is an operation of the model`, async () => {
    const sent = await sdkOperations(id);
    assert.ok(sent, `no SDK package for ${id}`);
    assert.ok(sent.length > 0);
    const unknown = sent.filter((name) => !operations.has(name));
    assert.deepEqual(unknown, []);
  });
}
