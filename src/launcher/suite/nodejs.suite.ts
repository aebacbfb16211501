import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Frame } from './launched-function.fixture.ts';
import { nodejsLoadingCases } from './nodejs-loading.suite.ts';
import { nodejsStreamingCases } from './nodejs-streaming.suite.ts';
import type { RuntimeUnderTest } from './runtimes.suite.ts';

type ErrorPayload = {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly trace: readonly string[];
};

const payload = (frame: Frame): ErrorPayload => JSON.parse(frame.body) as ErrorPayload;

/** What the Node.js runtimes do in a way of their own. `modern` is Node.js 24 and later. */
export function nodejsCases(subject: RuntimeUnderTest, modern: boolean): void {
  describe('loading the handler', () => nodejsLoadingCases(subject, modern));
  describe('what a handler may throw', () => errorCases(subject));
  describe('how a handler may end the process', () => exitCases(subject));
  describe('results', () => resultCases(subject, modern));
  describe('streams', () => nodejsStreamingCases(subject, modern));
  describe('the log', () => logCases(subject));
  // Removed with Node.js 24.
  if (!modern) describe('the callback', () => callbackCases(subject));
}

/** What is thrown, and what the payload says of it. */
const THROWN: readonly [string, string, Partial<ErrorPayload> & { traceStart?: string }][] = [
  ['an error', "new Error('boom')", { errorType: 'Error', errorMessage: 'boom', traceStart: 'Error: boom' }],
  [
    'an error of a class',
    "new (class MyError extends Error { constructor(m) { super(m); this.name = 'MyError'; this.extra = 1; } })('boom')",
    { errorType: 'MyError', errorMessage: 'boom' },
  ],
  ['text', "'text'", { errorType: 'string', errorMessage: 'text', trace: [] }],
  ['a number', '42', { errorType: 'number', errorMessage: '42', trace: [] }],
  ['an object', '({ code: 1 })', { errorType: 'object', errorMessage: '[object Object]', trace: [] }],
  [
    'something like an error',
    "({ name: 'N', message: 'm', stack: 's' })",
    { errorType: 'N', errorMessage: 'm', trace: ['s'] },
  ],
  ['a DEL character', "new Error('a\\x7fb')", { errorType: 'Error', errorMessage: 'a%7Fb' }],
];

