import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { RuntimeUnderTest } from './runtimes.suite.ts';

type ErrorPayload = {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly trace: readonly string[];
};

type Files = Record<string, string>;

/** Files and a handler in them that returns 1. */
const GOOD: readonly [string, Files, string][] = [
  ['CommonJS', { 'index.js': 'exports.handler = async () => 1;' }, 'index.handler'],
  ['.cjs', { 'index.cjs': 'exports.handler = async () => 1;' }, 'index.handler'],
  ['.mjs', { 'index.mjs': 'export const handler = async () => 1;' }, 'index.handler'],
  [
    'top-level await',
    { 'index.mjs': 'const n = await 1; export const handler = async () => n;' },
    'index.handler',
  ],
  [
    '.js in a module package',
    { 'index.js': 'export const handler = async () => 1;', 'package.json': '{"type":"module"}' },
    'index.handler',
  ],
  ['a folder', { 'src/a/index.js': 'exports.handler = async () => 1;' }, 'src/a/index.handler'],
  ['nested exports', { 'index.js': 'exports.a = { b: { handler: async () => 1 } };' }, 'index.a.b.handler'],
  [
    'a required file',
    { 'index.js': "exports.handler = async () => require('./one.json').n;", 'one.json': '{"n":1}' },
    'index.handler',
  ],
  [
    'a package',
    {
      'index.js': "exports.handler = async () => require('one');",
      'node_modules/one/index.js': 'module.exports = 1;',
    },
    'index.handler',
  ],
  [
    'a handler in a package',
    { 'node_modules/one/index.js': 'exports.handler = async () => 1;' },
    'one.handler',
  ],
  [
    'a module of the code folder by its bare name',
    { 'src/index.js': "exports.handler = async () => require('one');", 'one.js': 'module.exports = 1;' },
    'src/index.handler',
  ],
];

/** Files, a handler's name, and the errorType and errorMessage that it ends in. */
const BAD: readonly [string, Files, string, string, string][] = [
  [
    'no such export',
    { 'index.js': 'exports.other = 1;' },
    'index.handler',
    'Runtime.HandlerNotFound',
    'index.handler is undefined or not exported',
  ],
  [
    'no function',
    { 'index.js': 'exports.handler = 5;' },
    'index.handler',
    'Runtime.HandlerNotFound',
    'index.handler is not a function',
  ],
  ['no dot', { 'index.js': '' }, 'index', 'Runtime.MalformedHandlerName', 'Bad handler'],
  [
    'two dots',
    { 'index.js': '' },
    '../index.handler',
    'Runtime.MalformedHandlerName',
    "'../index.handler' is not a valid handler name. Use absolute paths when specifying root directories in handler names.",
  ],
  [
    'no file',
    {},
    'index.handler',
    'Runtime.ImportModuleError',
    "Error: Cannot find module 'index'\nRequire stack:\n- RUNTIME/index.mjs",
  ],
  [
    'a missing package',
    { 'index.js': "require('nowhere');" },
    'index.handler',
    'Runtime.ImportModuleError',
    "Error: Cannot find module 'nowhere'\nRequire stack:\nSTACK",
  ],
  [
    'a missing import',
    { 'index.mjs': "import 'nowhere';" },
    'index.handler',
    'Runtime.ImportModuleError',
    "Error [ERR_MODULE_NOT_FOUND]: Cannot find package 'nowhere' imported from TASK/index.mjs",
  ],
  [
    'a syntax error',
    { 'index.js': 'exports.handler = {' },
    'index.handler',
    'Runtime.UserCodeSyntaxError',
    'SyntaxError: Unexpected end of input',
  ],
  [
    'an exception',
    { 'index.js': "throw new TypeError('at once');" },
    'index.handler',
    'TypeError',
    'at once',
  ],
  [
    'a rejection',
    { 'index.mjs': "await Promise.reject(new RangeError('late'));" },
    'index.handler',
    'RangeError',
    'late',
  ],
];

/** Where handlers are found, and what is said when they are not. */
export function nodejsLoadingCases(subject: RuntimeUnderTest, modern: boolean): void {
  for (const [name, files, handler] of GOOD) {
    it(`finds a handler: ${name}`, async () => {
      const fn = await (await subject.start(files, handler)).ready();
      assert.equal(await fn.result({}), 1);
      await fn.stop();
    });
  }

  const requireStack = modern ? '- TASK/index.js' : '- TASK/index.js\n- RUNTIME/index.mjs';
  for (const [name, files, handler, errorType, message] of BAD) {
    it(`reports what went wrong: ${name}`, async () => {
      const fn = await subject.start({ 'unused.txt': '', ...files }, handler);
      const frame = await fn.frame();
      assert.equal(frame.type, 'init-error');
      assert.equal(frame.head.errorType, errorType);
      const error = JSON.parse(frame.body) as ErrorPayload;
      assert.equal(error.errorType, errorType);
      assert.equal(
        error.errorMessage
          .replaceAll(fn.codeFolder, 'TASK')
          .replaceAll(/\/\S*\/runtimes\/nodejs/g, 'RUNTIME'),
        message.replace('STACK', requireStack),
      );
      assert.ok(error.trace.length > 0);
      const { exit, logs } = await fn.endedOutput();
      assert.deepEqual(exit, { code: modern ? 1 : 129, signal: null });
      const what = modern ? 'Init Error' : 'Uncaught Exception';
      assert.match(
        logs.at(-1)?.message ?? '',
        new RegExp(`^\\S+Z\\tundefined\\tERROR\\t${what} \\t\\{"errorType":`),
      );
    });
  }

  it('finds packages of layers, with require and with import', async () => {
    const major = subject.interpreter().version.split('.')[0];
    const layers = {
      [`nodejs/node${major}/node_modules/both/index.js`]: "module.exports = 'own line';",
      'nodejs/node_modules/both/index.js': "module.exports = 'any line';",
      'nodejs/node_modules/esm/package.json':
        '{"type":"module","exports":{".":"./main.js","./sub":"./sub.js"}}',
      'nodejs/node_modules/esm/main.js':
        "import sub from 'esm/sub'; import both from 'both'; export default [sub, both];",
      'nodejs/node_modules/esm/sub.js': "export default 'sub';",
    };
    const code = `import { createRequire } from 'node:module';
      import both from 'both';
      import esm from 'esm';
      const codeOf = (name) => import(name).catch(({ code }) => code);
      export const handler = async () =>
        [both, esm, createRequire(import.meta.url)('both'), await codeOf('none'), await codeOf('esm/none'), await codeOf('./none.js')];`;
    const fn = await (await subject.start({ 'index.mjs': code }, 'index.handler', { layers })).ready();
    const [missing, hidden] = ['ERR_MODULE_NOT_FOUND', 'ERR_PACKAGE_PATH_NOT_EXPORTED'];
    assert.deepEqual(await fn.result({}), [
      'own line',
      // A package finds its neighbours first.
      ['sub', 'any line'],
      'own line',
      missing,
      hidden,
      missing,
    ]);
    await fn.stop();
  });

  if (!modern) return;
  it('refuses a callback handler', async () => {
    const fn = await subject.start(
      { 'index.js': 'exports.handler = (event, context, callback) => callback();' },
      'index.handler',
    );
    const error = JSON.parse((await fn.frame()).body) as ErrorPayload;
    assert.equal(error.errorType, 'Runtime.CallbackHandlerDeprecated');
    assert.match(
      error.errorMessage,
      /^ERROR: AWS Lambda has removed support for callback-based function handlers starting with Node.js 24\./,
    );
    await fn.exit;
  });
}
