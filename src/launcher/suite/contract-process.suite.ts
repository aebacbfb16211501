import assert from 'node:assert/strict';
import type { ContractSubject } from './contract.suite.ts';
import { casesOf, printedIn } from './dialects.fixture.ts';

export function contractOfTheProcess({ dialect, actor, startActor }: ContractSubject): void {
  const it = casesOf(dialect);
  const environment = async (head?: Readonly<Record<string, unknown>>) =>
    (await actor().result({ do: 'environment' }, head)) as Record<string, string>;

  for (const code of [0, 1, 127, 255]) {
    it(`ends with the exit status that it chose: ${code}`, async () => {
      const fn = await startActor();
      await assert.rejects(fn.invoke({ do: 'exit', code }), /channel ended/);
      assert.deepEqual(await fn.exit, { code, signal: null });
    });
  }

  it('what it printed before it ended is there', async () => {
    const fn = await startActor();
    await assert.rejects(fn.invoke({ do: 'exit', code: 9, print: 'last words' }), /channel ended/);
    assert.equal(printedIn(dialect, await fn.endedOutput()), 'loaded\nlast words');
  });

  for (const [signal, reported] of [
    ['SIGKILL', 'SIGKILL'],
    ['SIGSEGV', dialect.segfaults],
  ] as const) {
    it(`ends by ${signal}`, async () => {
      const fn = await startActor();
      await assert.rejects(fn.invoke({ do: 'kill', signal }), /channel ended/);
      assert.deepEqual(await fn.exit, { code: null, signal: reported });
    });
  }

  it('keeps globals and temporary files between invocations, and shares neither', async () => {
    const [one, other] = await Promise.all([startActor(), startActor()]);
    assert.deepEqual(await one.result({ do: 'remember' }), [1, 1]);
    assert.deepEqual(await one.result({ do: 'remember' }), [2, 2]);
    assert.deepEqual(await other.result({ do: 'remember' }), [1, 1]);
    await Promise.all([one.stop(), other.stop()]);
  });

  it('writes and reads text in its temporary folder, whatever the locale', async () => {
    const name = 'schnee-☃.txt';
    assert.deepEqual(await actor().result({ do: 'file', name, text: 'é☃𝄞\n' }), ['é☃𝄞\n', true]);
  });

  it('works in the folder of its code and reads it by relative names', async () => {
    const [, folder] = (await actor().result({ do: 'process' })) as [number, string];
    assert.equal(folder, actor().taskRoot);
    assert.equal(await actor().result({ do: 'readTask', name: 'data.txt' }), 'data ☃');
  });

  it('is one process from invocation to invocation', async () => {
    const [first] = (await actor().result({ do: 'process' })) as [number];
    const [second] = (await actor().result({ do: 'process' })) as [number];
    assert.equal(first, second);
  });

  it('keeps the time that AWS has, unless it is told another', async () => {
    assert.equal(await actor().result({ do: 'hourOfEpoch' }), 0);
    const fn = await startActor({ variables: { TZ: 'Asia/Tokyo' } });
    assert.equal(await fn.result({ do: 'hourOfEpoch' }), 9);
    await fn.stop();
  });

  it('sees its own variables and nothing of the host', async () => {
    const allowed =
      /^(AWS_LAMBDA_.*|_HANDLER|LAMBDA_TASK_ROOT|LAMBDA_RUNTIME_DIR|PATH|PWD|HOME|TMPDIR|TZ|LANG)$/;
    const found = await environment();
    assert.equal(found._HANDLER, dialect.handler);
    assert.deepEqual(
      Object.keys(found).filter((name) => !allowed.test(name) && !dialect.ownVariables.test(name)),
      [],
    );
  });

  it('gets variables with any text in them', async () => {
    const variables = { KEY: 'välue ☃', LINES: 'a\nb', SIGNS: '=$`"\'\\', EMPTY: '' };
    const fn = await startActor({ variables });
    const found = (await fn.result({ do: 'environment' })) as Record<string, string>;
    for (const [name, value] of Object.entries(variables)) assert.equal(found[name], value, name);
    await fn.stop();
  });

  it('programs that it starts have its variables', async () => {
    const fn = await startActor({ variables: { OWN: 'its own' } });
    const listed = String(await fn.result({ do: 'run', command: 'env' })).split('\n');
    assert.ok(listed.includes('OWN=its own'));
    assert.ok(listed.some((line) => /^AWS_LAMBDA_FUNCTION_NAME=./.test(line)));
    assert.deepEqual(
      listed.filter((line) => line.startsWith('_LAMBENT_')),
      [],
    );
    await fn.stop();
  });

  it('has the trace of each invocation, where the language puts it there', async () => {
    const expected = dialect.tracesInVariable ? 'Root=1-2-3' : undefined;
    assert.equal((await environment({ traceId: 'Root=1-2-3' }))._X_AMZN_TRACE_ID, expected);
    assert.equal((await environment())._X_AMZN_TRACE_ID, undefined);
  });

  it('gives no stream of the platform to the programs that it starts', async () => {
    const listed = String(await actor().result({ do: 'run', command: 'ls -l /proc/self/fd' }));
    assert.doesNotMatch(listed, / [3-9] -> socket:/);
  });

  it('reports its peak memory', async () => {
    const { head } = await actor().invoke(1);
    assert.ok(Number(head.maxRssKiB) > 1_000, `${head.maxRssKiB} KiB`);
  });
}
