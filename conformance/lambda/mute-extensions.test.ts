/** An extension that never registers: AWS's error for the caller, and nothing of the attempt is in the next one's way. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { findProcesses } from '../../src/launcher/suite/find-processes.fixture.ts';
import { openLaunchedWorld } from '../../src/services/lambda/invoke/launched-world.fixture.ts';
import { bashExtension } from '../../src/services/lambda/runtime-api/bootstraps.fixture.ts';
import { missingTool } from '../tool.ts';

/** Hangs in the first two starts of its environment: in init, and in the init that is tried again within the invocation. */
const extensionOf = (mark: string) => `#!/bin/bash
starts=\${TMPDIR:-/tmp}/starts
echo start >> "$starts"
[ "$(wc -l < "$starts")" -gt 2 ] || { sleep 86400 & sh -c 'sleep 86400; : ${mark}'; }
${bashExtension.replace('#!/bin/bash\n', '')}`;

const noProc = process.platform !== 'linux' && 'the test looks into /proc';

describe('an invocation that an extension keeps waiting times out, and the next starts anew', {
  concurrency: 2,
}, () => {
  for (const isolation of ['process', 'bubblewrap'] as const) {
    const noTmp = process.getuid?.() !== 0 && "the sandbox's /tmp is its own memory where it is not root's";
    const noSandbox = isolation === 'bubblewrap' && (missingTool('bwrap') || noTmp);
    it(`isolation ${isolation}`, {
      skip: noProc || noSandbox || missingTool('/bin/bash'),
    }, async (t) => {
      const world = await openLaunchedWorld(isolation);
      t.after(() => world.close());
      const mark = randomUUID();
      const fn = await world.deploy(
        { 'index.js': 'exports.handler = async () => 1;' },
        { runtime: 'nodejs24.x', timeoutSeconds: 2 },
        { 'extensions/agent': extensionOf(mark) },
      );
      const marked = () => findProcesses((command) => command.includes(mark));
      const waiting = fn.invoke({});
      while ((await marked()).length === 0) await new Promise((resolve) => setImmediate(resolve));
      const { text, failed } = await waiting;
      assert.equal(failed, true);
      assert.match(JSON.parse(text).errorMessage, /Task timed out after 2.00 seconds/);
      assert.equal(JSON.parse(text).errorType, 'Sandbox.Timedout');
      assert.deepEqual(await fn.invoke({}), { text: '1', failed: false, log: '' });
      assert.deepEqual(await marked(), []);
      await world.endOf(fn, /^heard SHUTDOWN/);
      await world.invoker.close();
      assert.deepEqual(await readdir(join(world.launcher.codeRoot, '..', 'environments')), []);
    });
  }
});
