import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RefusedValue } from '#service';
import { loadModel, type Shape } from '#wire';
import { packageFields } from './package-source.ts';
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
  Invoke: ['DurableExecutionName', 'TenantId'],
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
    if ('notImplemented' in entry) continue;
    const members = loadModel('lambda').operations.get(name)?.input?.members ?? [];
    const fields: readonly string[] = entry.fields;
    const refused = members.map((member) => member.name).filter((member) => !fields.includes(member));
    assert.deepEqual(refused.sort(), [...(refusedMembers[name] ?? [])].sort(), name);
  }
});

/** Of operations by name: what is refused of members that take effect. */
const refusedValues: readonly (readonly [string, RefusedValue])[] = Object.entries(lambdaTable).flatMap(
  ([name, entry]) =>
    'notImplemented' in entry ? [] : (entry.refusedValues ?? []).map((refused) => [name, refused] as const),
);

function shapeAt(name: string, path: string): Shape | undefined {
  let shape: Shape | undefined = loadModel('lambda').operations.get(name)?.input;
  for (const part of path.split('.')) {
    shape =
      shape?.type === 'structure' ? shape.members.find((member) => member.name === part)?.shape : undefined;
  }
  return shape;
}

test('the values that are refused are exactly these, and the model has them', () => {
  for (const [name, { path, values }] of refusedValues) {
    const shape = shapeAt(name, path);
    assert.ok(shape, `${name} has no ${path}`);
    for (const value of values ?? []) assert.ok(shape.enum?.includes(value), `${name}: ${path} ${value}`);
  }
  const printed = refusedValues.map(
    ([name, { path, values = ['*'] }]) => `${name} ${path}=${values.join('/')}`,
  );
  const settings = ['TracingConfig.Mode=Active', 'SnapStart.ApplyOn=PublishedVersions'];
  const onFailure = ['OnSuccess', 'OnFailure'].map((on) => `DestinationConfig.${on}.Destination=*`);
  assert.deepEqual(
    printed.sort(),
    [
      ...[...settings, 'DeadLetterConfig.TargetArn=*'].flatMap((value) => [
        `CreateFunction ${value}`,
        `UpdateFunctionConfiguration ${value}`,
      ]),
      'CreateFunction Code.S3ObjectStorageMode=REFERENCE',
      'CreateFunction Code.SourceKMSKeyArn=*',
      'PublishLayerVersion Content.S3ObjectStorageMode=REFERENCE',
      'UpdateFunctionCode S3ObjectStorageMode=REFERENCE',
      'PutRuntimeManagementConfig UpdateRuntimeOn=Manual/FunctionUpdate',
      'PutFunctionScalingConfig FunctionScalingConfig=*',
      ...onFailure.flatMap((value) => [
        `PutFunctionEventInvokeConfig ${value}`,
        `UpdateFunctionEventInvokeConfig ${value}`,
      ]),
    ].sort(),
  );
});

test('every member of a package in a request takes effect or is refused', () => {
  const takes = {
    'CreateFunction Code': [...packageFields, 'ImageUri'],
    'PublishLayerVersion Content': packageFields,
  };
  for (const [where, fields] of Object.entries(takes)) {
    const [name = '', member = ''] = where.split(' ');
    const shape = shapeAt(name, member);
    const members = shape?.type === 'structure' ? shape.members.map((inner) => inner.name) : [];
    const refused = refusedValues.flatMap(([of, { path, values }]) =>
      of === name && values === undefined ? [path] : [],
    );
    const others = members.filter((inner) => !fields.some((field) => field === inner));
    assert.deepEqual(
      others.filter((inner) => !refused.includes(`${member}.${inner}`)),
      [],
      where,
    );
    assert.ok(members.length > 0, where);
  }
});
