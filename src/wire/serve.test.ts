import assert from 'node:assert/strict';
import test from 'node:test';
import { AwsError } from './aws-error.ts';
import { identify, identifyForm } from './match/identify.ts';
import type { Match, RequestHead } from './match/match.ts';
import { loadModel } from './model/load-model.ts';
import { parseInput, serializeError, serializeOutput } from './serve.ts';

const models = ['lambda', 'apigateway', 'sts', 'logs'].map(loadModel);
const [lambda, apigateway, sts, logs] = models;

function matched(method: string, url: string, headers: RequestHead['headers'] = {}): [Match, RequestHead] {
  const [path = '', query = ''] = url.split('?');
  const head = { method, path, query, headers };
  const match = identify(models, head);
  assert.ok(typeof match === 'object', `nothing matches ${method} ${url}`);
  return [match, head];
}

const createFunction = matched('POST', '/2015-03-31/functions');
const createRestApi = matched('POST', '/restapis');
const createLogGroup = matched('POST', '/', { 'x-amz-target': 'Logs_20140328.CreateLogGroup' });

function read([match, head]: [Match, RequestHead], body: string): Record<string, unknown> {
  return parseInput(match, head, Buffer.from(body));
}

function misread(call: [Match, RequestHead], body: string): string {
  try {
    read(call, body);
  } catch (error) {
    assert.ok(error instanceof AwsError);
    assert.deepEqual([error.code, error.status], ['SerializationException', 400]);
    return error.message;
  }
  return assert.fail(`accepted ${body}`);
}

test('members of the wrong JSON type, in the words of Lambda', () => {
  assert.equal(
    misread(createFunction, '{"MemorySize":"128"}'),
    'STRING_VALUE can not be converted to an Integer',
  );
  assert.equal(
    misread(createFunction, '{"MemorySize":1.5}'),
    'NUMBER_VALUE can not be converted to an Integer',
  );
  assert.equal(
    misread(createFunction, '{"MemorySize":4294967296}'),
    'NUMBER_VALUE can not be converted to an Integer',
  );
  assert.equal(misread(createFunction, '{"Handler":1}'), 'NUMBER_VALUE can not be converted to a String');
  assert.equal(misread(createFunction, '{"Handler":true}'), 'TRUE_VALUE can not be converted to a String');
  assert.equal(
    misread(createFunction, '{"Publish":"true"}'),
    'STRING_VALUE can not be converted to a Boolean',
  );
  assert.equal(
    misread(createFunction, '{"Layers":{}}'),
    'Start of structure or map found where not expected',
  );
  assert.equal(misread(createFunction, '{"Environment":[]}'), 'Start of list found where not expected');
  assert.equal(misread(createFunction, '{"Environment":"a"}'), 'Unexpected field type');
  assert.equal(misread(createFunction, '[]'), 'Start of list found where not expected');
});

test('members of the wrong JSON type, in the words of API Gateway', () => {
  assert.equal(
    misread(createRestApi, '{"name":true}'),
    'class java.lang.Boolean can not be converted to an String',
  );
  assert.equal(
    misread(createRestApi, '{"name":1}'),
    'class com.amazon.coral.value.json.numbers.TruncatingBigNumber can not be converted to an String',
  );
  assert.equal(misread(createRestApi, '{"tags":"a"}'), 'Unrecognized collection type class java.lang.String');
});

test('a body that is not JSON, or nests without end', () => {
  assert.match(misread(createFunction, '{'), /^Could not parse request body into json: /);
  assert.match(misread(createFunction, '\u0000'), /^Could not parse request body into json: /);
  assert.match(misread(createFunction, '['.repeat(5_000_000)), /more than 256 levels/);
  assert.match(misread(createFunction, `{"a":${'{"a":'.repeat(1000)}`), /more than 256 levels/);
  assert.deepEqual(read(createFunction, `{"Handler":"${'['.repeat(1000)}\\"["}`), {
    Handler: `${'['.repeat(1000)}"[`,
  });
});

test('a damaged blob', () => {
  for (const damaged of ['aGk', 'aG k=', '"%%%%"'.slice(1, -1), '====']) {
    const body = JSON.stringify({ Code: { ZipFile: damaged } });
    assert.equal(misread(createFunction, body), 'only base-64-encoded strings are convertible to bytes');
  }
  assert.deepEqual(read(createFunction, '{"Code":{"ZipFile":"aGk="}}'), {
    Code: { ZipFile: Buffer.from('hi') },
  });
});

