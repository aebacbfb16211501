import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { concurrency } from './contract.suite.ts';
import type { Files, Frame } from './launched-function.fixture.ts';
import type { RuntimeUnderTest } from './runtimes.suite.ts';

type ErrorPayload = {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly stackTrace?: readonly string[];
  readonly cause?: ErrorPayload;
  readonly causes?: readonly ErrorPayload[];
};

const payload = (frame: Frame): ErrorPayload => JSON.parse(frame.body) as ErrorPayload;

const HANDLERS = 'Handlers::Handlers::';

/** What the .NET runtimes do in a way of their own: with `Handlers` among the compiled assemblies of `files`. */
export function dotnetCases(subject: RuntimeUnderTest, files: Files): void {
  const start = async (handler: string, variables: Readonly<Record<string, string>> = {}) =>
    await (await subject.start(files, handler, { variables })).ready();
  describe('forms of handlers', { concurrency }, () => formCases(start));
  describe('handlers that cannot be', { concurrency }, () => refusedCases(subject, files));
  describe('errors', { concurrency }, () => errorCases(start));
  describe('log', { concurrency }, () => logCases(start));
  describe('files', { concurrency }, () => fileCases(subject, files));
}

type Start = (
  handler: string,
  variables?: Readonly<Record<string, string>>,
) => ReturnType<RuntimeUnderTest['start']>;

/** A method, an event, and the result's text. */
const FORMS: readonly [string, unknown, string][] = [
  ['Streams', { a: 1 }, 'raw {"a":1}'],
  ['StreamsLater', 1, 'my-function'],
  ['Nothing', 1, ''],
  ['NothingLater', 1, ''],
  ['Twice', { name: 'a', count: 2, unknown: [] }, '{"Name":"a","Count":4}'],
  ['Reversed', [1, 2, 3], '[3,2,1]'],
  ['OnlyContext', 1, '"request-1 True Root=1"'],
  ['Hidden', 'abc', '"ABC"'],
  ['Inherited', 'x', '"x"'],
  ['System.IO.Stream Overloaded(System.IO.Stream, Amazon.Lambda.Core.ILambdaContext)', 'x', 'raw "x"'],
];

function formCases(start: Start): void {
  for (const [method, event, body] of FORMS) {
    it(method, async () => {
      const fn = await start(`${HANDLERS}${method}`);
      const frame = await fn.invoke(event, { traceId: 'Root=1' });
      assert.deepEqual([frame.type, frame.body], ['response', body]);
      await fn.stop();
    });
  }
}

const FORMAT = "The valid format is 'ASSEMBLY::TYPE::METHOD'.";

/** A handler, and what callers hear of it. */
const REFUSED: readonly [string, string | RegExp][] = [
  ['Handlers::Handlers', `Invalid lambda function handler: 'Handlers::Handlers'. ${FORMAT}`],
  ['::Handlers::X', `Invalid lambda function handler: '::Handlers::X', the assembly is missing. ${FORMAT}`],
  ['Handlers:: ::X', `Invalid lambda function handler: 'Handlers:: ::X', the type is missing. ${FORMAT}`],
  [HANDLERS, `Invalid lambda function handler: '${HANDLERS}', the method is missing. ${FORMAT}`],
  ['Handlers::Other::X', "Unable to load type 'Other' from assembly 'Handlers'."],
  [
    `${HANDLERS}Overloaded`,
    /^The method 'Overloaded' in type 'Handlers' appears to have a number of overloads\. .*\nSystem\.IO\.Stream Overloaded\(System\.IO\.Stream\)\n/,
  ],
  [
    `${HANDLERS}WithoutSerializer`,
    /^Could not find the LambdaSerializerAttribute on the assembly 'Handlers' or method 'WithoutSerializer' while attempting to serialize output data of type 'Handlers\+Order'\./,
  ],
  [
    `${HANDLERS}ThreeParameters`,
    "Method 'ThreeParameters' of type 'Handlers' is not supported: the method has more than 2 parameters.",
  ],
  [`${HANDLERS}NoContext`, /the second parameter is not of type 'Amazon\.Lambda\.Core\.ILambdaContext'\.$/],
  [`${HANDLERS}AsyncVoid`, /because it is an 'async void' method\./],
  [`${HANDLERS}Params`, /because it is a 'params' method\./],
  [`${HANDLERS}Generic`, /because it is a generic method\./],
  [
    'Handlers::Abstract::Handle',
    /^The instance method 'Void Handle\(\)' cannot be used .* its type 'Abstract' is abstract\./,
  ],
  [
    'Handlers::Typed`1::Handle',
    /^The type 'Typed`1' cannot be used as a Lambda Handler type because it is generic\./,
  ],
];

