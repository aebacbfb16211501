import assert from 'node:assert/strict';
import { test } from 'node:test';
import { missingTool } from '../../../../conformance/tool.ts';
import { openLaunchedWorld } from '../invoke/launched-world.fixture.ts';

const skip =
  process.getuid?.() === 0
    ? missingTool('bwrap')
    : 'control groups are the business of root on most machines';

test('a runtime below a wrapper that takes more than its memory is Runtime.OutOfMemory', {
  skip,
}, async (t) => {
  const world = await openLaunchedWorld('bubblewrap');
  t.after(() => world.close());
  const fn = await world.deploy(
    {
      'index.js': `const kept = [];
exports.handler = async ({ mib }) => {
  for (let n = 0; n < mib; n += 1) kept.push(Buffer.alloc(1024 * 1024, 1));
  return kept.length;
};`,
    },
    {
      runtime: 'nodejs24.x',
      memoryMiB: 128,
      timeoutSeconds: 20,
      variables: { AWS_LAMBDA_EXEC_WRAPPER: '/opt/wrapper' },
    },
    { wrapper: '#!/bin/sh\nexec "$@"\n' },
  );
  assert.equal((await fn.invoke({ mib: 1 })).text, '1');
  const { text } = await fn.invoke({ mib: 400 });
  assert.equal(JSON.parse(text).errorType, 'Runtime.OutOfMemory');
  assert.match(world.logs.lines(0).at(-1) ?? '', /Status: error\tError Type: Runtime\.OutOfMemory/);
  assert.equal(
    (await fn.invoke({ mib: 1 })).text,
    '1',
    'what counts is the start that ran out, not the ones before',
  );
});
