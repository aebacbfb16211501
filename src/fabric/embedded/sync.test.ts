import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { missingTool } from '../../../conformance/tool.ts';
import { startFixture } from './fixture-process.suite.ts';
import { temporaryFolder } from './temporary-folder.suite.ts';

const skip = missingTool('strace', ['-V']);

/** Long enough for an answer that does not wait for the sync to come well before it. */
const delayMicroseconds = 60_000;

test('every acknowledgement waits until the disk has synced the write', { skip }, async () => {
  const folder = await temporaryFolder();
  const log = join(folder.path, 'strace.log');
  const syncs = 'fsync,fdatasync,msync';
  const strace = ['strace', '-f', '-qq', '-o', log, '-e', `trace=write,${syncs}`];
  const delayed = [...strace, '-e', `inject=${syncs}:delay_enter=${delayMicroseconds}`];
  const writer = startFixture('each-write-once.fixture.ts', [join(folder.path, 'data')], delayed);
  const { code, stderr } = await writer.ended;
  assert.equal(code, 0, stderr);
  const calls = (await readFile(log, 'utf8')).split('\n');
  const writes = writer.lines
    .filter((line) => line.startsWith('begin '))
    .map((line) => line.slice('begin '.length));
  assert.equal(writes.length, 8);
  for (const what of writes) {
    const begin = calls.findIndex((call) => call.includes(`"begin ${what}\\n"`));
    const end = calls.findIndex((call) => call.includes(`"end ${what}\\n"`));
    assert.ok(begin >= 0 && end > begin, what);
    assert.ok(hasWholeSync(calls.slice(begin, end)), `${what} was acknowledged before its sync returned`);
  }
  await folder.remove();
});

/** Whether a sync both began and succeeded within these lines of strace; `PID call(… <unfinished ...>` goes on as `PID <... call resumed>`. */
function hasWholeSync(calls: readonly string[]): boolean {
  const begun = new Set<string>();
  for (const call of calls) {
    const [pid = ''] = call.split(' ', 1);
    if (/^[0-9]+ +(fsync|fdatasync|msync)\(/.test(call)) begun.add(pid);
    if (begun.has(pid) && /(fsync|fdatasync|msync)(\(| resumed).*= 0/.test(call)) return true;
  }
  return false;
}
