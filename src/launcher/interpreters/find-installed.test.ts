import assert from 'node:assert/strict';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { it, type TestContext } from 'node:test';
import { seededRandom, systemClock } from '#ambient';
import type { ProbeAnswer } from '../launcher-protocol.ts';
import { openScratch } from '../scratch.ts';
import { silentLog } from '../suite/launched-function.fixture.ts';
import { findInstalled } from './find-installed.ts';
import { dotnet, java, type Language, python, ruby } from './languages.ts';

/** Folders with programs, each with what it says of itself when it is probed; one that says nothing does not run. */
async function host(
  t: TestContext,
  programs: Readonly<Record<string, { version: string; prefix: string; executable?: string } | null>>,
) {
  const root = await mkdtemp(join(tmpdir(), 'lambent-python-'));
  await chmod(root, 0o711);
  t.after(() => rm(root, { recursive: true, force: true }));
  for (const path of Object.keys(programs)) {
    await mkdir(join(root, path, '..'), { recursive: true });
    await writeFile(join(root, path), '', { mode: 0o755 });
  }
  const send = async (command: {
    readonly command: string;
    readonly probe?: unknown;
  }): Promise<ProbeAnswer> => {
    const { path } = command.probe as { path: string };
    const said = programs[path.slice(root.length + 1)];
    if (said === undefined || said === null)
      return { works: false, reason: `${path} does not run: spawn EACCES` };
    return {
      works: true,
      facts: { ...said, prefix: join(root, said.prefix), executable: join(root, said.executable ?? '') },
    };
  };
  const scratch = await openScratch(root, join(root, 'scratch'));
  const findOf = (language: Language, version: string, ...folders: string[]) =>
    findInstalled(language, version, {
      dataFolder: root,
      npmRegistry: '',
      download: false,
      substitutes: {},
      searchPath: folders.map((folder) => join(root, folder)).join(':'),
      isolation: 'process',
      scratch,
      link: { send },
      clock: systemClock(),
      random: seededRandom(1),
      log: silentLog,
    });
  const find = (version: string, ...folders: string[]) => findOf(python, version, ...folders);
  return { root, find, findOf };
}

it('takes the interpreter of exactly that version', async (t) => {
  const { root, find } = await host(t, {
    'usr/bin/python3.11': { version: '3.11.2', prefix: 'usr' },
    'usr/bin/python3': { version: '3.11.2', prefix: 'usr' },
  });
  const path = join(root, 'usr/bin/python3.11');
  assert.deepEqual(await find('3.11', 'usr/bin'), {
    available: true,
    interpreter: { kind: 'python', path, version: '3.11.2' },
  });
  const missing = await find('3.1', 'usr/bin');
  assert.ok(!missing.available);
  assert.equal(missing.reason, 'there is no Python 3.1 on this host, only 3.11.2');
  assert.match(missing.remedy, /apt install python3\.1,/);
});

it('follows a python3, a wrapper or a virtual environment to the interpreter behind it', async (t) => {
  const { root, find } = await host(t, {
    'shims/python3': { version: '3.12.1', prefix: 'versions/3.12.1' },
    'versions/3.12.1/bin/python3.12': { version: '3.12.1', prefix: 'versions/3.12.1' },
  });
  const answer = await find('3.12', 'nothing', 'shims');
  assert.ok(answer.available);
  assert.equal(answer.interpreter.path, join(root, 'versions/3.12.1/bin/python3.12'));
});

it('passes by one that sandboxes cannot run, and says so when there is no other', async (t) => {
  const { root, find } = await host(t, {
    'private/python3.12': null,
    'usr/bin/python3.12': { version: '3.12.3', prefix: 'usr' },
  });
  const answer = await find('3.12', 'private', 'usr/bin');
  assert.ok(answer.available);
  assert.equal(answer.interpreter.path, join(root, 'usr/bin/python3.12'));
  const refused = await find('3.12', 'private');
  assert.ok(!refused.available);
  assert.match(
    refused.reason,
    /^no Python 3\.12 here can be used: .*private\/python3\.12 does not run: spawn EACCES/,
  );
  assert.match(refused.remedy, /where every user may read it/);
});

it('says which other versions are there, and how one may stand in', async (t) => {
  const { findOf } = await host(t, {
    'usr/bin/ruby': { version: '3.1.2', prefix: 'usr', executable: 'usr/bin/ruby3.1' },
    'usr/bin/ruby3.1': { version: '3.1.2', prefix: 'usr', executable: 'usr/bin/ruby3.1' },
  });
  const missing = await findOf(ruby, '3.3', 'usr/bin');
  assert.ok(!missing.available);
  assert.equal(missing.reason, 'there is no Ruby 3.3 on this host, only 3.1.2');
  assert.match(missing.remedy, /or let another version stand in for it \(--runtime-substitutes\)$/);
});

it('takes the Ruby that a shim runs', async (t) => {
  const { root, findOf } = await host(t, {
    'shims/ruby': { version: '3.4.1', prefix: 'versions/3.4.1', executable: 'versions/3.4.1/bin/ruby' },
    'versions/3.4.1/bin/ruby': {
      version: '3.4.1',
      prefix: 'versions/3.4.1',
      executable: 'versions/3.4.1/bin/ruby',
    },
  });
  assert.deepEqual(await findOf(ruby, '3.4', 'shims'), {
    available: true,
    interpreter: { kind: 'ruby', path: join(root, 'versions/3.4.1/bin/ruby'), version: '3.4.1' },
  });
});

it('takes the Java home behind a link, of exactly that major version', async (t) => {
  const { root, findOf } = await host(t, {
    'usr/bin/java': { version: '17.0.15', prefix: 'jvm/17' },
    'jvm/17/bin/java': { version: '17.0.15', prefix: 'jvm/17' },
    'jdk-8/bin/java': { version: '8.0.402', prefix: 'jdk-8' },
  });
  const folders = ['usr/bin', 'jdk-8/bin'];
  const seventeen = await findOf({ ...java, folders: async () => [] }, '17', ...folders);
  assert.ok(seventeen.available);
  assert.equal(seventeen.interpreter.path, join(root, 'jvm/17/bin/java'));
  const eight = await findOf({ ...java, folders: async () => [] }, '8', ...folders);
  assert.ok(eight.available);
  assert.equal(eight.interpreter.version, '8.0.402');
  const one = await findOf({ ...java, folders: async () => [] }, '1', ...folders);
  assert.ok(!one.available);
});

it('takes the newest .NET of that version among those that one program runs', async (t) => {
  const { root, findOf } = await host(t, {
    'usr/bin/dotnet': { version: '8.0.4 8.0.11 10.0.1', prefix: 'usr/lib/dotnet' },
    'usr/lib/dotnet/dotnet': { version: '8.0.4 8.0.11 10.0.1', prefix: 'usr/lib/dotnet' },
  });
  const only = { ...dotnet, folders: async () => [] };
  const path = join(root, 'usr/lib/dotnet/dotnet');
  for (const [wanted, version] of [
    ['8', '8.0.11'],
    ['10', '10.0.1'],
  ] as const) {
    const answer = await findOf(only, wanted, 'usr/bin');
    assert.deepEqual(answer, { available: true, interpreter: { kind: 'dotnet', path, version } });
  }
  const missing = await findOf(only, '9', 'usr/bin');
  assert.ok(!missing.available);
  assert.equal(missing.reason, 'there is no .NET 9 on this host, only 8.0.4 and 8.0.11 and 10.0.1');
  assert.match(missing.remedy, /apt install dotnet-runtime-9\.0,/);
});
