import assert from 'node:assert/strict';
import { after, before, describe } from 'node:test';
import { contractOfTheLog } from './contract-log.suite.ts';
import { contractOfTheProcess } from './contract-process.suite.ts';
import { contractOfResults } from './contract-results.suite.ts';
import { BROKEN, casesOf, type Dialect } from './dialects.fixture.ts';
import type { Files, Frame, FunctionSpec, LaunchedFunction } from './launched-function.fixture.ts';

/** What a case has of a function: `LaunchedFunction`, or something that answers like it. */
export type FunctionUnderTest = Pick<
  LaunchedFunction,
  'taskRoot' | 'exit' | 'frame' | 'invoke' | 'result' | 'stdioUntil' | 'logsUntil' | 'endedOutput' | 'stop'
> & { ready(): Promise<FunctionUnderTest> };

type Started = Pick<FunctionSpec, 'variables'>;

/** A way to start functions of one runtime. */
export type ContractRuntime = {
  start(files: Files, handler: string, more?: Started): Promise<FunctionUnderTest>;
};

/** What the contract's cases get: one environment of the actor for all that leave it alive, and new ones. */
export type ContractSubject = {
  readonly dialect: Dialect;
  actor(): FunctionUnderTest;
  startActor(more?: Started): Promise<FunctionUnderTest>;
};

/** Cases that start functions of their own run side by side, a few at a time. */
export const concurrency = 4;

/** What every runtime must do alike, whatever its language: `dialect` brings the suite's function in that language. */
export function contractCases(subject: ContractRuntime, dialect: Dialect): void {
  describe('the contract', () => {
    let actor: FunctionUnderTest;
    const startActor = async (more?: Started) =>
      await (await subject.start(dialect.files, dialect.handler, more)).ready();
    before(async () => {
      actor = await startActor();
    });
    after(() => actor.stop());
    const contract: ContractSubject = { dialect, actor: () => actor, startActor };
    describe('events and results', () => contractOfResults(contract));
    describe('context and errors', () => contextCases(contract));
    describe('the process', () => contractOfTheProcess(contract));
    describe('output and log', () => contractOfTheLog(contract));
    describe('loading', { concurrency }, () => loadingCases(subject, dialect));
  });
}

const ARN = 'arn:aws:lambda:us-east-1:000000000000:function:my-function';

function contextCases({ dialect, actor }: ContractSubject): void {
  const it = casesOf(dialect);
  const context = async (head: Readonly<Record<string, unknown>>) =>
    (await actor().result({ do: 'context' }, head)) as Record<string, unknown>;

  it('gives the handler a complete context', async () => {
    const { remaining, ...rest } = await context({
      requestId: 'mine',
      clientContext: '{"custom":{"a":"b"},"env":{"locale":"de"},"client":{"installation_id":"i"}}',
      identity: '{"cognitoIdentityId":"id","cognitoIdentityPoolId":"pool"}',
      tenantId: 'tenant',
    });
    assert.deepEqual(rest, {
      requestId: 'mine',
      functionName: 'my-function',
      functionVersion: '$LATEST',
      memoryLimit: dialect.memoryLimit,
      logGroup: '/aws/lambda/my-function',
      logStream: '2026/08/20/[$LATEST]0123456789abcdef0123456789abcdef',
      arn: ARN,
      custom: { a: 'b' },
      clientEnv: { locale: 'de' },
      installation: 'i',
      identity: 'id',
      pool: 'pool',
      tenant: 'tenant',
    });
    assert.ok(typeof remaining === 'number' && remaining > 0 && remaining <= 3_000, `remaining ${remaining}`);
  });

  it('gives nothing of a caller who says nothing', async () => {
    const { custom, identity, tenant, pool } = await context({});
    for (const value of [custom, identity, tenant, pool]) assert.equal(value ?? null, null);
  });

  it('names the function as it was called', async () => {
    for (const qualifier of ['$LATEST', 'live', '7']) {
      assert.equal((await context({ invokedFunctionArn: `${ARN}:${qualifier}` })).arn, `${ARN}:${qualifier}`);
    }
  });

  it('has no time left after the deadline', async () => {
    const { remaining } = await context({ deadlineMs: Date.now() - 5_000 });
    assert.ok(Number(remaining) <= 0, `remaining ${remaining}`);
  });

  it('counts the time to a far deadline', async () => {
    const { remaining } = await context({ deadlineMs: Date.now() + 900_000 });
    assert.ok(Number(remaining) > 890_000 && Number(remaining) <= 900_000, `remaining ${remaining}`);
  });

  for (const [name, message] of [
    ['text', 'boom ☃ 𝄞'],
    ['several lines', 'one\n\ttwo\n\n"three" \\'],
    ['much text', 'long '.repeat(20_000)],
  ] as const) {
    it(`reports a thrown error and serves on: ${name}`, async () => {
      const frame = await actor().invoke({ do: 'raise', message }, { requestId: 'thrown' });
      assert.equal(frame.type, 'error');
      assert.equal(frame.head.requestId, 'thrown');
      assert.equal(frame.head.errorType, dialect.kinds?.thrown ?? dialect.raisedType);
      const error = JSON.parse(frame.body) as Record<string, unknown>;
      assert.deepEqual(Object.keys(error), dialect.errorFields);
      assert.equal(error.errorType, dialect.raisedType);
      assert.equal(error.errorMessage, message);
      const trace = (error.stackTrace ?? error.trace) as string[];
      assert.ok(trace.length > 0 && trace.every((line) => typeof line === 'string'));
      assert.equal(await actor().result(1), 1);
    });
  }

  it('writes a thrown error to the log', async () => {
    const frame = await actor().invoke({ do: 'raise', message: 'for the log' });
    const logs = await actor().logsUntil(frame);
    assert.ok(logs.at(-1)?.message.includes('for the log'));
  });

  it('a result that has no JSON is an error', async () => {
    const frame = await actor().invoke({ do: 'unserialisable' });
    assert.equal(frame.type, 'error', frame.body);
    assert.equal(frame.head.errorType, dialect.kinds?.thrown ?? dialect.unserialisableType);
    assert.equal(await actor().result(1), 1);
  });
}

function loadingCases(subject: ContractRuntime, dialect: Dialect): void {
  const it = casesOf(dialect);
  for (const name of BROKEN) {
    const { files, handler, reported, errorType, errorMessage, exitCode } = dialect.broken[name];
    it(`${name}: reported ${reported}`, async () => {
      const fn = await subject.start(files, handler);
      const frame = reported === 'at init' ? await fn.frame() : await (await fn.ready()).invoke({});
      assert.equal(frame.type, reported === 'at init' ? 'init-error' : 'error');
      const check = ({ head, body }: Frame): void => {
        assert.equal(head.errorType, dialect.kinds?.broken ?? errorType);
        const error = JSON.parse(body) as Record<string, unknown>;
        assert.equal(error.errorType, errorType);
        if (typeof errorMessage === 'string') assert.equal(error.errorMessage, errorMessage);
        else assert.match(String(error.errorMessage), errorMessage);
      };
      check(frame);
      if (exitCode === null) {
        check(await fn.invoke({}));
        await fn.stop();
      } else {
        assert.deepEqual(await fn.exit, { code: exitCode, signal: null });
      }
    });
  }

  it('a function may end its process while it is loaded', async () => {
    const { files, handler, exitCode } = dialect.endsWhenLoaded;
    const fn = await subject.start(files, handler);
    assert.deepEqual(await fn.exit, { code: exitCode, signal: null });
  });
}