function refusedCases(subject: RuntimeUnderTest, files: Files): void {
  for (const [handler, message] of REFUSED) {
    it(handler, async () => {
      const fn = await subject.start(files, handler);
      const frame = await fn.frame();
      assert.equal(frame.type, 'init-error', frame.body);
      const { errorType, errorMessage } = payload(frame);
      assert.equal(errorType, 'LambdaValidationException');
      if (typeof message === 'string') assert.equal(errorMessage, message);
      else assert.match(errorMessage, message);
      assert.deepEqual(await fn.exit, { code: 1, signal: null });
    });
  }

  it('a type that cannot be initialized is reported with its cause', async () => {
    const fn = await subject.start(files, 'Handlers::FailsAtOnce::Handle');
    const { errorType, cause } = payload(await fn.frame());
    assert.equal(errorType, 'TypeInitializationException');
    assert.equal(cause?.errorMessage, 'static');
  });
}

function errorCases(start: Start): void {
  it('has the frames of the function and its causes, and nobody else’s', async () => {
    const fn = await start(`${HANDLERS}FailsLater`);
    const frame = await fn.invoke({});
    const { errorMessage, stackTrace = [], cause } = payload(frame);
    assert.equal(errorMessage, 'outer');
    assert.match(stackTrace[0] ?? '', /^at Handlers\.FailsLater\(Stream input\)|^at Handlers\.<FailsLater>/);
    assert.equal(stackTrace.length, 1, stackTrace.join('\n'));
    assert.deepEqual([cause?.errorType, cause?.errorMessage], ['ArgumentException', 'inner']);
    const log = (await fn.logsUntil(frame)).at(-1)?.message ?? '';
    assert.match(
      log,
      /\trequest-1\tfail\tSystem\.InvalidOperationException: outer\n? *---> System\.ArgumentException: inner\n/,
    );
    assert.doesNotMatch(log, /Lambent/);
    await fn.stop();
  });

  it('has each of several causes', async () => {
    const fn = await start(`${HANDLERS}Several`);
    const { stackTrace = [], cause, causes = [] } = payload(await fn.invoke({}));
    assert.equal(stackTrace.length, 1, stackTrace.join('\n'));
    assert.match(stackTrace[0] ?? '', /^at Handlers\.Several\(\)/);
    assert.equal(cause?.errorMessage, 'one');
    assert.deepEqual(
      causes.map(({ errorType }) => errorType),
      ['ArgumentException', 'FormatException'],
    );
    await fn.stop();
  });

  it('says only that it was too large of an error beyond 256 KB', async () => {
    const fn = await start(`${HANDLERS}TooMuch`);
    const frame = await fn.invoke({});
    assert.deepEqual(JSON.parse(frame.body), {
      errorMessage: 'Exception exceeded maximum payload size of 256KB.',
    });
    assert.equal(frame.head.errorType, 'Exception');
    await fn.stop();
  });
}

/** What `Prints` writes, each an event of the log: its level and its text. */
const PRINTED: readonly [string, string][] = [
  ['info', 'line'],
  ['info', '7'],
  ['info', 'a and b'],
  ['fail', 'wrong'],
  ['', 'part'],
  ['info', 'later'],
  ['', 'raw'],
  ['info', 'own line'],
  ['warn', 'bought 3 of tea at 1.50, {{kept}} {list} {missing}'],
  ['fail', 'one before zero'],
  ['crit', 'with\nSystem.FormatException: bad'],
  ['none', 'static'],
  ['info', 'static levelled'],
];