function errorCases(subject: RuntimeUnderTest): void {
  for (const [name, expression, expected] of THROWN) {
    for (const style of ['async () => {', '() => {', 'async () => { await null;']) {
      it(`${name}, thrown in "${style}"`, async () => {
        const fn = await subject.start(
          { 'index.js': `exports.handler = ${style} throw ${expression}; };` },
          'index.handler',
        );
        const frame = await (await fn.ready()).invoke({});
        assert.equal(frame.type, 'error');
        const { traceStart, ...fields } = expected;
        const error = payload(frame);
        assert.deepEqual(Object.keys(error), ['errorType', 'errorMessage', 'trace']);
        assert.deepEqual({ ...error, ...fields }, error);
        assert.equal(frame.head.errorType, fields.errorType);
        if (traceStart !== undefined) assert.equal(error.trace[0], traceStart);
        assert.match(
          (await fn.logsUntil(frame)).at(-1)?.message ?? '',
          /^\S+Z\trequest-1\tERROR\tInvoke Error \t\{"errorType":/,
        );
        await fn.stop();
      });
    }
  }
}

function exitCases(subject: RuntimeUnderTest): void {
  const cases: readonly [string, string, string, string, number][] = [
    [
      'an uncaught exception',
      "setTimeout(() => { throw new Error('later'); }, 1); return new Promise(() => {});",
      'Error',
      'later',
      129,
    ],
    [
      'an unhandled rejection',
      "Promise.reject(new Error('nobody')); return new Promise((done) => setTimeout(done, 10_000));",
      'Runtime.UnhandledPromiseRejection',
      'Error: nobody',
      128,
    ],
  ];
  for (const [name, code, errorType, errorMessage, exitCode] of cases) {
    it(name, async () => {
      const fn = await subject.start(
        { 'index.js': `exports.handler = async () => { ${code} };` },
        'index.handler',
      );
      const frame = await (await fn.ready()).invoke({});
      assert.equal(frame.type, 'error');
      assert.equal(payload(frame).errorType, errorType);
      assert.equal(payload(frame).errorMessage, errorMessage);
      assert.deepEqual(await fn.exit, { code: exitCode, signal: null });
    });
  }

  it('a promise that never settles in an empty event loop is Runtime.NodeJsExit, and the function lives on', async () => {
    const code = 'exports.handler = async (event) => event.settle ? 1 : await new Promise(() => {});';
    const fn = await (await subject.start({ 'index.js': code }, 'index.handler')).ready();
    const frame = await fn.invoke({});
    assert.equal(payload(frame).errorType, 'Runtime.NodeJsExit');
    assert.match(
      payload(frame).errorMessage,
      /^The Lambda runtime client detected an unexpected Node.js exit code\./,
    );
    assert.equal(await fn.result({ settle: true }), 1);
    await fn.stop();
  });
}

function resultCases(subject: RuntimeUnderTest, modern: boolean): void {
  const cases: readonly [string, string, string][] = [
    ['nothing', 'async () => {}', 'null'],
    ['a date', 'async () => new Date(0)', '"1970-01-01T00:00:00.000Z"'],
    ['NaN', 'async () => [NaN, Infinity, undefined, () => 1]', '[null,null,null,null]'],
    ['an own toJSON', 'async () => ({ toJSON: () => 7 })', '7'],
    ['the result of a plain function', '() => 5', modern ? '5' : 'null'],
    ['a promise of a plain function', '() => Promise.resolve(5)', '5'],
    ['any thenable', '() => ({ then: (resolve) => resolve(5) })', '5'],
  ];
  for (const [name, handler, body] of cases) {
    it(`${name} becomes ${body}`, async () => {
      const fn = await (
        await subject.start({ 'index.js': `exports.handler = ${handler};` }, 'index.handler')
      ).ready();
      const frame = await fn.invoke({});
      assert.equal(frame.type, 'response', frame.body);
      assert.equal(frame.body, body);
      await fn.stop();
    });
  }

  it('what JSON cannot say is an error', async () => {
    for (const handler of ['async () => 1n', 'async () => { const a = {}; a.a = a; return a; }']) {
      const fn = await (
        await subject.start({ 'index.js': `exports.handler = ${handler};` }, 'index.handler')
      ).ready();
      const error = payload(await fn.invoke({}));
      assert.equal(error.errorType, modern ? 'Runtime.JSONStringifyError' : 'Error');
      assert.equal(error.errorMessage, 'Unable to stringify response body');
      await fn.stop();
    }
  });
}

function logCases(subject: RuntimeUnderTest): void {
  const start = async (body: string, variables: Record<string, string> = {}) =>
    await (
      await subject.start(
        { 'index.js': `console.log('init'); exports.handler = async () => { ${body} };` },
        'index.handler',
        { variables },
      )
    ).ready();

  it('text: one frame a call, with time, request and level', async () => {
    const fn = await start(
      "console.log('a %s', 'b', { c: 1 }); console.error('two\\nlines'); console.warn(1); console.debug(2); console.trace(3); console.info(4);",
    );
    const logs = await fn.logsUntil(await fn.invoke({}));
    assert.deepEqual(
      logs.map(({ message }) => message.replace(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/, 'TIME')),
      [
        'TIME\tundefined\tINFO\tinit\n',
        'TIME\trequest-1\tINFO\ta b { c: 1 }\n',
        'TIME\trequest-1\tERROR\ttwo\nlines\n',
        'TIME\trequest-1\tWARN\t1\n',
        'TIME\trequest-1\tDEBUG\t2\n',
        'TIME\trequest-1\tTRACE\t3\n',
        'TIME\trequest-1\tINFO\t4\n',
      ],
    );
    assert.deepEqual(
      logs.slice(1, 3).map(({ type }) => type),
      [0xa55a000f, 0xa55a0017],
    );
    assert.ok(logs.every(({ micros }) => micros > 1_700_000_000_000_000n));
    await fn.stop();
  });

  it('JSON: a record a call', async () => {
    const fn = await start(
      "console.log({ a: 1 }); console.error(new TypeError('x')); console.log('m', new RangeError('y')); console.log(1n);",
      { AWS_LAMBDA_LOG_FORMAT: 'JSON' },
    );
    const logs = await fn.logsUntil(await fn.invoke({}));
    assert.equal(logs[1]?.type, 0xa55a000e);
    const records = logs.slice(1).map(({ message }) => JSON.parse(message) as Record<string, unknown>);
    for (const record of records) {
      assert.match(String(record.timestamp), /^\d{4}-.*Z$/);
      assert.equal(record.requestId, 'request-1');
    }
    assert.deepEqual(records[0]?.message, { a: 1 });
    assert.equal(records[1]?.level, 'ERROR');
    assert.equal((records[1]?.message as ErrorPayload | undefined)?.errorType, 'TypeError');
    assert.equal(records[2]?.errorType, 'RangeError');
    assert.equal(records[2]?.errorMessage, 'y');
    assert.equal(records[3]?.message, '1n');
    await fn.stop();
  });

  it('drops what is below the level', async () => {
    const fn = await start("console.debug('no'); console.info('no'); console.warn('yes');", {
      AWS_LAMBDA_LOG_LEVEL: 'warn',
    });
    const logs = await fn.logsUntil(await fn.invoke({}));
    assert.deepEqual(
      logs.map(({ message }) => message.split('\t').at(-1)),
      ['yes\n'],
    );
    await fn.stop();
  });

  it('writes stdout and stderr of the function as they are', async () => {
    const fn = await start(
      "process.stdout.write('a☃'); process.stderr.write(Buffer.from('b\\n')); console.table([1]); require('node:child_process').execSync('echo c', { stdio: 'inherit' });",
    );
    const frame = await fn.invoke({});
    assert.equal(frame.head.stdioBytes, 6);
    assert.match(await fn.stdioUntil(frame), /^a☃b\n/);
    await fn.stop();
  });
}

/** The body of a handler and its answer. */
const CALLBACKS: readonly [string, string, Frame['type'], string][] = [
  ['a result', 'callback(null, 1);', 'response', '1'],
  [
    'a result once the event loop is empty',
    'let n = 1; setTimeout(() => { n = 2; }, 5); callback(null, { toJSON: () => n });',
    'response',
    '2',
  ],
  ['the first of two calls', "callback(null, 1); callback(new Error('late'));", 'response', '1'],
  ['text as the error', "callback('x');", 'error', '{"errorType":"string","errorMessage":"x","trace":[]}'],
  ['context.succeed', 'context.succeed(3);', 'response', '3'],
  ['context.done', 'context.done(null, 4);', 'response', '4'],
  [
    'context.fail without an error',
    'context.fail();',
    'error',
    '{"errorType":"string","errorMessage":"handled","trace":[]}',
  ],
  ['no answer', 'setTimeout(() => {}, 5);', 'response', 'null'],
  [
    'a result that does not wait',
    'context.callbackWaitsForEmptyEventLoop = false; setInterval(() => {}, 1000); callback(null, 5);',
    'response',
    '5',
  ],
];

function callbackCases(subject: RuntimeUnderTest): void {
  const start = async (body: string) =>
    await (
      await subject.start(
        { 'index.js': `exports.handler = (event, context, callback) => { ${body} };` },
        'index.handler',
      )
    ).ready();

  for (const [name, body, type, answer] of CALLBACKS) {
    it(name, async () => {
      const fn = await start(body);
      for (const _time of [1, 2]) {
        const frame = await fn.invoke({});
        assert.equal(frame.type, type, frame.body);
        assert.equal(frame.body, answer);
      }
      await fn.stop();
    });
  }
}