test('what the model does not know is ignored, what is null is absent, and __proto__ is a key like any other', () => {
  const body =
    '{"Unknown":1,"Handler":null,"Tags":{"__proto__":"a"},"__proto__":{"Role":"r"},"constructor":1}';
  const input = read(createFunction, body);
  assert.deepEqual(Object.keys(input), ['Tags']);
  assert.equal(input.Role, undefined);
  assert.deepEqual(Object.entries(input.Tags as object), [['__proto__', 'a']]);
  assert.equal(({} as Record<string, unknown>).Role, undefined);
});

test('an empty body and null are an input without members', () => {
  assert.deepEqual(read(createFunction, ''), {});
  assert.deepEqual(read(createFunction, 'null'), {});
  assert.deepEqual(read(createLogGroup, ''), {});
});

test('the payload of an invocation is bytes, untouched, and absent when empty', () => {
  const invoke = matched('POST', '/2015-03-31/functions/f/invocations?Qualifier=1', {
    'x-amz-log-type': 'Tail',
  });
  const bytes = Buffer.from([0, 255, 123]);
  const input = parseInput(...invoke, bytes);
  assert.deepEqual(input, { FunctionName: 'f', Qualifier: '1', LogType: 'Tail', Payload: bytes });
  assert.equal(input.Payload, bytes);
  assert.deepEqual(Object.keys(read(invoke, '')), ['Qualifier', 'LogType', 'FunctionName']);
});

test('query parameters are typed, repeated ones are lists, and unclaimed ones are a map where the model has one', () => {
  const url = '/2015-03-31/functions?MaxItems=';
  assert.deepEqual(read(matched('GET', `${url}5`), ''), { MaxItems: 5 });
  assert.equal(misread(matched('GET', `${url}x`), ''), 'STRING_VALUE can not be converted to an Integer');
  assert.equal(misread(matched('GET', url), ''), 'STRING_VALUE can not be converted to an Integer');
  const tags = read(matched('DELETE', '/tags/arn?tagKeys=a&tagKeys=b%20c'), '');
  assert.deepEqual(tags.tagKeys, ['a', 'b c']);
  const imported = read(
    matched('POST', '/restapis?mode=import&failonwarnings=true&basepath=split&__proto__=p'),
    'x',
  );
  assert.equal(imported.failOnWarnings, true);
  assert.deepEqual(Object.entries(imported.parameters as object), [
    ['basepath', 'split'],
    ['__proto__', 'p'],
  ]);
});

test('a form is read by its indexes, and its odd keys do no harm', () => {
  const form = [
    'Action=AssumeRole&Version=2011-06-15&DurationSeconds=900&RoleArn=r&__proto__.x=1&RoleArn.y=2',
    'Tags.member.2.Key=b&Tags.member.2.Value=2&Tags.member.10.Key=c&Tags.member.1.Key=a%3D&TransitiveTagKeys=',
  ].join('&');
  const match = identifyForm(models, Buffer.from(form));
  assert.ok(match);
  const head: RequestHead = { method: 'POST', path: '/', query: '', headers: {} };
  assert.throws(() => parseInput(match, head, Buffer.from(form)), { code: 'SerializationException' });
  const input = parseInput(match, head, Buffer.from(form.replace('&RoleArn.y=2', '')));
  assert.deepEqual(input, {
    RoleArn: 'r',
    DurationSeconds: 900,
    Tags: [{ Key: 'a=' }, { Key: 'b', Value: '2' }, { Key: 'c' }],
    TransitiveTagKeys: [],
  });
  const deep = Buffer.from(`${form}&${'a.'.repeat(10_000)}=1`);
  assert.throws(() => parseInput(match, head, deep), {
    code: 'SerializationException',
    message: /256 levels/,
  });
});

