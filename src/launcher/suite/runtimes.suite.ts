import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Interpreter, Isolation, Launcher } from '../contract.ts';
import {
  type FunctionSpec,
  interpreterFor,
  type LaunchedFunction,
  launch,
  launcherForTest,
} from './launched-function.fixture.ts';

/** What a case gets: a way to start functions of one runtime. */
export type RuntimeUnderTest = {
  readonly runtime: string;
  readonly interpreter: () => Interpreter;
  start(
    files: Readonly<Record<string, string>>,
    handler: string,
    more?: Partial<FunctionSpec>,
  ): Promise<LaunchedFunction>;
};

/** A function in every language, for what every runtime must do alike. */
export type Dialect = {
  readonly file: string;
  readonly handler: string;
  /** Returns its event. */
  readonly echo: string;
  /** Prints `line <n>` for each of `event.lines` to standard output, then returns how many it printed. */
  readonly print: string;
  /** Ends the process with `event.code`, or kills it with `event.signal`. */
  readonly exit: string;
  /** Counts in a file of the temporary folder and in a global: returns `[fileCount, globalCount]`. */
  readonly remember: string;
  /** Returns the environment as an object. */
  readonly environment: string;
  /** Returns `context`'s documented fields under the names of the Runtime API's documentation. */
  readonly context: string;
  /** Throws an error of type `Mine` with message `boom ☃`. */
  readonly raise: string;
};

/** Runs `cases` with a launcher and the interpreter of `runtime`. */
export function describeRuntime(
  runtime: string,
  options: {
    readonly isolation: Isolation;
    readonly searchPath: string;
    readonly skip: string | false;
    readonly dataFolder?: string;
  },
  cases: (subject: RuntimeUnderTest) => void,
): void {
  describe(`${runtime} (${options.isolation})`, { skip: options.skip }, () => {
    let opened: Awaited<ReturnType<typeof launcherForTest>>;
    let interpreter: Interpreter;
    const launcher = (): Launcher => opened.launcher;
    before(async () => {
      opened = await launcherForTest(options.isolation, options);
      interpreter = await interpreterFor(launcher(), runtime);
    });
    after(() => opened.close());
    cases({
      runtime,
      interpreter: () => interpreter,
      start: (files, handler, more) => launch(launcher(), { interpreter, files, handler, ...more }),
    });
  });
}

