/** After SIGKILL of all that is Lambent, at once: the next start removes what that one left, and nothing of anybody else. */

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { promisify } from 'node:util';
import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import { findProcesses } from '../../src/launcher/suite/find-processes.fixture.ts';
import { clientOf, createFunction } from '../lambda/client.ts';
import {
  holdsNamespaces,
  lastOf,
  launcherOf,
  mountsIn,
  networksIn,
  nothing,
  remainsIn,
  standsStill,
} from '../lambda/remains.ts';
import { type LambentProcess, withFolder } from '../lambent-process.ts';
import { missingForRootsNetworks } from '../missing-for-networks.ts';
import { missingTool, skipUnless } from '../tool.ts';

/** Leaves a program behind that nobody waits for, and says how often it was invoked. */
const handlerOf = (mark: string) => `let invocations = 0;
exports.handler = async () => {
  if (invocations === 0) require('node:child_process').execSync("(setsid sh -c 'sleep 86400 # ${mark}' > /dev/null 2>&1 &)");
  require('node:fs').writeFileSync(require('node:os').tmpdir() + '/file', 'x');
  invocations += 1;
  return invocations;
};`;

async function invoke(lambda: LambdaClient): Promise<number> {
  const { Payload } = await lambda.send(new InvokeCommand({ FunctionName: 'fn' }));
  return JSON.parse(Buffer.from(Payload ?? []).toString());
}

/** Nobody of them has the time to notice that another is gone. What `hangs` is stopped, and there when the next one starts. */
async function killAll(lambent: LambentProcess, hangs: 'nothing' | 'launcher'): Promise<void> {
  const { pids } = await launcherOf(lambent.pid);
  const all = [lambent.pid, ...pids];
  for (const pid of all) process.kill(pid, 'SIGSTOP');
  for (const pid of hangs === 'nothing' ? all : [lambent.pid]) process.kill(pid, 'SIGKILL');
  await lambent.kill();
}

const hasNetworks = missingForRootsNetworks() === false;

const marked = (mark: string) =>
  findProcesses((command) => command.startsWith('sh\0') && command.includes(mark));

/** Until what nobody needs just now is frozen. */
async function standstill(mark: string): Promise<void> {
  const [pid = 0] = await marked(mark);
  while (!(await standsStill(pid))) await setImmediate();
}

for (const [isolation, hangs] of [
  ['process', 'nothing'],
  ['bubblewrap', 'nothing'],
  ['bubblewrap', 'launcher'],
] as const) {
  const tools = isolation === 'bubblewrap' && missingTool('bwrap');
  const skip = tools || skipUnless(existsSync('/proc/self'), 'the test looks into /proc');
  test(
    `what a killed Lambent left is gone with the next start, isolation ${isolation}, ${hangs} hangs`,
    {
      skip,
    },
    () =>
      withFolder(async (folder, start) => {
        const flags = ['--isolation', isolation, '--prebooted', '0'];
        const [mark, otherMark] = [randomUUID(), randomUUID()];
        const [one, other] = await Promise.all(
          ['one', 'other'].map((name) => start(`${folder}/${name}`, flags)),
        );
        assert.ok(one !== undefined && other !== undefined);
        await createFunction(clientOf(one.endpoint), 'fn', handlerOf(mark));
        await createFunction(clientOf(other.endpoint), 'fn', handlerOf(otherMark));
        assert.deepEqual(
          [await invoke(clientOf(one.endpoint)), await invoke(clientOf(other.endpoint))],
          [1, 1],
        );
        for (const each of [mark, otherMark]) assert.ok((await marked(each)).length > 0);

        const { scratch } = await launcherOf(one.pid);
        const holders = () =>
          findProcesses((command) => holdsNamespaces(command) && command.includes(scratch));
        const before = await holders();
        await standstill(mark);
        await killAll(one, hangs);
        const { folders, groups } = await remainsIn(scratch);
        const [network] = await networksIn(scratch);
        assert.equal(network !== undefined, isolation === 'bubblewrap' && hasNetworks);
        // As one that had many environments at once left, more than the next one makes.
        const late = network?.replace(/\d+$/, '77');
        if (late !== undefined) await promisify(execFile)('ip', ['netns', 'add', late]);
        // Of bubblewrap's all ends with its processes where it is not root's.
        if (isolation === 'process' || process.getuid?.() === 0)
          assert.ok(folders.length + groups.length + (await mountsIn(scratch)) > 0);
        const next = await start(`${folder}/one`, flags);
        assert.deepEqual(await lastOf(next.pid), nothing);
        assert.equal(await mountsIn(scratch), 0);
        assert.deepEqual(await marked(mark), []);
        assert.ok(!(await networksIn(scratch)).includes(late ?? ''));
        assert.deepEqual(
          (await holders()).filter((pid) => before.includes(pid)),
          [],
        );
        assert.equal(await invoke(clientOf(next.endpoint)), 1);

        assert.ok((await marked(otherMark)).length > 0);
        assert.equal(await invoke(clientOf(other.endpoint)), 2, 'in the environment that it had');
      }),
  );
}
