import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import {
  identify,
  identifyForm,
  loadModel,
  type Match,
  type Members,
  type OperationModel,
  parseInput,
  type RequestHead,
  serializeOutput,
  streamsEvents,
} from '#wire';
import { arbitraryOf } from './arbitrary-of-shape.ts';
import { asS3SdkReads, asS3SdkSends, isInS3Sdk } from './s3-sdk.ts';
import { plain } from './same-value.ts';
import { modelIds, openSdkClient, printQuery, type SdkRequest } from './sdk-client.ts';

const models = modelIds.map(loadModel);
const runsPerOperation = 12;

/** Members of the models that the SDK leaves out of its own: they are not drawn. */
const unknownToTheSdk: Readonly<Record<string, string>> = { GetSdkTypes: 'position' };

function identified(
  request: SdkRequest,
  body: Buffer,
): { readonly head: RequestHead; readonly match: Match } {
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name.toLowerCase(), value]),
  );
  const scopeService = /Credential=[^/]+\/\d{8}\/[^/]+\/([^/]+)\//.exec(headers.authorization ?? '')?.[1];
  const head = {
    method: request.method,
    path: request.path,
    query: printQuery(request.query),
    headers,
    scopeService,
  };
  const found = identify(models, head);
  const match = found === 'needs-form-body' ? identifyForm(models, body, scopeService) : found;
  assert.ok(match, `nothing matches ${request.method} ${request.path}`);
  return { head, match };
}

for (const model of models) {
  test(`${model.id}: what the SDK sends is what we read, what we answer is what the SDK reads`, async () => {
    const isS3 = model.id === 's3';
    const received: { operation?: string; input?: Members } = {};
    let output: Members = {};
    const client = await openSdkClient(model, (request) => {
      const body = Buffer.from(request.body ?? '');
      const { head, match } = identified(request, body);
      received.operation = match.operation.name;
      received.input = parseInput(match, head, body);
      return serializeOutput(match, output, '11111111-2222-3333-4444-555555555555');
    });
    for (const operation of model.operations.values()) {
      if (streamsEvents(operation) || (isS3 && !isInS3Sdk(operation))) continue;
      const place = model.protocol === 'query' || isS3 ? 'form' : 'body';
      const drawn = operation.input ? arbitraryOf(operation.input, place) : fc.constant({});
      const inputs = isS3 ? drawn.map(asS3SdkSends) : drawn;
      const outputs = operation.output ? answersOf(operation) : fc.constant({});
      const property = fc.asyncProperty(inputs, outputs, async (input, answer) => {
        delete received.operation;
        output = answer;
        const result = client.send(operation.name, input);
        assert.ok(result, `the SDK has no ${operation.name}`);
        const read = await result;
        assert.equal(received.operation, operation.name);
        assert.deepEqual(plain(received.input), plain(input), `input of ${operation.name}`);
        assert.deepEqual(plain(await bytesOf(read)), plain(answer), `output of ${operation.name}`);
      });
      await fc.assert(property, { numRuns: runsPerOperation, seed: 20260801 });
    }
  });
}

/** A status of 204 has no body and others are the service's choice, so only the usual one is drawn. */
function answersOf({ name, output, http, service }: OperationModel): fc.Arbitrary<Members> {
  if (!output) return fc.constant({});
  if (service.id === 's3') {
    return arbitraryOf(output, 'form').map((answer) => asS3SdkReads(output, answer));
  }
  const status = output.members.find((member) => member.location === 'statusCode');
  return arbitraryOf(output, 'body').map((answer) => {
    const { [unknownToTheSdk[name] ?? '']: _, ...known } = answer;
    return status ? { ...known, [status.name]: http.responseCode } : known;
  });
}

/** Streaming bodies are read to their end; of no bytes at all the SDK makes null. */
async function bytesOf(output: Members): Promise<Members> {
  const entries = Object.entries(output).map(
    async ([name, value]) => [name, await collected(value)] as const,
  );
  return Object.fromEntries(await Promise.all(entries));
}

function collected(value: unknown): unknown {
  if (value === null) return undefined;
  const isStream = typeof value === 'object' && value !== null && !(value instanceof Uint8Array);
  if (!isStream || !('transformToByteArray' in value)) return value;
  return (value as { transformToByteArray(): Promise<Uint8Array> }).transformToByteArray();
}
