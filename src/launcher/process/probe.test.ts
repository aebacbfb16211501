import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { it, type TestContext } from 'node:test';
import { probe, usableKey } from './probe.ts';

/** What `java.version` says, and the version that Lambent goes by. */
const VERSIONS: readonly [string, string][] = [
  ['1.8.0_402', '8.0.402'],
  ['11.0.2', '11.0.2'],
  ['17.0.15', '17.0.15'],
  ['25', '25.0.0'],
  ['26-ea', '26.0.0'],
];

/** A program that says something when it is asked what it is, and the asking. */
async function program(t: TestContext, of: 'java' | 'dotnet') {
  const folder = await mkdtemp(join(tmpdir(), 'lambent-probe-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const path = join(folder, of);
  const usable = new Map();
  const context = { searchPath: '/usr/bin:/bin', scratchFolder: folder, uid: null, usable, programs: {} };
  return {
    path,
    says: (text: string) => writeFile(path, `#!/bin/sh\ncat >&2 <<'END'\n${text}END\n`, { mode: 0o755 }),
    ask: () => probe({ of, path, isolation: 'process' }, context),
    usable: () => usable.get(usableKey(path, 'process')),
  };
}

it('understands what every Java says of itself', async (t) => {
  const { path, says, ask, usable } = await program(t, 'java');
  for (const [said, version] of VERSIONS) {
    await says(`    java.home = /opt/jdk\n    java.version = ${said}\n    java.version.date = 2026-01-01\n`);
    assert.deepEqual(await ask(), { works: true, facts: { version, prefix: '/opt/jdk' } });
    assert.deepEqual(usable(), { versions: [version], prefix: '/opt/jdk' });
  }
  await says('something else\n');
  assert.deepEqual(await ask(), {
    works: false,
    reason: `${path} answers with something else than its version`,
  });
});

it('understands which frameworks a .NET runs', async (t) => {
  const { says, ask, usable } = await program(t, 'dotnet');
  const home = '/usr/lib/dotnet';
  await says(
    ['AspNetCore.App 8.0.11', 'NETCore.App 8.0.11', 'NETCore.App 10.0.0-rc.1', 'NETCore.App 10.0.1']
      .map((line) => `Microsoft.${line} [${home}/shared/Microsoft.${line.split(' ')[0]}]\n`)
      .join(''),
  );
  const versions = ['8.0.11', '10.0.1'];
  assert.deepEqual(await ask(), { works: true, facts: { version: versions.join(' '), prefix: home } });
  assert.deepEqual(usable(), { versions, prefix: home });
  await says('No frameworks were found.\n');
  assert.equal((await ask()).works, false);
});
