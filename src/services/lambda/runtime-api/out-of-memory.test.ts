import assert from 'node:assert/strict';
import { accessSync, constants } from 'node:fs';
import { test } from 'node:test';
import { missingTool } from '../../../../conformance/tool.ts';
import { openLaunchedWorld } from '../invoke/launched-world.fixture.ts';

/** A container may keep control groups even from root. */
const canLimit = ['/sys/fs/cgroup/memory', '/sys/fs/cgroup/cgroup.subtree_control'].some((path) => {
  try {
    accessSync(path, constants.W_OK);
    return true;
  } catch {
    return false;
  }
});
const skip = canLimit ? missingTool('bwrap') : 'no control group bounds memory here';

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
