/** Files that the gateway, or whoever started it, has open are not open in a function. */
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { test } from 'node:test';
import { InvokeCommand } from '@aws-sdk/client-lambda';
import { withFolder } from '../lambent-process.ts';
import { missingTool } from '../tool.ts';
import { clientOf, createFunction } from './client.ts';

const handler = `const fs = require('node:fs');
const linkOf = (path) => { try { return fs.readlinkSync(path); } catch { return ''; } };
exports.handler = async () => {
  const own = fs.readdirSync('/proc/self/fd').map((name) => linkOf('/proc/self/fd/' + name));
  const inherited = require('node:child_process').execSync('ls -l /proc/self/fd', { encoding: 'utf8' }).split('\\n');
  return [...own, ...inherited];
};`;

/** Two descriptors that Node.js does not close by itself: they are not among the first that it looks at. */
const opener = ['bash', '-c', 'exec 40<"$0" 250<"$0"; exec "$@"'];

for (const isolation of ['process', 'bubblewrap'] as const) {
  const tools = isolation === 'bubblewrap' && missingTool('bwrap');
  test(`isolation ${isolation}`, { skip: tools || missingTool('bash') }, () =>
    withFolder(async (folder, start) => {
      await writeFile(`${folder}/secret`, 'secret');
      const flags = ['--isolation', isolation];
      const { endpoint } = await start(`${folder}/data`, flags, {}, [...opener, `${folder}/secret`]);
      const lambda = clientOf(endpoint);
      await createFunction(lambda, 'fn', handler);
      const { Payload } = await lambda.send(new InvokeCommand({ FunctionName: 'fn' }));
      const open = JSON.parse(Buffer.from(Payload ?? []).toString()) as string[];
      assert.ok(open.some((target) => target.includes('pipe:')));
      assert.deepEqual(
        open.filter((target) => /secret|state\.mdb|\/blobs\/|\/logs\//.test(target)),
        [],
      );
      lambda.destroy();
    }),
  );
}
