/** Every constraint that the model puts on the input of an implemented operation, broken once each, over a socket. */
import assert from 'node:assert/strict';
import { request } from 'node:http';
import { describe, test } from 'node:test';
import { type OperationModel, serializeRequest } from '#wire';
import { authorizationFor } from '../raw-api.ts';
import { functionBase, known, model, implemented as operations, useBaseFunction } from './base-function.ts';
import { validStructure, violationsOf } from './violations.ts';

describe("the model's constraints over a socket", () => {
  const { endpoint, lambda, send, leavesNothing } = useBaseFunction();

  for (const operation of operations) {
    const violations = operation.input === undefined ? [] : violationsOf(operation.input, known);
    test(`${operation.name}: ${violations.length} violations, each refused by name`, () =>
      leavesNothing(async () => {
        for (const { input, path, phrase } of violations) {
          const { status, errorType, body } = await send(operation, input);
          const what = `${path}: ${phrase}`;
          const message = String(body.message);
          assert.deepEqual([status, errorType], [400, 'ValidationException'], `${what}: ${message}`);
          assert.match(message, /^\d+ validation errors? detected: Value /, what);
          assert.ok(message.includes(` at '${path}' failed to satisfy constraint: `), `${what}: ${message}`);
          assert.ok(message.includes(phrase), `${what}: ${message}`);
        }
      }));
  }

  test('every kind of constraint is among them', () => {
    const phrases = operations.flatMap(({ input }) =>
      input === undefined ? [] : violationsOf(input, known).map(({ phrase }) => phrase),
    );
    for (const kind of [
      /enum value set/,
      /pattern/,
      /length less/,
      /length greater/,
      /value less/,
      /value greater/,
      /null/,
    ]) {
      assert.ok(
        phrases.some((phrase) => kind.test(phrase)),
        String(kind),
      );
    }
  });

  const withBody = operations.filter(({ input }) => bodyMembers(input).length > 0);

  for (const operation of withBody) {
    test(`${operation.name}: bodies that are no JSON, or of other types than the model's`, () =>
      leavesNothing(async () => {
        const { method, path } = requestOf(operation);
        const bodies = ['{', '{"a":', 'nonsense', '[]', '"text"', '7', '{"a":1}x', '{"a":1,}', '\u0000'];
        for (const { name, shape } of bodyMembers(operation.input)) {
          const isAggregate = ['structure', 'list', 'map'].includes(shape.type);
          bodies.push(JSON.stringify({ [name]: isAggregate ? 'text' : { an: 'object' } }));
        }
        for (const body of bodies) {
          const { status, errorType } = await lambda(method, path, body);
          assert.deepEqual([status, errorType], [400, 'SerializationException'], body);
        }
      }));

    test(`${operation.name}: a body that is cut short`, () =>
      leavesNothing(async () => {
        const { method, path, body } = requestOf(operation);
        await cutShort(`${endpoint()}${path}`, method, Buffer.from(body));
        assert.equal((await lambda('GET', '/2016-08-19/account-settings')).status, 200);
      }));
  }

  test('an unknown runtime, which the service checks in its own words', () =>
    leavesNothing(async () => {
      const { status, errorType, body } = await lambda('PUT', `${functionBase}/configuration`, {
        Runtime: 'nodejs0.x',
      });
      assert.deepEqual([status, errorType], [400, 'InvalidParameterValueException']);
      assert.match(String(body.message), /^Value nodejs0\.x at 'runtime' failed to satisfy constraint/);
    }));
});

function bodyMembers(input: OperationModel['input']) {
  if (input === undefined || input.payload !== undefined) return [];
  return input.members.filter(({ location }) => location === undefined);
}

function requestOf(operation: OperationModel) {
  const input = operation.input === undefined ? {} : validStructure(operation.input, known, 0);
  return serializeRequest(model, operation.name, input);
}

/** Announces the whole body, sends half of it, and hangs up. */
function cutShort(url: string, method: string, body: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    const half = body.subarray(0, Math.floor(body.length / 2));
    const headers = {
      authorization: authorizationFor('lambda'),
      'content-type': 'application/json',
      'content-length': body.length,
    };
    const sent = request(url, { method, headers });
    sent.on('error', () => resolve());
    sent.on('response', () => reject(new Error('half a request was answered')));
    sent.write(half, () => sent.destroy());
  });
}
