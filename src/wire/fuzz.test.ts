import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { AwsError } from './aws-error.ts';
import { identify } from './match/identify.ts';
import type { Match, RequestHead } from './match/match.ts';
import { loadModel } from './model/load-model.ts';
import type { OperationModel } from './model/service-model.ts';
import type { Shape } from './model/shape.ts';
import { parseInput } from './serve.ts';
import { validateInput } from './validate/validate-input.ts';

const models = ['lambda', 'apigateway', 'apigatewayv2', 'apigatewaymanagementapi', 'sts', 'logs', 's3'].map(
  loadModel,
);

const odd = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }),
  fc.constantFrom(
    null,
    '',
    'a'.repeat(10_000),
    '__proto__',
    -1,
    1e308,
    2 ** 53,
    '\u0000',
    '\ud800',
    [[]],
    [null],
    { a: null },
  ),
);

/** JSON that has the operation's member names, so that readers and checks are reached, but seldom its types. */
function almost(shape: Shape, depth: number): fc.Arbitrary<unknown> {
  if (depth > 3) return odd;
  if (shape.type === 'structure') {
    const parts = shape.members.map((member) => [member.wireName, almost(member.shape, depth + 1)] as const);
    return fc.oneof(
      { weight: 9, arbitrary: fc.record(Object.fromEntries(parts), { requiredKeys: [] }) },
      odd,
    );
  }
  if (shape.type === 'list')
    return fc.oneof(fc.array(almost(shape.member, depth + 1), { maxLength: 3 }), odd);
  if (shape.type === 'map') return fc.oneof(fc.dictionary(fc.string(), almost(shape.value, depth + 1)), odd);
  const { enum: values } = shape;
  return values
    ? fc.oneof(fc.constantFrom(...values), odd)
    : fc.oneof(fc.string(), fc.integer(), fc.boolean(), odd);
}

/** Pieces of XML with the operation's element names, in any order. */
function almostXml(names: readonly string[]): fc.Arbitrary<string> {
  const name = fc.constantFrom('x', ...names);
  const piece = fc.oneof(
    name.map((tag) => `<${tag}>`),
    name.map((tag) => `</${tag}>`),
    name.map((tag) => `<${tag}>1</${tag}>`),
    name.map((tag) => `<${tag} xsi:type="&#x110000;"/>`),
    fc.constantFrom('<!--', '-->', '<![CDATA[', ']]>', '&lt;', '<?xml?>', '\u0000', '<', ' a="'),
    fc.string(),
  );
  const document = fc.tuple(name, fc.array(piece, { maxLength: 6 }));
  return document.map(([root, pieces]) => `<${root}>${pieces.join('')}</${root}>`);
}

function onlyAwsErrors(run: () => void): void {
  try {
    run();
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    assert.ok(error.status >= 400 && error.status < 500);
  }
}

function call(operation: OperationModel, head: RequestHead, body: Buffer): void {
  const { service } = operation;
  const protocol = service.protocol === 'json' ? 'json-1.1' : service.protocol;
  const labels = Object.fromEntries(operation.input?.members.map(({ wireName }) => [wireName, '☃ /']) ?? []);
  const match: Match = { model: service, operation, protocol, labels };
  onlyAwsErrors(() => validateInput(operation, parseInput(match, head, body)));
}

for (const model of models) {
  test(`${model.id}: whatever is sent, reading and checking it ends in an input or an AWS error`, () => {
    for (const operation of model.operations.values()) {
      const { input } = operation;
      if (!input) continue;
      const names = input.members.map((member) => member.wireName);
      const bodies = fc.oneof(
        almostXml(names).map((text) => Buffer.from(text)),
        fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
        almost(input, 0).map((value) => Buffer.from(JSON.stringify(value) ?? '')),
        fc.webQueryParameters().map((form) => Buffer.from(form)),
      );
      const pairs = fc.array(fc.tuple(fc.constantFrom('x', ...names), fc.string()), { maxLength: 4 });
      const property = fc.property(bodies, pairs, pairs, (body, queryPairs, headerPairs) => {
        const query = queryPairs.map(([name, value]) => `${name}=${value}`).join('&');
        const headers = Object.fromEntries(headerPairs.map(([name, value]) => [name.toLowerCase(), value]));
        call(operation, { method: 'POST', path: '/', query, headers }, body);
      });
      fc.assert(property, { numRuns: 30, seed: 20260805 });
    }
  });
}

test('whatever the request line and headers are, identifying ends in a match, nothing or an AWS error', () => {
  const heads = fc.record({
    method: fc.constantFrom('GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'constructor'),
    path: fc.oneof(
      fc.webPath(),
      fc.string(),
      fc.constantFrom('/', '//', '/restapis/%', '/2015-03-31/functions/%00'),
    ),
    query: fc.oneof(fc.webQueryParameters(), fc.string(), fc.constant('Action=__proto__')),
    headers: fc.dictionary(fc.constantFrom('x-amz-target', 'content-type', 'smithy-protocol'), fc.string()),
    scopeService: fc.constantFrom(undefined, 'lambda', 'apigateway', '__proto__'),
  });
  fc.assert(
    fc.property(heads, (head) => {
      try {
        identify(models, head);
      } catch (error) {
        assert.ok(error instanceof AwsError);
      }
    }),
    { numRuns: 2000, seed: 20260806 },
  );
});
