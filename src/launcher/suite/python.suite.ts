import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Frame } from './launched-function.fixture.ts';
import type { RuntimeUnderTest } from './runtimes.suite.ts';

type ErrorPayload = {
  readonly errorMessage: string;
  readonly errorType: string;
  readonly requestId: string;
  readonly stackTrace: readonly string[];
};

const payload = (frame: Frame): ErrorPayload => JSON.parse(frame.body) as ErrorPayload;

/** What the Python runtimes do in a way of their own. */
export function pythonCases(subject: RuntimeUnderTest): void {
  describe('loading the handler', () => loadingCases(subject));
  describe('errors', () => errorCases(subject));
  describe('results', () => resultCases(subject));
  describe('the log', () => logCases(subject));
}

/** A module whose handler returns 1. */
const ONE = 'def handler(event, context):\n    return 1\n';

/** Files and a handler in them that returns 1. */
const GOOD: readonly [string, Record<string, string>, string][] = [
  ['a module', { 'app.py': ONE }, 'app.handler'],
  ['a package by dots', { 'src/app.py': ONE }, 'src.app.handler'],
  ['a package by slashes', { 'src/app.py': ONE }, 'src/app.handler'],
  ['an import', { 'app.py': 'from other import handler\n', 'other.py': ONE }, 'app.handler'],
  [
    'a module named as ONE of the runtime',
    { 'channel.py': ONE, 'app.py': 'from channel import handler\n' },
    'app.handler',
  ],
  [
    'a class',
    {
      'app.py': 'class App:\n    def __call__(self, event, context):\n        return 1\nhandler = App()\n',
    },
    'app.handler',
  ],
];

/** Files, a handler's name, and the errorType and errorMessage that it ends in. */
const BAD: readonly [string, Record<string, string>, string, string, string | RegExp][] = [
  [
    'no module',
    {},
    'app.handler',
    'Runtime.ImportModuleError',
    "Unable to import module 'app': No module named 'app'",
  ],
  [
    'a missing import',
    { 'app.py': 'import nowhere\n' },
    'app.handler',
    'Runtime.ImportModuleError',
    "Unable to import module 'app': No module named 'nowhere'",
  ],
  [
    'no such function',
    { 'app.py': '' },
    'app.handler',
    'Runtime.HandlerNotFound',
    "Handler 'handler' missing on module 'app'",
  ],
  [
    'a syntax error',
    { 'app.py': 'def handler(:\n' },
    'app.handler',
    'Runtime.UserCodeSyntaxError',
    /^Syntax error in module 'app': .* \(app\.py, line 1\)$/,
  ],
  [
    'no dot',
    { 'app.py': '' },
    'app',
    'Runtime.MalformedHandlerName',
    "Bad handler 'app': not enough values to unpack (expected 2, got 1)",
  ],
  [
    'a built-in module',
    {},
    'sys.handler',
    'Runtime.BuiltInModuleConflict',
    'Cannot use built-in module sys as a handler module',
  ],
  ['an exception', { 'app.py': 'raise ValueError("at once")\n' }, 'app.handler', 'ValueError', 'at once'],
];

