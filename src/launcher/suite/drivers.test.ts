import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { missingTool } from '../../../conformance/tool.ts';
import { describeDriver } from './drivers.suite.ts';

const linux = process.platform === 'linux' ? false : 'the suite looks into /proc';
const root = process.getuid?.() === 0;

describeDriver('process', linux, {
  ...(!root && {
    'kills what hid: another session, no variables, no parent':
      'nothing tells such a process of an ordinary user from others of the same user; bubblewrap has a process namespace',
    'works in the code folder, which it cannot change': 'it runs as the user who owns the folder',
  }),
});
describeDriver('bubblewrap', linux || missingTool('bwrap'), {});

it('works for an ordinary user as well', {
  skip: root ? linux || missingTool('setpriv') : 'this is an ordinary user',
}, async () => {
  const nobody = ['--reuid', '65534', '--regid', '65534', '--clear-groups'];
  const program = [process.execPath, '--conditions=lambent-source', fileURLToPath(import.meta.url)];
  const child = spawn('setpriv', [...nobody, '--', ...program], {
    env: { PATH: '/usr/bin:/bin' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString();
  });
  const [code] = (await once(child, 'close')) as [number | null];
  assert.equal(code, 0, output);
  assert.match(output, /the bubblewrap driver as an ordinary user/);
});
