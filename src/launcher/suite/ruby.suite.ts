import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Frame } from './launched-function.fixture.ts';
import type { RuntimeUnderTest } from './runtimes.suite.ts';

type ErrorPayload = {
  readonly errorMessage: string;
  readonly errorType: string;
  readonly stackTrace: readonly string[];
};

const payload = (frame: Frame): ErrorPayload => JSON.parse(frame.body) as ErrorPayload;

/** What the Ruby runtimes do in a way of their own. */
export function rubyCases(subject: RuntimeUnderTest): void {
  describe('naming the handler', () => namingCases(subject));
  describe('gems', () => gemCases(subject));
  describe('errors', () => errorCases(subject));
  describe('results', () => resultCases(subject));
  describe('the log', () => logCases(subject));
}

const method = (name: string, body = '1') => `def ${name}(event:, context:)\n  ${body}\nend\n`;

/** Files and a handler in them that returns 1. */
const GOOD: readonly [string, Record<string, string>, string][] = [
  ['a method', { 'app.rb': method('handler') }, 'app.handler'],
  ['a file in a folder', { 'src/app.rb': method('handler') }, 'src/app.handler'],
  ['a class', { 'app.rb': `class App\n${method('self.run')}end\n` }, 'app.App.run'],
  [
    'a class in a module',
    { 'app.rb': `module Outer\nclass App\n${method('self.run')}end\nend\n` },
    'app.Outer::App.run',
  ],
  ['a required file', { 'app.rb': "require 'other'\n", 'other.rb': method('handler') }, 'app.handler'],
  ['a file named as one of the runtime', { 'channel.rb': method('handler') }, 'channel.handler'],
];

function namingCases(subject: RuntimeUnderTest): void {
  for (const [name, files, handler] of GOOD) {
    it(`finds ${name}`, async () => {
      const fn = await (await subject.start(files, handler)).ready();
      assert.equal(await fn.result({}), 1);
      await fn.stop();
    });
  }

  it('refuses a name of another form', async () => {
    for (const handler of ['app', 'a.b.c.d']) {
      const frame = await (await subject.start({ 'app.rb': '' }, handler)).frame();
      assert.equal(frame.type, 'init-error');
      assert.equal(payload(frame).errorType, 'Init<ArgumentError>');
      assert.match(
        payload(frame).errorMessage,
        /^Invalid handler \[.*\], must be of form FILENAME\.METHOD or FILENAME\.CLASS\.METHOD where /,
      );
    }
  });
}

const GEM = {
  'vendor/bundle/ruby/3.3.0/specifications/one-1.0.0.gemspec':
    'Gem::Specification.new do |s|\n  s.name = "one"\n  s.version = "1.0.0"\n  s.summary = "one"\n  s.authors = ["me"]\nend\n',
  'vendor/bundle/ruby/3.3.0/gems/one-1.0.0/lib/one.rb': 'ONE = 1\n',
};

function gemCases(subject: RuntimeUnderTest): void {
  const variables = {
    GEM_HOME: '/var/runtime',
    GEM_PATH: '/var/task/vendor/bundle/ruby/3.3.0:/opt/ruby/gems/3.3.0:/var/runtime',
    RUBYLIB: '/var/task:/opt/ruby/lib',
  };

  it('finds the gems and files of layers', async () => {
    const layers: Record<string, string> = { 'ruby/lib/two.rb': 'TWO = 2\n' };
    for (const [path, text] of Object.entries(GEM))
      layers[path.replace('vendor/bundle/ruby', 'ruby/gems')] = text;
    const files = { 'app.rb': `require 'one'\nrequire 'two'\n${method('handler', '[ONE, TWO]')}` };
    const fn = await (await subject.start(files, 'app.handler', { variables, layers })).ready();
    assert.deepEqual(await fn.result({}), [1, 2]);
    await fn.stop();
  });

  it('finds the gems of the function, and those of the interpreter', async () => {
    const code = `require 'one'\n${method('handler', '[ONE, Gem.path.include?(Gem.default_dir)]')}`;
    const fn = await (await subject.start({ ...GEM, 'app.rb': code }, 'app.handler', { variables })).ready();
    assert.deepEqual(await fn.result({}), [1, true]);
    await fn.stop();
  });
}

