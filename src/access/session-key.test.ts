import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { systemRandom } from '#ambient';
import { PrivateFileError } from './private-file.ts';
import { loadSessionKey } from './session-key.ts';

test('drawn at the first start, the same ever after, nobody else’s to read, and refused when it is damaged', () => {
  const folder = mkdtempSync(join(tmpdir(), 'lambent-session-key-'));
  try {
    const path = join(folder, 'session-key.json');
    const drawn = loadSessionKey(folder, systemRandom());
    assert.equal(drawn.length, 32);
    assert.deepEqual(loadSessionKey(folder, systemRandom()), drawn);
    assert.equal(statSync(path).mode & 0o777, 0o600);
    assert.deepEqual(readdirSync(folder), ['session-key.json'], 'nothing is left beside it');
    chmodSync(path, 0o640);
    assert.throws(
      () => loadSessionKey(folder, systemRandom()),
      (error: Error) =>
        error.message.includes('chmod 600') && !error.message.includes(drawn.toString('base64')),
    );
    chmodSync(path, 0o600);
    const short = { key: drawn.subarray(1).toString('base64') };
    for (const damaged of ['{}', '[]', JSON.stringify(short), JSON.stringify({ key: '!'.repeat(44) })]) {
      writeFileSync(path, damaged);
      assert.throws(() => loadSessionKey(folder, systemRandom()), PrivateFileError, damaged);
    }
    rmSync(path);
    assert.notDeepEqual(loadSessionKey(folder, systemRandom()), drawn);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
