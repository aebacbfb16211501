import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import {
  AwsError,
  type ClientRequest,
  type ClientResponse,
  type HttpResponse,
  identify,
  identifyForm,
  loadModel,
  type Match,
  parseError,
  parseInput,
  parseOutput,
  type RequestHead,
  serializeError,
  serializeOutput,
  serializeRequest,
  streamsEvents,
  validateInput,
} from '#wire';
import { arbitraryOf } from './arbitrary-of-shape.ts';
import { plain } from './same-value.ts';
import { modelIds } from './sdk-client.ts';

const models = modelIds.map(loadModel);
const runsPerOperation = 40;

function headOf(request: ClientRequest, scopeService: string): RequestHead {
  const { method, path, query, headers } = request;
  return { method, path, query, headers, scopeService };
}

function matchOf(head: RequestHead, body: Buffer): Match {
  const found = identify(models, head);
  const match = found === 'needs-form-body' ? identifyForm(models, body, head.scopeService) : found;
  assert.ok(match, `nothing matches ${head.method} ${head.path}`);
  return match;
}

function received({ status, headers: raw, body }: HttpResponse): ClientResponse {
  const headers: Record<string, string> = {};
  for (let at = 0; at < raw.length; at += 2) headers[raw[at]?.toLowerCase() ?? ''] = raw[at + 1] ?? '';
  return { status, headers, body: Buffer.from(body as string | Uint8Array) };
}

for (const model of models) {
  // A deprecated operation shares its route with the one that replaced it, which is then found.
  const operations = [...model.operations.values()].filter(
    (operation) => !streamsEvents(operation) && !(operation.deprecated && model.protocol === 'rest-xml'),
  );

  test(`${model.id}: our client and our server understand each other in every operation`, () => {
    for (const operation of operations) {
      const place = model.protocol === 'query' || model.protocol === 'rest-xml' ? 'form' : 'body';
      const inputs = operation.input ? arbitraryOf(operation.input, place) : fc.constant({});
      const outputs = operation.output
        ? arbitraryOf(operation.output, model.protocol === 'rest-xml' ? 'form' : 'body')
        : fc.constant({});
      const property = fc.property(inputs, outputs, (input, drawn) => {
        const status = operation.output?.members.find((member) => member.location === 'statusCode');
        const output = status ? { ...drawn, [status.name]: 200 } : drawn;
        const request = serializeRequest(model, operation.name, input);
        const head = headOf(request, model.signingName);
        const body = Buffer.from(request.body);
        const match = matchOf(head, body);
        assert.equal(match.operation, operation);
        assert.deepEqual(plain(parseInput(match, head, body)), plain(input));
        const response = received(serializeOutput(match, output, 'request-1'));
        assert.deepEqual(plain(parseOutput(model, operation.name, response)), plain(output));
      });
      fc.assert(property, { numRuns: runsPerOperation, seed: 20260803 });
    }
  });

  test(`${model.id}: an input within the model's lengths, ranges and enums fails at most a pattern`, () => {
    for (const operation of operations) {
      if (!operation.input) continue;
      const property = fc.property(arbitraryOf(operation.input, 'text'), (input) => {
        try {
          validateInput(operation, input);
        } catch (error) {
          assert.ok(error instanceof AwsError);
          assert.match(error.message, /Member must satisfy regular expression pattern/);
          for (const failure of error.message.split('; Value '))
            assert.match(failure, /regular expression pattern: /);
        }
      });
      fc.assert(property, { numRuns: runsPerOperation, seed: 20260804 });
    }
  });

  test(`${model.id}: our client reads each exception as our server writes it`, () => {
    const protocol = model.protocol === 'json' ? (`json-${model.jsonVersion}` as const) : model.protocol;
    for (const shape of model.exceptions) {
      const sent = new AwsError(shape.name, 'a <message> & "more"', shape.errorStatus ?? 400);
      const read = parseError(model, received(serializeError(protocol, model, sent, 'request-1')));
      assert.deepEqual([read.code, read.message, read.status], [sent.code, sent.message, sent.status]);
    }
  });
}
