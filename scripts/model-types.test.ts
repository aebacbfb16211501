import assert from 'node:assert/strict';
import test from 'node:test';
import { compactModel } from './model-compact.ts';
import { correctModel } from './model-corrections.ts';
import { printTypes } from './model-types.ts';

const source = {
  metadata: { apiVersion: '1', endpointPrefix: 'x', protocol: 'json', serviceFullName: 'dropped' },
  operations: { Do: { name: 'Do', http: { method: 'POST', requestUri: '/' }, input: { shape: 'Input' } } },
  shapes: {
    Input: {
      type: 'structure',
      required: ['Id'],
      documentation: 'dropped',
      members: {
        Id: { shape: 'Id', documentation: 'dropped' },
        At: { shape: 'At' },
        Map: { shape: 'Events' },
      },
    },
    Id: { type: 'string', enum: ['a'] },
    At: { type: 'timestamp' },
    Events: { type: 'map', key: { shape: 'Id' }, value: { shape: 'EventList' } },
    EventList: { type: 'list', member: { shape: 'Event' } },
    Event: { type: 'structure', members: { Data: { shape: 'Data' }, Again: { shape: 'Event' } } },
    Data: { type: 'blob' },
    Unreached: { type: 'string' },
  },
};

test('types: required and optional members, a global name made harmless, recursion, no output', () => {
  const types = printTypes(compactModel(source));
  assert.match(types, /Do: \{ input: Input; output: Record<string, never> \};/);
  assert.match(types, /readonly Id: string;\n {2}readonly At\?: Date \| undefined;/);
  assert.match(types, /readonly Map\?: Readonly<Record<string, readonly EventShape\[\]>> \| undefined;/);
  assert.match(types, /export interface EventShape \{\n {2}readonly Data\?: Uint8Array \| undefined;/);
});

test('compacting drops prose and what nothing reaches, and stops at a trait that nobody reads yet', () => {
  const { metadata, shapes } = compactModel(source);
  assert.deepEqual(Object.keys(shapes), ['At', 'Data', 'Event', 'EventList', 'Events', 'Id', 'Input']);
  assert.equal(JSON.stringify([metadata, shapes]).includes('dropped'), false);
  const novel = { ...source, shapes: { ...source.shapes, Id: { type: 'string', novelty: true } } };
  assert.throws(() => compactModel(novel), /Id: what to do with novelty\?/);
});

test('a correction whose enum has changed since it was recorded stops the generator', () => {
  const shapes = {
    EventSourcePosition: { enum: ['LATEST'] },
    InvokeMode: { enum: ['BUFFERED', 'RESPONSE_STREAM'] },
    RecursiveLoop: { enum: ['Allow', 'Terminate'] },
    Runtime: { enum: ['nodejs'] },
  };
  assert.throws(() => correctModel('lambda', { ...source, shapes }), /EventSourcePosition is now LATEST/);
  const corrected = correctModel('lambda', {
    ...source,
    shapes: { ...shapes, EventSourcePosition: { enum: ['TRIM_HORIZON', 'LATEST', 'AT_TIMESTAMP'] } },
  });
  assert.deepEqual(corrected.shapes.InvokeMode, { enum: ['RESPONSE_STREAM', 'BUFFERED'] });
  assert.deepEqual(corrected.shapes.Runtime, {});
});

test('S3 loses an operation that is corrected: the generator stops', () => {
  assert.throws(() => correctModel('s3', source), /s3 has no operation CompleteMultipartUpload to correct/);
});
