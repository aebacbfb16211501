import assert from 'node:assert/strict';
import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { findExtensions } from './entrypoint.ts';
import { imageStart, passableVariables } from './image-start.ts';
import { pathInRoot } from './root-path.ts';

/** A root folder: programs, files, and links by their targets. */
async function rootOf(
  t: TestContext,
  {
    programs = {},
    files = {},
    links = {},
  }: Partial<Record<'programs' | 'files' | 'links', Record<string, string>>>,
): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'lambent-root-'));
  t.after(() => rm(root, { recursive: true }));
  const place = async (path: string) => {
    await mkdir(dirname(join(root, path)), { recursive: true });
    return join(root, path);
  };
  for (const [path, text] of Object.entries({ ...files, ...programs }))
    await writeFile(await place(path), text);
  for (const path of Object.keys(programs)) await chmod(join(root, path), 0o755);
  for (const [path, target] of Object.entries(links)) await symlink(target, await place(path));
  return root;
}

const script = '#!/bin/sh\n';

test('a path is followed as it would be inside, and never out of the root', async (t) => {
  const root = await rootOf(t, {
    files: { 'a/b/file': '', 'etc/own': '' },
    links: {
      absolute: '/a/b',
      up: '../../../../../../etc',
      'a/back': '../a/b/file',
      loop: 'loop',
      out: '/usr',
      through: 'absolute/file',
    },
  });
  const found = async (path: string) => (await pathInRoot(root, path))?.slice(root.length);
  assert.equal(await found('/absolute/file'), '/a/b/file');
  assert.equal(await found('/a/back'), '/a/b/file');
  assert.equal(await found('/through'), '/a/b/file');
  assert.equal(await found('/up/own'), '/etc/own');
  assert.equal(await found('/../../etc/own'), '/etc/own');
  assert.equal(await found('/'), '');
  for (const path of ['/no', '/loop', '/out', '/up/passwd', '/a/b/file/x']) {
    assert.equal(await found(path), undefined, path);
  }
});

test('each part of ImageConfig takes the place of the same part of the image', async (t) => {
  const folder = await rootOf(t, {
    programs: { 'bin/sh': script, 'app/main': script, 'opt/tools/tool': script },
    files: { 'work/x': '' },
  });
  const defaults = {
    entryPoint: ['/app/main'],
    command: ['a'],
    workingDirectory: '/work',
    variables: { PATH: '/opt/tools' },
  };
  const start = (imageConfig: object, variables: Record<string, string> = {}) =>
    imageStart({ folder, defaults }, { imageConfig, variables });
  const program = { command: ['/app/main', 'a'], workingDirectory: '/work', searchPath: '/opt/tools' };
  assert.deepEqual(await start({}), { possible: true, program });
  assert.deepEqual(await start({ entryPoint: ['tool', 'x'] }), {
    possible: true,
    program: { ...program, command: ['tool', 'x', 'a'] },
  });
  assert.deepEqual(await start({ command: ['b'], workingDirectory: '/tmp' }, { PATH: '/bin' }), {
    possible: true,
    program: { command: ['/app/main', 'b'], workingDirectory: '/tmp', searchPath: '/bin' },
  });
  assert.deepEqual(await start({ entryPoint: ['../app/main'] }), {
    possible: true,
    program: { ...program, command: ['../app/main', 'a'] },
  });
});

test("what cannot be started is told in AWS's words", async (t) => {
  const folder = await rootOf(t, {
    programs: { garbage: 'no program', lost: '#!/no/such/shell\n', 'bin/tool': 'no program' },
    files: { plain: script },
    links: { out: '/usr/bin/env', dir: '/bin' },
  });
  const start = async (imageConfig: object) => {
    const started = await imageStart({ folder, defaults: { variables: {} } }, { imageConfig });
    return started.possible ? 'possible' : `${started.errorType} ${started.message}`;
  };
  const entry = (word: string) => start({ entryPoint: [word] });
  const invalid = 'Runtime.InvalidEntrypoint';
  assert.equal(await start({}), `${invalid} the image has neither an entrypoint nor a command`);
  assert.equal(await entry('/garbage'), `${invalid} fork/exec /garbage: exec format error`);
  assert.equal(await entry('/lost'), `${invalid} fork/exec /lost: no such file or directory`);
  assert.equal(await entry('/plain'), `${invalid} fork/exec /plain: permission denied`);
  // There on the host, not in the image.
  assert.equal(await entry('/out'), `${invalid} fork/exec /out: no such file or directory`);
  assert.equal(await entry('/usr/bin/env'), `${invalid} fork/exec /usr/bin/env: no such file or directory`);
  assert.equal(await entry('/dir'), `${invalid} fork/exec /dir: permission denied`);
  assert.equal(await entry('env'), `${invalid} exec: "env": executable file not found in $PATH`);
  assert.equal(await entry('tool'), `${invalid} fork/exec /bin/tool: exec format error`);
  const directory = 'Runtime.InvalidWorkingDir';
  assert.equal(await start({ workingDirectory: '/plain' }), `${directory} chdir /plain: not a directory`);
  assert.equal(
    await start({ workingDirectory: 'x' }),
    `${directory} the working directory 'x' is invalid, it needs to be an absolute path`,
  );
});

test('external extensions are those of the image', async (t) => {
  const programs = { 'bin/sh': script, 'agents/one': script };
  const root = await rootOf(t, { programs, links: { 'opt/extensions': '/agents' } });
  assert.deepEqual(await findExtensions({ root }), { extensions: ['one'], problem: undefined });
  const out = await rootOf(t, { links: { 'opt/extensions': '/usr/bin' } });
  assert.deepEqual(await findExtensions({ root: out }), { extensions: [], problem: undefined });
});

test('variables that no variable may be called are left out', () => {
  const variables = { GOOD_1: 'a', 'npm.config': 'b', '1': 'c' };
  assert.deepEqual(passableVariables({ defaults: { variables } }), { GOOD_1: 'a' });
});