/** What every runtime must do alike. */
export function contractCases(subject: RuntimeUnderTest, dialect: Dialect): void {
  const start = (code: string, more?: Partial<FunctionSpec>) =>
    subject.start({ [dialect.file]: code }, dialect.handler, more);

  it('returns JSON values as they are', async () => {
    const fn = await (await start(dialect.echo)).ready();
    for (const value of [null, true, 0, -1.5, '', 'text', [], [1, [2]], {}, { a: { b: null } }]) {
      assert.deepEqual(await fn.result(value), value);
    }
    await fn.stop();
  });

  it('keeps every character', async () => {
    const fn = await (await start(dialect.echo)).ready();
    const text = 'ASCII é ☃ 𝄞 \u0000 \u007f \u2028 "quotes" \\ \n';
    assert.deepEqual(await fn.result({ [text]: text }), { [text]: text });
    await fn.stop();
  });

  it('takes an event and returns a result of 6 MiB', async () => {
    const fn = await (await start(dialect.echo)).ready();
    const text = 'x'.repeat(6 * 1024 * 1024 - 2);
    assert.equal(await fn.result(text), text);
    assert.equal(await fn.result('short'.repeat(20_000)), 'short'.repeat(20_000));
    await fn.stop();
  });

  it('counts its output so that none arrives after the response', async () => {
    const fn = await (await start(dialect.print)).ready();
    for (const lines of [0, 3, 20_000]) {
      const frame = await fn.invoke({ lines });
      assert.equal(frame.body, String(lines));
      const all = (await fn.stdioUntil(frame)).trim().split('\n').filter(Boolean);
      assert.deepEqual(
        all.slice(all.length - lines),
        Array.from({ length: lines }, (_, n) => `line ${n}`),
      );
    }
    await fn.stop();
  });

  it('ends with the exit code and the signal that it chose', async () => {
    for (const code of [0, 1, 127]) {
      const fn = await (await start(dialect.exit)).ready();
      await assert.rejects(fn.invoke({ code }), /channel ended/);
      assert.deepEqual(await fn.exit, { code, signal: null });
    }
    const killed = await (await start(dialect.exit)).ready();
    await assert.rejects(killed.invoke({ signal: 'SIGSEGV' }), /channel ended/);
    assert.deepEqual(await killed.exit, { code: null, signal: 'SIGSEGV' });
  });

  it('keeps globals and temporary files between invocations, and shares neither', async () => {
    const fn = await (await start(dialect.remember)).ready();
    assert.deepEqual(await fn.result({}), [1, 1]);
    assert.deepEqual(await fn.result({}), [2, 2]);
    const other = await (await start(dialect.remember)).ready();
    assert.deepEqual(await other.result({}), [1, 1]);
    await Promise.all([fn.stop(), other.stop()]);
  });

  it('sees its own variables and nothing of the host', async () => {
    const variables = { KEY: 'välue', AWS_LAMBDA_LOG_LEVEL: 'INFO' };
    const fn = await (await start(dialect.environment, { variables })).ready();
    const environment = (await fn.result({}, { traceId: 'Root=1-2-3' })) as Record<string, string>;
    assert.equal(environment.KEY, 'välue');
    assert.equal(environment._HANDLER, dialect.handler);
    assert.equal(environment._X_AMZN_TRACE_ID, 'Root=1-2-3');
    assert.equal(environment._LAMBDA_TELEMETRY_LOG_FD, undefined);
    const allowed =
      /^(AWS_LAMBDA_.*|_HANDLER|_X_AMZN_TRACE_ID|LAMBDA_TASK_ROOT|LAMBDA_RUNTIME_DIR|PATH|NODE_PATH|PYTHONPATH|PWD|HOME|TMPDIR|TZ|LANG|LC_CTYPE|KEY)$/;
    assert.deepEqual(
      Object.keys(environment).filter((name) => !allowed.test(name)),
      [],
    );
    assert.equal(((await fn.result({})) as Record<string, string>)._X_AMZN_TRACE_ID, undefined);
    await fn.stop();
  });

  it('gives the handler a complete context', async () => {
    const fn = await (await start(dialect.context)).ready();
    const context = (await fn.result(
      {},
      {
        clientContext: '{"custom":{"a":"b"},"env":{"locale":"de"},"client":{"installation_id":"i"}}',
        identity: '{"cognitoIdentityId":"id","cognitoIdentityPoolId":"pool"}',
        tenantId: 'tenant',
      },
    )) as Record<string, unknown>;
    const { remaining, ...rest } = context;
    assert.deepEqual(rest, {
      requestId: 'request-1',
      functionName: 'my-function',
      functionVersion: '$LATEST',
      memoryLimit: '256',
      logGroup: '/aws/lambda/my-function',
      logStream: '2026/08/20/[$LATEST]0123456789abcdef0123456789abcdef',
      arn: 'arn:aws:lambda:us-east-1:000000000000:function:my-function',
      custom: { a: 'b' },
      clientEnv: { locale: 'de' },
      installation: 'i',
      identity: 'id',
      pool: 'pool',
      tenant: 'tenant',
    });
    assert.ok(typeof remaining === 'number' && remaining > 0 && remaining <= 3_000, `remaining ${remaining}`);
    await fn.stop();
  });

  it('reports a thrown error and serves on', async () => {
    const fn = await (await start(dialect.raise)).ready();
    for (const id of ['request-1', 'request-2']) {
      const frame = await fn.invoke({});
      assert.equal(frame.type, 'error');
      assert.equal(frame.head.requestId, id);
      assert.equal(frame.head.errorType, 'Mine');
      const error = JSON.parse(frame.body) as Record<string, unknown>;
      assert.equal(error.errorType, 'Mine');
      assert.equal(error.errorMessage, 'boom ☃');
      const logs = await fn.logsUntil(frame);
      assert.ok(logs.at(-1)?.message.includes('boom ☃'));
    }
    await fn.stop();
  });

  it('reports its peak memory', async () => {
    const fn = await start(dialect.echo);
    const { head } = await fn.frame();
    assert.ok(Number(head.maxRssKiB) > 1_000, `${head.maxRssKiB} KiB`);
    await fn.stop();
  });
}
