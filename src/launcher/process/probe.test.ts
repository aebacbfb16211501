import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { it } from 'node:test';
import { probe, usableKey } from './probe.ts';

/** What `java.version` says, and the version that Lambent goes by. */
const VERSIONS: readonly [string, string][] = [
  ['1.8.0_402', '8.0.402'],
  ['11.0.2', '11.0.2'],
  ['17.0.15', '17.0.15'],
  ['25', '25.0.0'],
  ['26-ea', '26.0.0'],
];

it('understands what every Java says of itself', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'lambent-probe-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const path = join(folder, 'java');
  const usable = new Map();
  const context = { searchPath: '/usr/bin:/bin', scratchFolder: folder, uid: null, usable, programs: {} };
  const ask = () => probe({ of: 'java', path, isolation: 'process' }, context);
  for (const [said, version] of VERSIONS) {
    const settings = `    java.home = /opt/jdk\n    java.version = ${said}\n    java.version.date = 2026-01-01\n`;
    await writeFile(path, `#!/bin/sh\ncat >&2 <<'END'\n${settings}END\n`, { mode: 0o755 });
    assert.deepEqual(await ask(), { works: true, facts: { version, prefix: '/opt/jdk' } });
    assert.deepEqual(usable.get(usableKey(path, 'process')), { versions: [version], prefix: '/opt/jdk' });
  }
  await writeFile(path, '#!/bin/sh\necho something else\n', { mode: 0o755 });
  assert.deepEqual(await ask(), {
    works: false,
    reason: `${path} answers with something else than its version`,
  });
});
