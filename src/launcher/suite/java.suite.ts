import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { zipOf } from '../../../conformance/zip.ts';
import { concurrency } from './contract.suite.ts';
import type { Files, Frame } from './launched-function.fixture.ts';
import type { RuntimeUnderTest } from './runtimes.suite.ts';

type ErrorPayload = {
  readonly errorMessage: string;
  readonly errorType?: string;
  readonly stackTrace?: readonly string[];
  readonly cause?: ErrorPayload;
};

const payload = (frame: Frame): ErrorPayload => JSON.parse(frame.body) as ErrorPayload;

/** What the Java runtimes do in a way of their own: with `Handlers` among the compiled `classes`. */
export function javaCases(subject: RuntimeUnderTest, classes: Files): void {
  const start = async (handler: string, more: { variables?: Record<string, string>; files?: Files } = {}) =>
    await (await subject.start(more.files ?? classes, handler, more)).ready();

  describe('forms of handlers', { concurrency }, () => formCases(start));
  describe('values', { concurrency }, () => valueCases(start));
  describe('errors', { concurrency }, () => errorCases(subject, classes, start));

  it('finds the jars in lib', async () => {
    const files = { 'lib/handlers.jar': await zipOf(classes), 'lib/notes.txt': 'no jar' };
    const fn = await start('Handlers::fixed', { files });
    assert.equal(await fn.result({}), 'fixed');
    await fn.stop();
  });

  it('finds the jars of layers', async () => {
    const layers = { 'java/lib/handlers.jar': await zipOf(classes) };
    const fn = await (await subject.start({ 'none.txt': '' }, 'Handlers::fixed', { layers })).ready();
    assert.equal(await fn.result({}), 'fixed');
    await fn.stop();
  });

  it('leaves JSON to the serializer that the function brings', async () => {
    const service = 'META-INF/services/com.amazonaws.services.lambda.runtime.CustomPojoSerializer';
    const fn = await start('Handlers::overloaded', { files: { ...classes, [service]: 'Handlers$Own\n' } });
    assert.equal((await fn.invoke({ any: 1 })).body, '<with context>');
    await fn.stop();
  });

  it('maps AWS’s event classes as AWS does: names, dates, and those without setters', async () => {
    const events = 'com.amazonaws.services.lambda.runtime.events';
    const kinesis = { Records: [{ arrived: 1_545_084_650.987 }] };
    const reader = await start(`${events}.KinesisEvent::arrival`);
    assert.equal(await reader.result(kinesis), 1_545_084_650_987);
    const writer = await start(`${events}.KinesisEvent::same`);
    assert.deepEqual(await writer.result(kinesis), kinesis);
    assert.deepEqual(await writer.result({ records: kinesis.Records }), {}, 'a name must be its own');
    const s3 = await start(`${events}.S3Event::same`);
    const event = { Records: [{ 'x-amz-id-2': 'id', size: 5_000_000_000 }] };
    assert.deepEqual(await s3.result({ ...event, other: [] }), event);
    assert.deepEqual(await s3.result({ Records: [{}] }), { Records: [{ 'x-amz-id-2': '', size: 0 }] });
    await Promise.all([reader, writer, s3].map((fn) => fn.stop()));
  });

  it('makes objects of inner classes with those around them', async () => {
    const fn = await start('Handlers::around');
    assert.equal(await fn.result({ name: 'outer', part: { name: 'inner' } }), 'inner of outer');
    await fn.stop();
  });

  it('a runtime before Java 17 has the trace in its variables too', async () => {
    const fn = await start('Actor', { variables: { AWS_EXECUTION_ENV: 'AWS_Lambda_java11' } });
    const traced = (await fn.result({ do: 'environment' }, { traceId: 'Root=1' })) as Record<string, string>;
    assert.equal(traced._X_AMZN_TRACE_ID, 'Root=1');
    const untraced = (await fn.result({ do: 'environment' })) as Record<string, string>;
    assert.equal(untraced._X_AMZN_TRACE_ID, undefined);
    await fn.stop();
  });

  it('the logger writes what it is given, one event a call', async () => {
    const fn = await start('Handlers::logs');
    const logs = await fn.logsUntil(await fn.invoke({}));
    assert.deepEqual(
      logs.map(({ message, type }) => [message, type]),
      [
        ['without an end', 0xa55a0003],
        ['bytes', 0xa55a0003],
      ],
    );
    await fn.stop();
  });
}

type Start = (handler: string) => ReturnType<RuntimeUnderTest['start']>;

/** A handler, an event, and the result's text. */
const FORMS: readonly [string, unknown, string][] = [
  ['Handlers$Typed', { name: 'a', count: 2 }, '{"name":"a","count":2,"fresh":false,"price":0.0}'],
  ['Handlers$Typed::handleRequest', { name: 'a' }, '{"name":"a","count":0,"fresh":false,"price":0.0}'],
  ['Handlers$Inherited', [{ name: 'b' }], '{"b":{"name":"b","count":0,"fresh":false,"price":0.0}}'],
  ['Handlers$Streams', 'x', 'raw "x"'],
  ['Handlers::fixed', {}, '"fixed"'],
  ['Handlers::nothing', 'x', 'null'],
  ['Handlers::sum', [1, 2, 3], '6'],
  ['Handlers::onlyContext', {}, '"my-function"'],
  ['Handlers::overloaded', 'x', '"with context"'],
  ['Handlers::copied', { a: null }, '{"a":null}'],
];

function formCases(start: Start): void {
  for (const [handler, event, body] of FORMS) {
    it(handler, async () => {
      const fn = await start(handler);
      const frame = await fn.invoke(event);
      assert.deepEqual([frame.type, frame.body], ['response', body]);
      await fn.stop();
    });
  }
}

