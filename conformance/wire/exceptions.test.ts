import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import {
  AwsError,
  loadModel,
  type ServiceModel,
  type StructureShape,
  serializeError,
  streamsEvents,
} from '#wire';
import { arbitraryOf } from './arbitrary-of-shape.ts';
import { plain } from './same-value.ts';
import { modelIds, openSdkClient } from './sdk-client.ts';

const message = 'Function not found: "é" <&> …';

/** A value for every member but the message and `Type`, which the codec fills. */
function fieldsOf(shape: StructureShape): Record<string, unknown> {
  const [drawn = {}] = fc.sample(arbitraryOf(shape, 'text'), { numRuns: 1, seed: 20260802 });
  return Object.fromEntries(Object.entries(drawn).filter(([name]) => !/^(message|Type)$/i.test(name)));
}

/** An operation to call: what it is does not matter, any of them may end in any of the service's exceptions. */
function anyCall(model: ServiceModel): { readonly operation: string; readonly input: object } {
  for (const operation of model.operations.values()) {
    const { input } = operation;
    if (!input || streamsEvents(operation)) continue;
    return {
      operation: operation.name,
      input: fc.sample(arbitraryOf(input, 'text'), { numRuns: 1, seed: 1 })[0] ?? {},
    };
  }
  throw new Error(`${model.id} has no operation to call`);
}

for (const model of modelIds.map(loadModel)) {
  test(`${model.id}: each exception of the model reaches the SDK as its class, with message and members`, async () => {
    const protocol = model.protocol === 'json' ? (`json-${model.jsonVersion}` as const) : model.protocol;
    const call = anyCall(model);
    assert.ok(model.exceptions.length > 0);
    for (const shape of model.exceptions) {
      const fields = fieldsOf(shape);
      const error = new AwsError(shape.name, message, shape.errorStatus ?? 400, { fields });
      const client = await openSdkClient(model, () => serializeError(protocol, model, error, 'request-1'));
      const thrown = await client.send(call.operation, call.input)?.then(
        () => assert.fail('it should have been refused'),
        (reason: unknown) => reason,
      );
      const expected = client.exceptionClass(shape.name);
      assert.ok(expected, `the SDK has no ${shape.name}`);
      assert.ok(thrown instanceof expected, `${shape.name} arrived as ${String(thrown)}`);
      assert.equal(thrown.message, message);
      const received = thrown as unknown as Record<string, unknown>;
      // The query protocol has no place for further members.
      if (protocol !== 'query')
        for (const [name, value] of Object.entries(fields))
          assert.deepEqual(plain(received[name]), plain(value));
    }
  });
}
