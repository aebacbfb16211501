/** What a timeout, a crash or a failed init leaves of an environment: all but its processes. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { missingTool } from '../../../../conformance/tool.ts';
import { type LaunchedWorld, openLaunchedWorld } from '../invoke/launched-world.fixture.ts';

const code = `
const { appendFileSync, existsSync, readFileSync } = require('node:fs');
const { tmpdir } = require('node:os');
const file = require('node:path').join(tmpdir(), 'trace');
if (process.env.FAILS_ONCE && !existsSync(file)) {
  appendFileSync(file, 'init ');
  throw new Error('not yet');
}
let invocations = 0;
exports.handler = async ({ word, end }) => {
  invocations += 1;
  appendFileSync(file, word + ' ');
  if (end === 'hang') await new Promise((resolve) => setTimeout(resolve, 60_000));
  if (typeof end === 'number') process.exit(end);
  if (typeof end === 'string') process.kill(process.pid, end);
  return { invocations, trace: readFileSync(file, 'utf8'), stream: process.env.AWS_LAMBDA_LOG_STREAM_NAME };
};`;

const ends = [
  ['timeout', 'hang', /Sandbox\.Timedout/],
  ['exit-3', 3, /exit status 3/],
  ['exit-0', 0, /without providing a reason/],
  ['signal', 'SIGABRT', /signal: aborted/],
] as const;

for (const isolation of ['process', 'bubblewrap'] as const) {
  const skip = isolation === 'bubblewrap' && missingTool('bwrap');
  describe(`what a reset leaves, isolation ${isolation}`, { skip }, () => {
    let world: LaunchedWorld;
    before(async () => {
      world = await openLaunchedWorld(isolation);
    });
    after(() => world.close());
    const deploy = (variables: Record<string, string> = {}) =>
      world.deploy({ 'index.js': code }, { runtime: 'nodejs24.x', timeoutSeconds: 1, variables });

    it('/tmp and the log stream survive whatever ended the processes, and globals do not', async () => {
      const fn = await deploy();
      const streamsBefore = world.logs.streams.size;
      for (const [word, end, message] of ends) {
        const { text, failed } = await fn.invoke({ word, end });
        assert.equal(failed, true);
        assert.match(text, message);
      }
      const last = JSON.parse((await fn.invoke({ word: 'alive' })).text);
      assert.equal(last.invocations, 1);
      assert.equal(last.trace, 'timeout exit-3 exit-0 signal alive ');
      assert.equal(world.logs.streams.size, streamsBefore + 1);
      const lines = world.logs.lines(streamsBefore);
      assert.equal([...world.logs.streams.keys()][streamsBefore], last.stream);
      const kinds = lines.flatMap(
        (line) => /^(INIT_START|INIT_REPORT|START|END|REPORT) /.exec(line)?.[1] ?? [],
      );
      const invocation = ['START', 'END', 'REPORT'];
      assert.deepEqual(kinds, ['INIT_START', ...[...ends, 'last'].flatMap(() => invocation)]);
      assert.equal(lines.filter((line) => line.includes('Init Duration')).length, 1);
    });

    it('an init that fails is tried again in the same environment', async () => {
      const streamsBefore = world.logs.streams.size;
      const fn = await deploy({ FAILS_ONCE: 'yes' });
      const { text, failed } = await fn.invoke({ word: 'first' });
      assert.deepEqual([failed, JSON.parse(text).trace], [false, 'init first ']);
      assert.equal(world.logs.streams.size, streamsBefore + 1);
      const platform = world.logs.lines(streamsBefore).filter((line) => /^(INIT_|START|END)/.test(line));
      assert.match(
        platform[1] ?? '',
        /^INIT_REPORT Init Duration: .* ms\tPhase: init\tStatus: error\tError Type: Function.Unknown\n$/,
      );
      assert.match(platform[2] ?? '', /^START /);
      assert.equal(platform.length, 4);
    });

    it('nothing is left of one that ends after a reset', async () => {
      const other = await openLaunchedWorld(isolation);
      const fn = await other.deploy({ 'index.js': code }, { runtime: 'nodejs24.x', timeoutSeconds: 1 });
      await fn.invoke({ word: 'bye', end: 1 });
      const scratch = other.launcher.codeRoot.replace(/\/code$/, '');
      await other.close();
      assert.equal(existsSync(`${scratch}/environments`) || existsSync(`${scratch}/tmp`), false);
    });
  });
}
