import assert from 'node:assert/strict';
import test from 'node:test';
import { loadModel } from './load-model.ts';
import type { ModelFile } from './model-file.ts';
import { toServiceModel } from './service-model.ts';

function file(protocol: string): ModelFile {
  return { metadata: { apiVersion: '1', endpointPrefix: 'x', protocol }, operations: {}, shapes: {} };
}

test('a model of a protocol that is not here is refused by name', () => {
  for (const protocol of ['smithy-rpc-v2-cbor', 'ec2']) {
    assert.throws(
      () => toServiceModel('x', file(protocol)),
      new RegExp(`model x needs the protocol ${protocol}`),
    );
  }
});

test('a model is read once', () => {
  assert.equal(loadModel('lambda'), loadModel('lambda'));
  assert.throws(() => loadModel('nothing'), { code: 'ENOENT' });
});

test("a reference's traits override its shape's", () => {
  const specification = loadModel('apigatewayv2')
    .operations.get('ExportApi')
    ?.input?.members.find((member) => member.name === 'Specification');
  assert.deepEqual(specification?.shape.enum, ['OAS30']);
  const name = loadModel('apigatewayv2')
    .operations.get('CreateApi')
    ?.input?.members.find(({ name }) => name === 'Version');
  assert.equal(name?.shape.enum, undefined);
});

test('an exception is found by its shape and by its code on the wire', () => {
  const sts = loadModel('sts');
  assert.equal(sts.exception('MalformedPolicyDocument')?.name, 'MalformedPolicyDocumentException');
  assert.equal(sts.exception('MalformedPolicyDocumentException')?.errorCode, 'MalformedPolicyDocument');
  assert.equal(sts.exception('toString'), undefined);
});

test('a shape that contains itself is linked once', () => {
  const { operations } = toServiceModel('x', {
    ...file('json'),
    operations: { Do: { http: { method: 'POST', requestUri: '/' }, input: { shape: 'Tree' } } },
    shapes: {
      Tree: { type: 'structure', members: { branches: { shape: 'Trees' } } },
      Trees: { type: 'list', member: { shape: 'Tree' } },
    },
  });
  const tree = operations.get('Do')?.input;
  const branches = tree?.members[0]?.shape;
  assert.ok(branches?.type === 'list');
  assert.equal(branches.member, tree);
});