function loadingCases(subject: RuntimeUnderTest): void {
  for (const [name, files, handler] of GOOD) {
    it(`finds a handler: ${name}`, async () => {
      const fn = await (await subject.start(files, handler)).ready();
      assert.equal(await fn.result({}), 1);
      await fn.stop();
    });
  }

  for (const [name, files, handler, errorType, message] of BAD) {
    it(`reports what went wrong: ${name}`, async () => {
      const fn = await subject.start({ 'unused.txt': '', ...files }, handler);
      const frame = await fn.frame();
      assert.equal(frame.type, 'init-error');
      assert.equal(frame.head.errorType, errorType);
      const error = payload(frame);
      assert.deepEqual(Object.keys(error), ['errorMessage', 'errorType', 'requestId', 'stackTrace']);
      assert.equal(error.errorType, errorType);
      if (typeof message === 'string') assert.equal(error.errorMessage, message);
      else assert.match(error.errorMessage, message);
      assert.equal(error.requestId, '');
      const { exit, logs } = await fn.endedOutput();
      assert.deepEqual(exit, { code: 1, signal: null });
      assert.match(logs[0]?.message ?? '', /^\[WARNING\]\t\S+Z\t\tLAMBDA_WARNING: Unhandled exception\./);
      assert.ok(
        logs[1]?.message.startsWith(
          `[ERROR] ${errorType}: ${error.errorMessage}\nTraceback (most recent call last):`,
        ),
      );
    });
  }

  it('finds the modules of layers after its own, and before those of Python', async () => {
    const version = `python${subject.interpreter().version.split('.').slice(0, 2).join('.')}`;
    const layers = {
      'python/own.py': 'SAYS = "layer"\n',
      'python/word.py': 'SAYS = "layer"\n',
      'python/this.py': 'SAYS = "layer"\n',
      [`python/lib/${version}/site-packages/word.py`]: 'SAYS = "site-packages"\n',
    };
    const code =
      'import os, own, this, word\ndef handler(event, context):\n    return [own.SAYS, this.SAYS, word.SAYS, "_LAMBENT_LAYERS" in os.environ]\n';
    const files = { 'app.py': code, 'own.py': 'SAYS = "code"\n' };
    const fn = await (await subject.start(files, 'app.handler', { layers })).ready();
    assert.deepEqual(await fn.result({}), ['code', 'layer', 'site-packages', false]);
    await fn.stop();
  });

  it('sys.exit while importing ends the process', async () => {
    const fn = await subject.start({ 'app.py': 'import sys\nsys.exit(3)\n' }, 'app.handler');
    assert.deepEqual(await fn.exit, { code: 3, signal: null });
  });
}

function errorCases(subject: RuntimeUnderTest): void {
  it('has the frames of the function and nobody else’s', async () => {
    const code = 'def inner():\n    raise KeyError("k")\n\ndef handler(event, context):\n    inner()\n';
    const fn = await (await subject.start({ 'app.py': code }, 'app.handler')).ready();
    const frame = await fn.invoke({});
    assert.deepEqual(JSON.parse(frame.body.replaceAll(fn.codeFolder, '/var/task')), {
      errorMessage: "'k'",
      errorType: 'KeyError',
      requestId: 'request-1',
      stackTrace: [
        '  File "/var/task/app.py", line 5, in handler\n    inner()\n',
        '  File "/var/task/app.py", line 2, in inner\n    raise KeyError("k")\n',
      ],
    });
    const [log] = await fn.logsUntil(frame);
    assert.equal(
      log?.message.replaceAll(fn.codeFolder, '/var/task'),
      [
        "[ERROR] KeyError: 'k'",
        'Traceback (most recent call last):',
        '\u00a0\u00a0File "/var/task/app.py", line 5, in handler',
        '\u00a0\u00a0\u00a0\u00a0inner()',
        '\u00a0\u00a0File "/var/task/app.py", line 2, in inner',
        '\u00a0\u00a0\u00a0\u00a0raise KeyError("k")',
      ].join('\n'),
    );
    assert.equal(log?.type, 0xa55a0017);
    await fn.stop();
  });

  const faults: readonly [string, string, Buffer, string, string][] = [
    [
      'a set',
      'return {1}',
      Buffer.from('{}'),
      'Runtime.MarshalError',
      'Unable to marshal response: Object of type set is not JSON serializable',
    ],
    [
      'a circle',
      'a = []; a.append(a); return a',
      Buffer.from('{}'),
      'Runtime.MarshalError',
      'Unable to marshal response: Circular reference detected',
    ],
    [
      'an event that is not JSON',
      'return 1',
      Buffer.from('{'),
      'Runtime.UnmarshalError',
      'Unable to unmarshal input: Expecting property name enclosed in double quotes: line 1 column 2 (char 1)',
    ],
  ];
  for (const [name, body, event, errorType, errorMessage] of faults) {
    it(`${name} is ${errorType}`, async () => {
      const fn = await (
        await subject.start({ 'app.py': `def handler(event, context):\n    ${body}\n` }, 'app.handler')
      ).ready();
      const frame = await fn.invoke(event);
      assert.deepEqual(payload(frame), { errorMessage, errorType, requestId: 'request-1', stackTrace: [] });
      await fn.stop();
    });
  }
}

