import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { it } from 'node:test';
import { defaultSearchPath } from './search-path.ts';

it('adds what version managers keep to PATH, the newest first', (t) => {
  const home = mkdtempSync(join(tmpdir(), 'lambent-home-'));
  t.after(() => rmSync(home, { recursive: true, force: true }));
  const versions = [
    ...['.pyenv/versions/3.9.18', '.pyenv/versions/3.13.0', '.pyenv/versions/.hidden', '.pyenv/versions/a:b'],
    '.sdkman/candidates/java/21.0.2-tem',
    '.local/share/uv/python/cpython-3.12.1-linux-x86_64-gnu',
  ];
  for (const folder of versions) mkdirSync(join(home, folder), { recursive: true });
  const folders = defaultSearchPath('/usr/bin:/bin', home).split(':');
  assert.deepEqual(
    folders.filter((folder) => !folder.startsWith('/opt/') && !folder.startsWith('/Library/')),
    [
      '/usr/bin',
      '/bin',
      join(home, '.pyenv/versions/3.13.0/bin'),
      join(home, '.pyenv/versions/3.9.18/bin'),
      join(home, '.local/share/uv/python/cpython-3.12.1-linux-x86_64-gnu/bin'),
      join(home, '.sdkman/candidates/java/21.0.2-tem/bin'),
      join(home, '.dotnet'),
    ],
  );
});

it('looks into a bounded number of versions', (t) => {
  const home = mkdtempSync(join(tmpdir(), 'lambent-home-'));
  t.after(() => rmSync(home, { recursive: true, force: true }));
  for (let n = 0; n < 40; n += 1) mkdirSync(join(home, `.rbenv/versions/3.${n}.0`), { recursive: true });
  const folders = defaultSearchPath('', home).split(':');
  assert.equal(folders.filter((folder) => folder.includes('.rbenv')).length, 16);
  assert.ok(folders.includes(join(home, '.rbenv/versions/3.39.0/bin')));
});