function valueCases(start: Start): void {
  it('maps members by getters, setters and public fields, and ignores what it does not know', async () => {
    const fn = await start('Handlers$Typed');
    const event = {
      name: 7,
      count: '12',
      colour: 'GREEN',
      parts: { name: 'one stands for a list' },
      fresh: 'true',
      URL: 'u',
      price: 1,
      ignored: 1,
      unknown: { deep: [1] },
    };
    assert.deepEqual(await fn.result(event), {
      name: '7',
      count: 12,
      colour: 'GREEN',
      parts: [{ name: 'one stands for a list', count: 0, fresh: false, price: 0 }],
      fresh: true,
      URL: 'u',
      price: 1,
    });
    assert.deepEqual(await fn.result({ colour: 'BLUE', parts: '' }), { count: 0, fresh: false, price: 0 });
    assert.equal(await fn.result(null), null);
    await fn.stop();
  });

  it('knows dates, times, ids, exact numbers, arrays, bytes and enum keys', async () => {
    const fn = await start('Handlers::various');
    const id = '8f5a8f2c-6f5e-4d7c-9d0e-2f8d0a1b2c3d';
    const event = {
      date: '2026-08-20T01:02:03.004Z',
      instant: '2026-08-20T00:00:00.5Z',
      day: '2026-08-20',
      id,
      amount: 1.1,
      numbers: [1, 9_007_199_254_740_993n.toString()],
      bytes: 'AQI=',
      counts: { RED: 1 },
      maybe: 'there',
      letter: 'x',
      ratio: 'NaN',
    };
    const { ratio: _, ...readable } = event;
    const frame = await fn.invoke(readable);
    assert.equal(
      frame.body,
      `{"date":1787187723004,"instant":1787184000.500000000,"day":[2026,8,20],"id":"${id}","amount":1.1,"numbers":[1,9007199254740993],"bytes":"AQI=","counts":{"RED":1},"maybe":"there","letter":"x"}`,
    );
    assert.deepEqual(await fn.result({ date: 5, instant: 1.5, day: [2026, 1, 2] }), {
      date: 5,
      instant: 1.5,
      day: [2026, 1, 2],
    });
    await fn.stop();
  });

  it('knows what the type variables of a class and its ancestors stand for', async () => {
    const fn = await start('Handlers::generic');
    const event = {
      ...{ value: '1', more: ['2'], nested: { value: { value: 3 }, more: [{ value: 4 }] } },
      ...{ any: 5, ratio: 'NaN', at: '1500', colours: ['GREEN', 'PINK'], size: 6 },
    };
    assert.equal(await fn.result(event), '3 34 Integer NaN 1500 [GREEN] [2, 6]');
    await fn.stop();
  });

  for (const [name, handler, event] of [
    ['an object for text', 'Handlers::overloaded', { a: 1 }],
    ['text for a number', 'Handlers::sum', ['many']],
    ['a number out of range', 'Handlers::sum', [3_000_000_000]],
    ['no JSON', 'Handlers::sum', Buffer.from('[1,')],
  ] as const) {
    it(`an event that does not fit is an error: ${name}`, async () => {
      const fn = await start(handler);
      const error = payload(await fn.invoke(event));
      assert.equal(error.errorMessage, 'An error occurred during JSON parsing');
      assert.equal(error.errorType, 'java.lang.RuntimeException');
      assert.ok((error.cause?.errorMessage.length ?? 0) > 0);
      await fn.stop();
    });
  }
}

function errorCases(subject: RuntimeUnderTest, classes: Files, start: Start): void {
  it('has the frames of the function and its causes, and nobody else’s', async () => {
    const fn = await start('Handlers::causes');
    const error = payload(await fn.invoke({}));
    assert.equal(error.errorMessage, 'outer');
    assert.match(error.stackTrace?.[0] ?? '', /^Handlers\.causes\(Handlers\.java:\d+\)$/);
    assert.ok(error.stackTrace?.every((frame) => !frame.startsWith('lambent.')));
    assert.equal(error.cause?.errorMessage, 'inner');
    assert.equal(error.cause?.errorType, 'java.lang.IllegalArgumentException');
    await fn.stop();
  });

  it('a checked exception is reported as what it is', async () => {
    const fn = await start('Handlers::checked');
    assert.equal(payload(await fn.invoke({})).errorType, 'java.io.IOException');
    await fn.stop();
  });

  it('gives up the process after an error of the virtual machine', async () => {
    const fn = await start('Handlers::recursion');
    const frame = await fn.invoke({});
    assert.equal(payload(frame).errorType, 'java.lang.StackOverflowError');
    assert.deepEqual(await fn.exit, { code: 0, signal: null });
  });

  it('a constructor that throws ends the initialization', async () => {
    const fn = await subject.start(classes, 'Handlers$FailsWhenMade::handler');
    const frame = await fn.frame();
    assert.equal(frame.type, 'init-error');
    assert.deepEqual(payload(frame), {
      errorMessage: 'not made',
      errorType: 'java.lang.IllegalStateException',
    });
    assert.deepEqual(await fn.exit, { code: 1, signal: null });
  });

  for (const [handler, message] of [
    ['::handler', "Invalid handler: `::handler'"],
    ['Handlers', 'Class does not implement an appropriate handler interface: Handlers'],
    [
      'Handlers$Inner::handler',
      'Class Handlers$Inner cannot be instantiated because it is a non-static inner class',
    ],
  ] as const) {
    it(`each caller hears of a handler that cannot be: ${handler}`, async () => {
      const fn = await start(handler);
      assert.equal(payload(await fn.invoke({})).errorMessage, message);
      assert.equal(payload(await fn.invoke({})).errorMessage, message);
      await fn.stop();
    });
  }
}