function resultCases(subject: RuntimeUnderTest): void {
  const cases: readonly [string, string, string][] = [
    ['None', 'None', 'null'],
    ['spaces as json.dumps has them', '{"a": [1, 2]}', '{"a": [1, 2]}'],
    ['a tuple', '(1, 2)', '[1, 2]'],
    ['NaN', '[float("nan"), float("inf")]', '[NaN, Infinity]'],
    [
      'decimals as written',
      '[decimal.Decimal("1.10"), decimal.Decimal("1E+3"), decimal.Decimal("NaN")]',
      '[1.10, 1E+3, NaN]',
    ],
    ['bytes as they are', 'b"raw <bytes>"', 'raw <bytes>'],
    ['bytes within', '{"a": b"text"}', '{"a": "text"}'],
    ['other keys', '{1: 2, None: 3, False: 4}', '{"1": 2, "null": 3, "false": 4}'],
  ];
  for (const [name, expression, body] of cases) {
    it(`${name}: ${body}`, async () => {
      const code = `import decimal\ndef handler(event, context):\n    return ${expression}\n`;
      const fn = await (await subject.start({ 'app.py': code }, 'app.handler')).ready();
      const frame = await fn.invoke({});
      assert.equal(frame.type, 'response', frame.body);
      assert.equal(frame.body, body);
      await fn.stop();
    });
  }

  it('escapes text beyond ASCII before Python 3.12 only', async () => {
    const fn = await (
      await subject.start({ 'app.py': 'def handler(event, context):\n    return "☃"\n' }, 'app.handler')
    ).ready();
    const minor = Number(subject.interpreter().version.split('.')[1]);
    assert.equal((await fn.invoke({})).body, minor < 12 ? '"\\u2603"' : '"☃"');
    await fn.stop();
  });
}

function logCases(subject: RuntimeUnderTest): void {
  const start = async (body: string, variables: Record<string, string> = {}) =>
    await (
      await subject.start(
        { 'app.py': `import logging, sys\ndef handler(event, context):\n    ${body}\n` },
        'app.handler',
        { variables },
      )
    ).ready();

  it('text: the root logger from WARNING up', async () => {
    const fn = await start('logging.info("no"); logging.warning("a %s", "b"); logging.error("two\\nlines")');
    const logs = await fn.logsUntil(await fn.invoke({}));
    assert.deepEqual(
      logs.map(({ message }) => message.replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/, 'TIME')),
      ['[WARNING]\tTIME\trequest-1\ta b\n', '[ERROR]\tTIME\trequest-1\ttwo\nlines\n'],
    );
    await fn.stop();
  });

  it('JSON: with the level asked for', async () => {
    const fn = await start(
      'logging.debug("no"); logging.getLogger("mine").info("yes", extra={"order": 7}); 1 / 0',
      {
        AWS_LAMBDA_LOG_FORMAT: 'JSON',
        AWS_LAMBDA_LOG_LEVEL: 'INFO',
      },
    );
    const logs = await fn.logsUntil(await fn.invoke({}));
    assert.equal(logs[0]?.type, 0xa55a000e);
    const [record, error] = logs.map(({ message }) => JSON.parse(message) as Record<string, unknown>);
    assert.match(String(record?.timestamp), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    assert.deepEqual(
      { ...record, timestamp: '' },
      { timestamp: '', level: 'INFO', message: 'yes', logger: 'mine', requestId: 'request-1', order: 7 },
    );
    assert.equal(error?.errorType, 'ZeroDivisionError');
    assert.equal(error?.level, 'ERROR');
    await fn.stop();
  });

  it('JSON: an exception with its place', async () => {
    const body = 'try:\n        1 / 0\n    except Exception:\n        logging.exception("caught")';
    const fn = await start(body, { AWS_LAMBDA_LOG_FORMAT: 'JSON' });
    const [log] = await fn.logsUntil(await fn.invoke({}));
    const record = JSON.parse(log?.message ?? '') as Record<string, unknown>;
    assert.equal(record.errorType, 'ZeroDivisionError');
    assert.equal(record.errorMessage, 'division by zero');
    assert.match(String(record.location), /app\.py:handler:6$/);
    assert.equal((record.stackTrace as string[]).length, 1);
    await fn.stop();
  });

  it('print and standard error come out at once, in order', async () => {
    const fn = await start(
      'print("a", "☃"); print("b", file=sys.stderr); sys.stdout.buffer.write(b"c\\n"); sys.stdout.write("d")',
    );
    const frame = await fn.invoke({});
    assert.equal(await fn.stdioUntil(frame), 'a ☃\nb\nc\nd');
    assert.equal(frame.head.stdioBytes, Buffer.byteLength('a ☃\nb\nc\nd'));
    await fn.stop();
  });
}
