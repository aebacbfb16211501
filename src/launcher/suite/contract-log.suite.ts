import assert from 'node:assert/strict';
import type { ContractSubject, FunctionUnderTest } from './contract.suite.ts';
import { casesOf, printedIn } from './dialects.fixture.ts';
import type { Frame } from './launched-function.fixture.ts';

const JSON_FRAME_OF_ERROR = 0xa55a0016;

export function contractOfTheLog({ dialect, actor, startActor }: ContractSubject): void {
  const it = casesOf(dialect);
  const printedUntil = async (fn: FunctionUnderTest, frame: Frame): Promise<string> =>
    printedIn(dialect, { stdio: await fn.stdioUntil(frame), logs: await fn.logsUntil(frame) });
  /** What an invocation printed. */
  const printed = async (event: unknown, fn: FunctionUnderTest = actor()): Promise<string> => {
    const before = await printedUntil(fn, await fn.invoke(1));
    const all = await printedUntil(fn, await fn.invoke(event));
    return all.slice(before.length);
  };
  /** The log frames that an invocation made. */
  const logged = async (event: unknown, fn: FunctionUnderTest = actor()) => {
    const before = await fn.logsUntil(await fn.invoke(1));
    const all = await fn.logsUntil(await fn.invoke(event));
    return all.slice(before.length);
  };

  it('prints while it is loaded', async () => {
    const fn = await startActor();
    assert.equal(await printedUntil(fn, await fn.invoke(1)), 'loaded\n');
    await fn.stop();
  });

  for (const lines of [0, 1, 20_000]) {
    it(`has ${lines} lines out before the response`, async () => {
      const expected = Array.from({ length: lines }, (_, n) => `line ${n}\n`).join('');
      assert.equal(await printed({ do: 'print', lines }), expected);
    });
  }

  for (const to of ['stdout', 'stderr']) {
    it(`has a partial line on ${to} out before the response`, async () => {
      assert.equal(await printed({ do: 'write', to, text: 'no end ☃' }), 'no end ☃');
    });
  }

  it('prints bytes that are no text', async () => {
    const before = Number((await actor().invoke(1)).head.stdioBytes);
    const frame = await actor().invoke({ do: 'bytes', base64: '/wD+gA==' });
    assert.equal(Number(frame.head.stdioBytes) - before, 4);
  });

  it('keeps the order of standard output and error', async () => {
    assert.equal(await printed({ do: 'alternate', times: 20 }), 'oe'.repeat(20));
  });

  it('prints a line of a mebibyte', async () => {
    const text = `${'x'.repeat(1024 * 1024)}\n`;
    assert.equal((await printed({ do: 'write', to: 'stdout', text })).length, text.length);
  });

  it('has what it printed before it threw', async () => {
    assert.equal(await printed({ do: 'raise', message: 'm', print: 'before ' }), 'before ');
  });

  it('makes one event of one call of its logger, whatever lines that has', async () => {
    const message = 'one\ntwo\n\tthree ☃';
    const logs = await logged({ do: 'log', level: dialect.levels.error, message });
    assert.equal(logs.length, 1);
    assert.ok(logs[0]?.message.includes(message), logs[0]?.message);
    assert.ok((logs[0]?.micros ?? 0n) > 1_700_000_000_000_000n);
  });

  it('logs a message beyond the size of an event whole', async () => {
    const message = 'x'.repeat(300_000);
    const [log] = await logged({ do: 'log', level: dialect.levels.error, message });
    assert.ok(log?.message.includes(message));
  });

  it('JSON: a record a call, with its level and request', async () => {
    const variables = { AWS_LAMBDA_LOG_FORMAT: 'JSON', AWS_LAMBDA_LOG_LEVEL: 'INFO' };
    const fn = await startActor({ variables });
    const message = 'a "quoted" ☃\nline';
    const frame = await fn.invoke({ do: 'log', level: dialect.levels.error, message }, { requestId: 'json' });
    const log = (await fn.logsUntil(frame)).at(-1);
    assert.equal(log?.type, JSON_FRAME_OF_ERROR);
    const record = JSON.parse(log?.message ?? '') as Record<string, unknown>;
    assert.equal(record.message, message);
    assert.equal(record.level, dialect.errorInRecord);
    assert.equal(record[dialect.requestIdField], 'json');
    assert.match(String(record.timestamp), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3,6}Z$/);
    assert.deepEqual(await logged({ do: 'log', level: dialect.levels.debug, message }, fn), []);
    await fn.stop();
  });
}
