import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { seededRandom, systemRandom } from '#ambient';
import { PrivateFileError } from './private-file.ts';
import { loadRootCredentials, readRootCredentials, rootCredentialsFile } from './root-credentials.ts';

function inFolder(run: (folder: string) => void): void {
  const folder = mkdtempSync(join(tmpdir(), 'lambent-root-credentials-'));
  try {
    run(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test('drawn at the first start, the same ever after, and nobody else’s to read', () => {
  inFolder((parent) => {
    const folder = join(parent, 'data');
    assert.equal(readRootCredentials(folder), undefined);
    const drawn = loadRootCredentials(folder, systemRandom());
    assert.match(drawn.accessKeyId, /^AKIA[A-Z2-7]{16}$/);
    assert.match(drawn.secretAccessKey, /^[A-Za-z0-9+/]{40}$/);
    assert.deepEqual(loadRootCredentials(folder, systemRandom()), drawn);
    assert.deepEqual(readRootCredentials(folder), drawn);
    assert.equal(statSync(rootCredentialsFile(folder)).mode & 0o777, 0o600);
    assert.equal(statSync(folder).mode & 0o777, 0o700);
    assert.deepEqual(readdirSync(folder), ['root-credentials.json'], 'nothing is left beside it');
  });
});

test('two folders have two keys', () => {
  inFolder((folder) => {
    const one = loadRootCredentials(join(folder, 'one'), seededRandom(1));
    const two = loadRootCredentials(join(folder, 'two'), seededRandom(2));
    assert.notEqual(one.accessKeyId, two.accessKeyId);
    assert.notEqual(one.secretAccessKey, two.secretAccessKey);
  });
});

test('a file that others may open is refused, without its secret in the text', () => {
  inFolder((folder) => {
    const { secretAccessKey } = loadRootCredentials(folder, systemRandom());
    const path = rootCredentialsFile(folder);
    for (const mode of [0o640, 0o604, 0o660, 0o620, 0o777]) {
      chmodSync(path, mode);
      const refused = (error: Error) =>
        error instanceof PrivateFileError &&
        error.message.includes(`mode ${mode.toString(8)}`) &&
        error.message.includes('chmod 600') &&
        !error.message.includes(secretAccessKey);
      assert.throws(() => loadRootCredentials(folder, systemRandom()), refused);
    }
  });
});

test('a damaged file is refused, and stays as it is', () => {
  inFolder((folder) => {
    const path = rootCredentialsFile(folder);
    const whole = loadRootCredentials(folder, systemRandom());
    const damaged = [
      '',
      '{',
      'null',
      '[]',
      '{}',
      JSON.stringify({ ...whole, accessKeyId: 'AKIA' }),
      JSON.stringify({ ...whole, secretAccessKey: 'short' }),
      JSON.stringify(whole) + ' '.repeat(5000),
    ];
    for (const text of damaged) {
      writeFileSync(path, text);
      assert.throws(() => loadRootCredentials(folder, systemRandom()), PrivateFileError, text);
      assert.equal(readFileSync(path, 'utf8'), text);
    }
  });
});

test('what cannot be read is one readable line', () => {
  inFolder((folder) => {
    writeFileSync(join(folder, 'file'), '');
    const below = join(folder, 'file', 'data');
    assert.throws(
      () => readRootCredentials(below),
      (error: Error) =>
        error instanceof PrivateFileError && /^cannot read .* \(ENOTDIR\)$/.test(error.message),
    );
  });
});