function errorCases(subject: RuntimeUnderTest): void {
  const start = async (body: string) =>
    await (await subject.start({ 'app.rb': method('handler', body) }, 'app.handler')).ready();

  it('has the frames of the function and nobody else’s', async () => {
    const code = `def inner\n  raise KeyError, 'k'\nend\n\n${method('handler', 'inner')}`;
    const fn = await (await subject.start({ 'app.rb': code }, 'app.handler')).ready();
    const { stackTrace } = payload(await fn.invoke({}));
    assert.deepEqual(
      stackTrace.map((frame) => frame.replace(`${fn.codeFolder}/`, '').replace(/Object#|`/g, "'")),
      ["app.rb:2:in 'inner'", "app.rb:6:in 'handler'"].map((frame) => frame.replace("in 'Object", 'in ')),
    );
    await fn.stop();
  });

  for (const [name, body, errorType] of [
    ['a name that is nothing', 'no_such_thing', 'Function<NameError>'],
    ['a method that is nowhere', 'nil.no_such_method', 'Function<NoMethodError>'],
    ['exit', 'exit 3', 'Function<SystemExit>'],
    ['endless recursion', 'handler(event: event, context: context)', 'Function<SystemStackError>'],
    ['an error that is no StandardError', "raise NotImplementedError, 'x'", 'Function<NotImplementedError>'],
  ] as const) {
    it(`gives up the process after ${name}`, async () => {
      const fn = await start(body);
      const frame = await fn.invoke({});
      assert.equal(payload(frame).errorType, errorType);
      assert.deepEqual(await fn.exit, { code: 255, signal: null });
    });
  }

  it('text that is no UTF-8 does not keep an error from being told', async () => {
    const fn = await start('raise "bad \\xff".b');
    assert.equal(payload(await fn.invoke({})).errorMessage, 'bad \ufffd');
    await fn.stop();
  });
}

function resultCases(subject: RuntimeUnderTest): void {
  const cases: readonly [string, string, string][] = [
    ['symbols', '{ a: :b }', '{"a":"b"}'],
    ['a time', 'Time.at(0).utc', '"1970-01-01 00:00:00 UTC"'],
    ['a struct with its own JSON', 'Class.new { def to_json(*) = "7" }.new', '7'],
    ['an IO as it is', 'StringIO.new("raw <bytes>")', 'raw <bytes>'],
    ['other keys', '{ 1 => 2, nil => 3 }', '{"1":2,"":3}'],
  ];
  for (const [name, expression, body] of cases) {
    it(`${name}: ${body}`, async () => {
      const fn = await (
        await subject.start({ 'app.rb': method('handler', expression) }, 'app.handler')
      ).ready();
      const frame = await fn.invoke({});
      assert.deepEqual([frame.type, frame.body], ['response', body]);
      await fn.stop();
    });
  }
}

function logCases(subject: RuntimeUnderTest): void {
  const start = async (body: string, variables: Record<string, string> = {}) =>
    await (
      await subject.start({ 'app.rb': `require 'logger'\n${method('handler', body)}` }, 'app.handler', {
        variables,
      })
    ).ready();

  it('puts is one event, whatever lines it has', async () => {
    const fn = await start('puts "a", ["b\\nc", 1]; puts; $stdout.puts "raw"');
    const frame = await fn.invoke({});
    assert.deepEqual(
      (await fn.logsUntil(frame)).map(({ message }) => message),
      ['a\nb\nc\n1\n', '\n'],
    );
    assert.equal(await fn.stdioUntil(frame), 'raw\n');
    await fn.stop();
  });

  it('a logger writes the request’s id in its lines', async () => {
    const fn = await start('Logger.new($stdout, progname: "mine").warn("careful")');
    const [log] = await fn.logsUntil(await fn.invoke({}));
    assert.match(
      log?.message ?? '',
      /^W, \[\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6} #\d+\] {2}WARN request-1 -- mine: careful\n$/,
    );
    await fn.stop();
  });

  it('a logger on a file is the function’s own', async () => {
    const fn = await start('io = StringIO.new; Logger.new(io).info("kept"); io.string[/kept/]');
    const frame = await fn.invoke({});
    assert.equal(frame.body, '"kept"');
    assert.equal(frame.head.telemetryBytes, 0);
    await fn.stop();
  });

  it('JSON: an exception with its place', async () => {
    const body = 'begin; 1 / 0; rescue => e; Logger.new($stdout).error(e); end; nil';
    const fn = await start(body, { AWS_LAMBDA_LOG_FORMAT: 'JSON' });
    const [log] = await fn.logsUntil(await fn.invoke({}));
    const record = JSON.parse(log?.message ?? '') as Record<string, unknown>;
    assert.equal(record.errorType, 'ZeroDivisionError');
    assert.equal(record.errorMessage, 'divided by 0');
    assert.match(String(record.location), /app\.rb:.*\/:3$/);
    assert.ok((record.stackTrace as string[]).length > 0);
    await fn.stop();
  });

  it('an error is two events: what happened, and its JSON', async () => {
    const fn = await start('raise "boom"');
    const frame = await fn.invoke({});
    const [first, second] = await fn.logsUntil(frame);
    assert.equal(first?.message, 'Error raised from handler method\n');
    assert.deepEqual(JSON.parse(second?.message ?? ''), payload(frame));
    await fn.stop();
  });
}
