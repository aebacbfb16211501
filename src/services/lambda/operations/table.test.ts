import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadModel } from '#wire';
import { lambdaTable } from './table.ts';

/** The input members of implemented operations that are refused by name. */
const refusedMembers: Readonly<Record<string, readonly string[]>> = {
  CreateEventSourceMapping: ['KMSKeyArn'],
  UpdateEventSourceMapping: ['KMSKeyArn'],
  CreateFunction: [
    'PublishTo',
    'VpcConfig',
    'KMSKeyArn',
    'FileSystemConfigs',
    'TenancyConfig',
    'CapacityProviderConfig',
    'DurableConfig',
  ],
  UpdateFunctionConfiguration: [
    'VpcConfig',
    'KMSKeyArn',
    'FileSystemConfigs',
    'CapacityProviderConfig',
    'DurableConfig',
  ],
  UpdateFunctionCode: ['PublishTo', 'SourceKMSKeyArn'],
  InvokeWithResponseStream: ['TenantId'],
  ListFunctions: ['MasterRegion'],
  PublishVersion: ['PublishTo'],
  PutRuntimeManagementConfig: ['RuntimeVersionArn'],
};

test('every operation of the model is in the table, and no other', () => {
  assert.deepEqual(Object.keys(lambdaTable).sort(), [...loadModel('lambda').operations.keys()].sort());
});

test('an operation that is not implemented says when or why not', () => {
  for (const [name, entry] of Object.entries(lambdaTable)) {
    if ('notImplemented' in entry) assert.match(entry.notImplemented, /^[a-z].{10,}/, name);
  }
});

test('the members that are refused are exactly these', () => {
  for (const [name, entry] of Object.entries(lambdaTable)) {
    if ('notImplemented' in entry || name === 'Invoke') continue;
    const members = loadModel('lambda').operations.get(name)?.input?.members ?? [];
    const fields: readonly string[] = entry.fields;
    const refused = members.map((member) => member.name).filter((member) => !fields.includes(member));
    assert.deepEqual(refused.sort(), [...(refusedMembers[name] ?? [])].sort(), name);
  }
});