function logCases(start: Start): void {
  const messagesOf = async (method: string, variables: Readonly<Record<string, string>>) => {
    const fn = await start(`${HANDLERS}${method}`, variables);
    const frame = await fn.invoke({});
    const messages = (await fn.logsUntil(frame)).map(({ message }) => message);
    return { fn, frame, messages };
  };
  const logged = async (variables: Readonly<Record<string, string>>): Promise<readonly string[]> => {
    const { fn, frame, messages } = await messagesOf('Prints', variables);
    assert.equal(Buffer.from(await fn.stdioUntil({ ...frame, head: { stdioBytes: 2 } })).length > 0, true);
    await fn.stop();
    return messages;
  };

  it('text: time, request, level and message, and what Write writes as it is', async () => {
    const messages = await logged({});
    const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z\trequest-1\t/;
    const expected = PRINTED.map(([level, text]) =>
      level === '' ? text : `${level === 'none' ? '' : `${level}\t`}${text}\n`,
    );
    assert.deepEqual(
      messages.map((message) => message.replace(time, '')),
      expected,
    );
    assert.deepEqual(
      messages.map((message) => time.test(message)),
      PRINTED.map(([level]) => level !== ''),
    );
  });

  it('unformatted: the messages alone', async () => {
    const messages = await logged({ AWS_LAMBDA_HANDLER_LOG_FORMAT: 'Unformatted' });
    assert.deepEqual(messages.slice(0, 5), ['line\n', '7\n', 'a and b\n', 'wrong\n', 'part']);
  });

  it('only from its level on, in Lambda’s words too', async () => {
    const messages = await logged({ AWS_LAMBDA_LOG_LEVEL: 'FATAL' });
    assert.equal(messages.length, 4);
    assert.match(messages[2] ?? '', /\tcrit\t/);
    assert.equal((await logged({ AWS_LAMBDA_HANDLER_LOG_LEVEL: 'debug' })).length, PRINTED.length + 1);
  });

  it('JSON: values of a message are members of its record', async () => {
    const messages = await logged({ AWS_LAMBDA_LOG_FORMAT: 'JSON' });
    const record = (text: string) => {
      const found = messages.find((message) => message.includes(`"message":"${text}`));
      const { timestamp: _, ...rest } = JSON.parse(found ?? 'null') as Record<string, unknown>;
      return rest;
    };
    assert.deepEqual(record('bought'), {
      level: 'Warning',
      requestId: 'request-1',
      message: 'bought 3 of tea at 1.50, {{kept}} {list} {missing}',
      count: 3,
      product: 'tea',
      price: '1.50',
      list: [1, 2],
    });
    const { errorType, errorMessage, stackTrace } = record('with');
    assert.deepEqual([errorType, errorMessage], ['System.FormatException', 'bad']);
    assert.deepEqual(stackTrace, ['System.FormatException: bad']);
    assert.equal(record('static').level, 'Information');
  });

  it('JSON: whole values as the function configures', async () => {
    const { fn, messages } = await messagesOf('Structured', { AWS_LAMBDA_LOG_FORMAT: 'JSON' });
    await fn.stop();
    const orders = messages.map((message) => (JSON.parse(message) as { readonly order: unknown }).order);
    const byDefault = { Name: 'tea', Count: 3 };
    assert.deepEqual(orders, [byDefault, { name: 'tea', count: 3 }, byDefault]);
  });
}

function fileCases(subject: RuntimeUnderTest, files: Files): void {
  const without = (ending: string): Files =>
    Object.fromEntries(Object.entries(files).filter(([name]) => !name.endsWith(ending)));

  for (const [ending, code] of [
    ['.deps.json', 105],
    ['.runtimeconfig.json', 106],
  ] as const) {
    it(`without ${ending}: exit status ${code}`, async () => {
      const fn = await subject.start(without(ending), `${HANDLERS}Nothing`);
      const { exit, stdio } = await fn.endedOutput();
      assert.deepEqual(exit, { code, signal: null });
      assert.match(stdio, new RegExp(`^Error: .* directory is missing the required ${ending} file\\.\n$`));
    });
  }

  it('finds the lists of the main assembly where there are several', async () => {
    const more = { 'Other.deps.json': '{}', 'Other.runtimeconfig.json': '{}' };
    const several = { ...files, ...more };
    const lost = await subject.start(several, `${HANDLERS}Nothing`);
    assert.deepEqual(await lost.exit, { code: 105, signal: null });
    const variables = { LAMBDA_DOTNET_MAIN_ASSEMBLY: 'Actor.dll' };
    const fn = await (await subject.start(several, `${HANDLERS}Streams`, { variables })).ready();
    assert.equal((await fn.invoke(1)).body, 'raw 1');
    await fn.stop();
  });

  it('finds packages in the stores of layers', async () => {
    const inStore = 'lib/netcoreapp3.1/Handlers.dll';
    const lists = JSON.parse(String(files['Actor.deps.json'])) as {
      readonly targets: Record<string, Record<string, unknown>>;
      readonly libraries: Record<string, unknown>;
    };
    for (const target of Object.values(lists.targets))
      target['Handlers/1.0.0'] = { runtime: { [inStore]: {} } };
    lists.libraries['Handlers/1.0.0'] = {
      type: 'package',
      serviceable: true,
      sha512: '',
      path: 'handlers/1.0.0',
      hashPath: 'handlers.1.0.0.nupkg.sha512',
    };
    const own = { ...without('Handlers.dll'), 'Actor.deps.json': JSON.stringify(lists) };
    const machine = process.arch === 'arm64' ? 'arm64' : 'x64';
    const layers = {
      [`dotnetcore/store/${machine}/netcoreapp3.1/handlers/1.0.0/${inStore}`]: files['Handlers.dll'] ?? '',
    };
    const variables = { DOTNET_SHARED_STORE: '/opt/dotnetcore/store/' };
    const fn = await (await subject.start(own, `${HANDLERS}Streams`, { layers, variables })).ready();
    assert.equal((await fn.invoke(1)).body, 'raw 1');
    await fn.stop();
  });

  it('a function without AWS’s library runs, as long as it wants no context', async () => {
    const own = without('Amazon.Lambda.Core.dll');
    const bare = {
      ...own,
      'Actor.deps.json': String(files['Actor.deps.json']).replaceAll('Amazon.Lambda.Core', 'Actor'),
    };
    const fn = await (await subject.start(bare, 'Handlers::Ancestor::Inherited')).ready();
    assert.equal(await fn.result(5), 5);
    await fn.stop();
  });
}
