import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { statSync } from 'node:fs';
import { dirname } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { missingTool } from '../../../conformance/tool.ts';
import { isReachableByAll } from '../scratch.ts';
import { openOutside } from './outside.fixture.ts';

/** `nobody`, wherever tests run as root. */
const NOBODY = ['--reuid', '65534', '--regid', '65534', '--clear-groups', '--'];

/** Pasta opens it. It is everybody's on most systems; on others the suites get a copy that is, which nothing else sees. */
const TUN = '/dev/net/tun';
const WITH_TUN = [
  ...['unshare', '--mount', '--', 'sh', '-c'],
  `mount -t tmpfs tmpfs /dev/net && mknod -m 666 ${TUN} c 10 200 && exec "$@"`,
  'sh',
];

const suites = [
  { suite: 'drivers.test.ts', skip: false },
  { suite: 'sandbox.test.ts', skip: missingTool('bwrap') },
  { suite: 'limits.test.ts', skip: missingTool('bwrap') },
  {
    suite: 'network.test.ts',
    skip: missingTool('bwrap') || missingTool('pasta') || missingTool('ip', ['-V']),
  },
  { suite: 'user-network.test.ts', skip: missingTool('bwrap') || missingTool('pasta') },
  { suite: 'memory-folders.test.ts', skip: missingTool('bwrap') },
];

describe('as an ordinary user, too', { skip: await reasonToSkip(), concurrency: 2 }, () => {
  for (const { suite, skip } of suites) {
    it(suite, { skip }, async (t) => {
      const outside = suite === 'network.test.ts' ? await openOutside() : undefined;
      t.after(() => outside?.close());
      const file = fileURLToPath(new URL(suite, import.meta.url));
      const program = [process.execPath, '--conditions=lambent-source', file];
      const variables = {
        PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
        ...(process.env.CI !== undefined && { CI: process.env.CI }),
        ...(outside !== undefined && { OUTSIDE: outside.address }),
      };
      const [command = '', ...rest] = [
        ...(isEverybodys(TUN) ? [] : WITH_TUN),
        'setpriv',
        ...NOBODY,
        ...program,
      ];
      const child = spawn(command, rest, {
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

function isEverybodys(device: string): boolean {
  const mode = statSync(device, { throwIfNoEntry: false })?.mode;
  return mode === undefined || (mode & 0o006) === 0o006;
}

async function reasonToSkip(): Promise<string | false> {
  if (process.getuid?.() !== 0) return 'the tests beside this one run as an ordinary user already';
  const reachable =
    (await isReachableByAll(fileURLToPath(new URL('.', import.meta.url)))) &&
    (await isReachableByAll(dirname(process.execPath)));
  return reachable ? missingTool('setpriv') : 'other users cannot read these sources';
}
