import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { dirname } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { missingTool } from '../../../conformance/tool.ts';
import { isReachableByAll } from '../scratch.ts';

/** `nobody`, wherever tests run as root. */
const NOBODY = ['--reuid', '65534', '--regid', '65534', '--clear-groups', '--'];

const suites = [
  { suite: 'drivers.test.ts', skip: false },
  { suite: 'sandbox.test.ts', skip: missingTool('bwrap') },
  { suite: 'limits.test.ts', skip: missingTool('bwrap') },
  { suite: 'network.test.ts', skip: missingTool('bwrap') },
];

describe('as an ordinary user, too', { skip: await reasonToSkip(), concurrency: 2 }, () => {
  for (const { suite, skip } of suites) {
    it(suite, { skip }, async () => {
      const file = fileURLToPath(new URL(suite, import.meta.url));
      const program = [process.execPath, '--conditions=lambent-source', file];
      const variables = {
        PATH: '/usr/local/bin:/usr/bin:/bin',
        ...(process.env.CI !== undefined && { CI: process.env.CI }),
      };
      const child = spawn('setpriv', [...NOBODY, ...program], {
        env: variables,
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      let output = '';
      child.stdout.on('data', (chunk: Buffer) => {
        output += chunk.toString();
      });
      const [code] = (await once(child, 'close')) as [number | null];
      assert.equal(code, 0, output);
      assert.match(output, /^# pass [1-9]|ℹ pass [1-9]/m);
    });
  }
});

async function reasonToSkip(): Promise<string | false> {
  if (process.getuid?.() !== 0) return 'the tests beside this one run as an ordinary user already';
  const reachable =
    (await isReachableByAll(fileURLToPath(new URL('.', import.meta.url)))) &&
    (await isReachableByAll(dirname(process.execPath)));
  return reachable ? missingTool('setpriv') : 'other users cannot read these sources';
}