test('an output: status, headers and body by the model', () => {
  const created = serializeOutput(createFunction[0], { FunctionName: 'f', MemorySize: undefined }, 'id-1');
  assert.deepEqual(created, {
    status: 201,
    headers: ['x-amzn-RequestId', 'id-1', 'Content-Type', 'application/json'],
    body: '{"FunctionName":"f"}',
  });
  const [invoke] = matched('POST', '/2015-03-31/functions/f/invocations');
  const payload = Buffer.from('"hi"');
  const invoked = serializeOutput(
    invoke,
    { StatusCode: 200, ExecutedVersion: '$LATEST', Payload: payload },
    'id-2',
  );
  assert.equal(invoked.body, payload);
  assert.deepEqual(invoked.headers.slice(2, 4), ['X-Amz-Executed-Version', '$LATEST']);
  const [deleted] = matched('DELETE', '/2015-03-31/functions/f');
  assert.deepEqual(serializeOutput(deleted, { StatusCode: 204 }, 'id-3'), {
    status: 204,
    headers: ['x-amzn-RequestId', 'id-3'],
    body: '',
  });
  assert.equal(serializeOutput(createLogGroup[0], {}, 'id-4').body, '');
});

test('an output in XML, escaped', () => {
  const [match] = matched('GET', '/?Action=GetCallerIdentity&Version=2011-06-15');
  const { body, headers } = serializeOutput(match, { UserId: 'A&<B>', Account: '1', Arn: 'x\r' }, 'id-5');
  assert.equal(
    body,
    '<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>' +
      '<UserId>A&amp;&lt;B&gt;</UserId><Account>1</Account><Arn>x&#xD;</Arn></GetCallerIdentityResult>' +
      '<ResponseMetadata><RequestId>id-5</RequestId></ResponseMetadata></GetCallerIdentityResponse>',
  );
  assert.deepEqual(headers.slice(2), ['Content-Type', 'text/xml']);
});

test("errors of Lambda: the message's spelling is the exception's, Type says whose fault it is", () => {
  const body = (code: string, status: number, fields?: object) =>
    serializeError(
      'rest-json',
      lambda,
      new AwsError(code, 'm', status, fields ? { fields: { ...fields } } : {}),
      'id',
    ).body;
  assert.equal(body('ResourceNotFoundException', 404), '{"Type":"User","Message":"m"}');
  assert.equal(body('InvalidParameterValueException', 400), '{"Type":"User","message":"m"}');
  assert.equal(body('ServiceException', 500), '{"Type":"Server","Message":"m"}');
  assert.equal(body('ValidationException', 400), '{"message":"m"}');
  assert.equal(body('InvalidParameterValueException', 400, { Type: undefined }), '{"message":"m"}');
  const throttled = new AwsError('TooManyRequestsException', 'Rate exceeded', 429, {
    fields: { Reason: 'CallerRateLimitExceeded', retryAfterSeconds: '1' },
    headers: { 'x-more': 'y' },
  });
  assert.deepEqual(serializeError('rest-json', lambda, throttled, 'id'), {
    status: 429,
    headers: [
      ...['x-amzn-RequestId', 'id', 'x-amzn-ErrorType', 'TooManyRequestsException'],
      ...['Content-Type', 'application/json', 'Retry-After', '1', 'x-more', 'y'],
    ],
    body: '{"Type":"User","message":"Rate exceeded","Reason":"CallerRateLimitExceeded"}',
  });
});

test('errors of the other protocols', () => {
  const notFound = new AwsError('NotFoundException', 'm', 404);
  assert.equal(serializeError('rest-json', apigateway, notFound, 'id').body, '{"message":"m"}');
  assert.equal(serializeError('rest-json', undefined, notFound, 'id').body, '{"message":"m"}');
  const gone = new AwsError('ResourceNotFoundException', 'm', 400);
  const inJson = serializeError('json-1.1', logs, gone, 'id');
  assert.equal(inJson.body, '{"__type":"ResourceNotFoundException","message":"m"}');
  const policy = new AwsError('MalformedPolicyDocumentException', '<m>', 400);
  assert.equal(
    serializeError('query', sts, policy, 'id').body,
    '<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type>' +
      '<Code>MalformedPolicyDocument</Code><Message>&lt;m&gt;</Message></Error><RequestId>id</RequestId></ErrorResponse>',
  );
  assert.match(
    String(serializeError('query', sts, new AwsError('X', 'm', 500), 'id').body),
    /<Type>Receiver<\/Type>/,
  );
});
