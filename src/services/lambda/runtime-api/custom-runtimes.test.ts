import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { missingTool } from '../../../../conformance/tool.ts';
import { type LaunchedWorld, openLaunchedWorld } from '../invoke/launched-world.fixture.ts';
import { bashBootstrap, bashExtension, cBootstrap, goBootstrap } from './bootstraps.fixture.ts';

const run = promisify(execFile);

for (const isolation of ['process', 'bubblewrap'] as const) {
  const skip = missingTool('/bin/bash') || (isolation === 'bubblewrap' && missingTool('bwrap'));
  describe(`custom runtimes and wrappers, isolation ${isolation}`, { skip }, () => {
    let world: LaunchedWorld;
    before(async () => {
      world = await openLaunchedWorld(isolation);
    });
    after(() => world.close());

    it('a runtime in bash answers, one event after the other, and its output is its log', async () => {
      const fn = await world.deploy({ bootstrap: bashBootstrap });
      assert.deepEqual(await fn.invoke({ a: 1 }), { text: '{"a":1}', failed: false, log: '' });
      const second = await fn.invoke('zwei', { logTail: true });
      assert.equal(second.text, '"zwei"');
      assert.match(
        second.log,
        /^START RequestId: request-2 .*\nevent "zwei"\nEND RequestId: request-2\nREPORT /,
      );
    });

    it('the bootstrap may come from a layer', async () => {
      const fn = await world.deploy({ 'handler.sh': '' }, {}, { bootstrap: bashBootstrap });
      assert.equal((await fn.invoke(7)).text, '7');
    });

    it('a runtime that ends is told to the caller as AWS tells it, and the next event finds a new one', async () => {
      const fn = await world.deploy({ bootstrap: bashBootstrap });
      for (const [event, message] of [
        [{ exit: 3 }, 'Runtime exited with error: exit status 3'],
        [{ exit: 0 }, 'Runtime exited without providing a reason'],
        [{ signal: 'KILL' }, 'Runtime exited with error: signal: killed'],
        [{ signal: 'SEGV' }, 'Runtime exited with error: signal: segmentation fault'],
      ] as const) {
        const { text, failed, log } = await fn.invoke(event, { logTail: true });
        const { errorType, errorMessage } = JSON.parse(text);
        assert.equal(failed, true);
        assert.equal(errorType, 'Runtime.ExitError');
        assert.match(errorMessage, new RegExp(`^RequestId: request-\\d+ Error: ${message}$`));
        assert.match(log, new RegExp(`\nevent \\{.*\n${errorMessage}\nRuntime.ExitError\nEND `));
      }
      assert.equal((await fn.invoke('alive')).text, '"alive"');
    });

    it("what cannot be started is AWS's InvalidEntrypoint", async () => {
      const missing = "Couldn't find valid bootstrap(s): [/var/task/bootstrap /opt/bootstrap]";
      const foreign = Buffer.alloc(64);
      foreign.write('\x7fELF\x02\x01\x01', 'latin1');
      foreign.writeUInt16LE(process.arch === 'x64' ? 183 : 62, 18);
      for (const [files, problem] of [
        [{ 'main.py': '' }, missing],
        [{ bootstrap: foreign }, 'fork/exec /var/task/bootstrap: exec format error'],
        [{ bootstrap: 'echo no first line' }, 'fork/exec /var/task/bootstrap: exec format error'],
        [{ bootstrap: '#!/no/such/shell\n' }, 'fork/exec /var/task/bootstrap: no such file or directory'],
      ] as const) {
        const fn = await world.deploy(files as Readonly<Record<string, string | Buffer>>);
        const { text, failed, log } = await fn.invoke(1, { logTail: true });
        assert.equal(failed, true);
        assert.deepEqual(JSON.parse(text), {
          errorType: 'Runtime.InvalidEntrypoint',
          errorMessage: `RequestId: request-1 Error: ${problem}`,
        });
        assert.match(log, /Status: error\tError Type: Runtime.InvalidEntrypoint/);
      }
    });

    it('a wrapper starts a managed runtime, which then speaks HTTP', async () => {
      const wrapper = '#!/bin/bash\nexport WRAPPED="$#"\nexec "$@"\n';
      const variables = { AWS_LAMBDA_EXEC_WRAPPER: '/opt/wrapper' };
      const code = `
        let count = 0;
        exports.handler = async (event, context) => {
          count += 1;
          console.log('printed');
          process.stdout.write('raw\\n');
          if (event.fail) throw new TypeError(event.fail);
          if (event.large) return 'x'.repeat(event.large);
          return { event, count, wrapped: process.env.WRAPPED > 0, transport: process.env._LAMBENT_TRANSPORT,
            client: context.clientContext, left: context.getRemainingTimeInMillis() > 0, id: context.awsRequestId };
        };`;
      const fn = await world.deploy(
        { 'index.js': code },
        { runtime: 'nodejs24.x', handler: 'index.handler', variables },
        { wrapper },
      );
      const first = await fn.invoke({ ü: '€' }, { clientContext: '{"custom":{"k":"ä"}}', logTail: true });
      assert.deepEqual(JSON.parse(first.text), {
        event: { ü: '€' },
        count: 1,
        wrapped: true,
        client: { custom: { k: 'ä' } },
        left: true,
        id: 'request-1',
      });
      assert.match(first.log, /\trequest-1\tINFO\tprinted\n/);
      assert.match(first.log, /raw\n/);
      const failed = await fn.invoke({ fail: 'nö' });
      assert.equal(failed.failed, true);
      assert.match(failed.text, /^\{"errorType":"TypeError","errorMessage":"nö","trace":\[/);
      const large = await fn.invoke({ large: 6_291_600 });
      assert.match(large.text, /Function.ResponseSizeTooLarge/);
      const { id, count } = JSON.parse((await fn.invoke({})).text);
      assert.deepEqual([id, count], ['request-4', 4], 'the same environment goes on');
    });

    it('a wrapped runtime streams over HTTP', async () => {
      const code = `exports.handler = awslambda.streamifyResponse(async (event, stream) => {
        stream.setContentType('text/plain');
        stream.write('é'.repeat(event.count));
        if (event.fail) throw new RangeError('no');
        stream.end();
      });`;
      const fn = await world.deploy(
        { 'index.js': code, 'w.sh': '#!/bin/sh\nexec "$@"\n' },
        { runtime: 'nodejs24.x', variables: { AWS_LAMBDA_EXEC_WRAPPER: '/var/task/w.sh' } },
      );
      for (const [event, errorType] of [
        [{ count: 200_000 }, undefined],
        [{ count: 1, fail: true }, 'RangeError'],
        [{ count: 2 }, undefined],
      ] as const) {
        const response = await fn.stream(event);
        assert.equal(response.contentType, 'text/plain');
        let bytes = 0;
        for (let part = await response.next(); part !== undefined; part = await response.next())
          bytes += part.length;
        assert.equal(bytes, 2 * event.count);
        const { functionError, payload } = await response.ended;
        assert.equal(functionError === undefined, errorType === undefined);
        if (errorType !== undefined)
          assert.equal(JSON.parse(Buffer.from(payload).toString()).errorType, errorType);
      }
      assert.equal((await fn.invoke({ count: 3 })).text, 'ééé');
    });

    it('a wrapper that is missing is exit status 127', async () => {
      const fn = await world.deploy(
        { 'index.js': '' },
        { runtime: 'nodejs24.x', variables: { AWS_LAMBDA_EXEC_WRAPPER: '/opt/wrapper' } },
      );
      assert.equal(
        JSON.parse((await fn.invoke(1)).text).errorMessage,
        'RequestId: request-1 Error: Runtime exited with error: exit status 127',
      );
    });

    it('an init error of a runtime that speaks HTTP is the answer', async () => {
      const fn = await world.deploy(
        { 'index.js': 'throw new RangeError("early");', 'w.sh': '#!/bin/sh\nexec "$@"\n' },
        { runtime: 'nodejs24.x', variables: { AWS_LAMBDA_EXEC_WRAPPER: '/var/task/w.sh' } },
      );
      const { text, failed } = await fn.invoke(1);
      assert.equal(failed, true);
      assert.match(text, /"errorType":"RangeError","errorMessage":"early"/);
    });

    const python = ['3.14', '3.13', '3.12', '3.11', '3.10', '3.9'].find((version) =>
      existsSync(`/usr/bin/python${version}`),
    );
    it('a wrapper for Python', { skip: python === undefined && 'no python3 in /usr/bin' }, async () => {
      const code = `
import os
def handler(event, context):
    print("printed")
    if event == "fail":
        raise KeyError("é")
    return {"event": event, "wrapped": os.environ.get("WRAPPED"), "id": context.aws_request_id,
            "custom": context.client_context and context.client_context.custom}
`;
      const fn = await world.deploy(
        { 'app.py': code, 'wrap.sh': '#!/bin/sh\nWRAPPED=1 exec "$@"\n' },
        {
          runtime: `python${python}`,
          handler: 'app.handler',
          variables: { AWS_LAMBDA_EXEC_WRAPPER: '/var/task/wrap.sh' },
        },
      );
      const answer = await fn.invoke({ ü: 1 }, { clientContext: '{"custom":{"k":"ä"}}', logTail: true });
      assert.deepEqual(JSON.parse(answer.text), {
        event: { ü: 1 },
        wrapped: '1',
        id: 'request-1',
        custom: { k: 'ä' },
      });
      assert.match(answer.log, /\nprinted\n/);
      assert.match((await fn.invoke('fail')).text, /"errorType": "KeyError"/);
      assert.equal(JSON.parse((await fn.invoke(2)).text).id, 'request-3');
    });

    it('an external extension lives beside the runtime, and both hear of the end', async () => {
      const fn = await world.deploy(
        { bootstrap: bashBootstrap },
        { timeoutSeconds: 1 },
        { 'extensions/agent': bashExtension },
      );
      assert.equal((await fn.invoke({ a: 1 })).text, '{"a":1}');
      const { text, log } = await fn.invoke('again', { logTail: true });
      assert.equal(text, '"again"');
      assert.match(log, /\nheard INVOKE /);
      const lines = await world.endOf(fn, /^heard SHUTDOWN ":"spindown"/);
      assert.ok(lines.includes(`variables none none ${fn.record.name}\n`), lines.join(''));
      assert.ok(lines.includes('EXTENSION\tName: agent\tState: Ready\tEvents: [INVOKE, SHUTDOWN]\n'));
      assert.ok(lines.includes('asked to end\n'), lines.join(''));
    });

    it('a managed runtime beside an extension speaks HTTP, each hears of each event, and both have the same keys', async () => {
      const code =
        'exports.handler = async (event) => [event, process.env.AWS_ACCESS_KEY_ID, process.env.AWS_SESSION_TOKEN];';
      const fn = await world.deploy(
        { 'index.js': code },
        { runtime: 'nodejs24.x', handler: 'index.handler' },
        { 'extensions/agent': bashExtension },
      );
      for (const event of ['one', 'two']) {
        const { text, log } = await fn.invoke(event, { logTail: true });
        const [heard, ...keys] = JSON.parse(text);
        assert.equal(heard, event);
        assert.match(log, /\nheard INVOKE /);
        assert.ok(fn.lines().includes(`keys ${keys.join(' ')}\n`));
      }
    });

    it('an extension that cannot be started, or crashes, is told to the caller by its name', async () => {
      for (const [extension, errorType, message] of [
        ['no program', 'Extension.LaunchError', 'fork/exec /opt/extensions/agent: exec format error'],
        ['#!/bin/sh\nexit 9\n', 'Extension.Crash', 'exit status 9'],
      ] as const) {
        const fn = await world.deploy(
          { 'index.js': 'exports.handler = async () => 1;' },
          { runtime: 'nodejs24.x', handler: 'index.handler' },
          { 'extensions/agent': extension },
        );
        assert.deepEqual(JSON.parse((await fn.invoke(1)).text), {
          errorType,
          errorMessage: `RequestId: request-1 Error: ${message}`,
        });
      }
    });

    const compiled: readonly [language: string, skip: string | false, program: () => Promise<Buffer>][] = [
      ['C', missingTool('gcc'), inC],
      ['Go', missingTool('go', ['version']), inGo],
    ];
    for (const [language, skipped, program] of compiled) {
      it(`a runtime in ${language}`, { skip: skipped }, async () => {
        const fn = await world.deploy({ bootstrap: await program() });
        assert.equal((await fn.invoke([1, 2])).text, '[1,2]');
        assert.equal((await fn.invoke([3])).text, '[3]');
      });
    }
  });
}

function inC(): Promise<Buffer> {
  return built('bootstrap.c', cBootstrap, (source, target) => run('gcc', ['-static', '-o', target, source]));
}

function inGo(): Promise<Buffer> {
  const env = { ...process.env, CGO_ENABLED: '0', GO111MODULE: 'off', GOFLAGS: '' };
  return built('bootstrap.go', goBootstrap, (source, target) =>
    run('go', ['build', '-o', target, source], { env }),
  );
}

async function built(
  name: string,
  text: string,
  build: (source: string, target: string) => Promise<unknown>,
): Promise<Buffer> {
  const folder = await mkdtemp(join(tmpdir(), 'lambent-build-'));
  try {
    await writeFile(join(folder, name), text);
    await build(join(folder, name), join(folder, 'bootstrap'));
    return await readFile(join(folder, 'bootstrap'));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
