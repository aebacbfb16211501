import assert from 'node:assert/strict';
import { test } from 'node:test';
import { VirtualClock } from '#ambient';
import { missingTool } from '../../../conformance/tool.ts';
import { startFixture } from './fixture-process.suite.ts';
import { openEmbeddedFabric } from './open-embedded-fabric.ts';
import { temporaryFolder } from './temporary-folder.suite.ts';

const noLimits = process.platform === 'win32' ? 'Windows has no file size limit to set' : false;

test('a write that finds no room is rejected, and every acknowledged one is kept', {
  skip: noLimits,
}, async () => {
  // 4,096 blocks of 512 bytes (1,024 in some shells): far less than the fixture writes, far more than an empty store needs.
  const outcomes = await outcomesUnder(['sh', '-c', 'ulimit -f 4096; exec "$0" "$@"']);
  assert.ok(outcomes.some((outcome) => outcome.startsWith('kv') && outcome.endsWith(' FabricUnavailable')));
  assert.ok(
    outcomes.some((outcome) => outcome.startsWith('queue') && outcome.endsWith(' FabricUnavailable')),
  );
  assert.ok(outcomes.includes('blob 0 FabricUnavailable'));
});

test('a write whose sync fails is rejected, and later ones work again', {
  skip: missingTool('strace', ['-V']),
}, async () => {
  const failing = 'inject=fdatasync:error=EIO:when=4..6';
  const outcomes = await outcomesUnder([
    'strace',
    '-f',
    '-qq',
    '-o',
    '/dev/null',
    '-e',
    'trace=fdatasync',
    '-e',
    failing,
  ]);
  assert.ok(outcomes.some((outcome) => outcome.endsWith(' FabricUnavailable')));
  assert.ok(outcomes.at(-2)?.endsWith(' acknowledged'));
});

/** Runs the writes behind `wrapper`, checks that all that was acknowledged is there afterwards, and returns what became of each. */
async function outcomesUnder(wrapper: readonly string[]): Promise<readonly string[]> {
  const folder = await temporaryFolder();
  const writer = startFixture('write-until-refused.fixture.ts', [folder.path], wrapper);
  const { code, stderr } = await writer.ended;
  assert.equal(code, 0, stderr);
  const fabric = await openEmbeddedFabric({ folder: folder.path, clock: new VirtualClock() });
  const acknowledged = writer.lines
    .filter((line) => line.endsWith(' acknowledged'))
    .map((line) => line.split(' '));
  assert.ok(acknowledged.length > 0);
  for (const [what, number = ''] of acknowledged) {
    if (what !== 'kv') continue;
    assert.deepEqual((await fabric.kv('things').get([number]))?.value, Buffer.alloc(60_000, Number(number)));
  }
  const published = acknowledged.filter(([what]) => what === 'queue').length;
  assert.ok((await fabric.queue('work').depth()) >= published);
  await fabric.close();
  await folder.remove();
  return writer.lines;
}
