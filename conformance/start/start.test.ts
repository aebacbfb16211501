import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdir, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import { runLambent, startLambentProcess, withFolder } from '../lambent-process.ts';

/** What a person sees when `lambent start` cannot: one line that says why, exit code 1, no stack. */
async function refusal(commandArguments: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await runLambent(commandArguments);
  assert.equal(code, 1);
  assert.equal(stdout, '');
  const lines = stderr.trimEnd().split('\n');
  assert.equal(lines.length, 1, stderr);
  return lines[0] ?? '';
}

test('a port in use ends in one line', () =>
  withFolder(async (folder) => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const address = other.address();
    const port = String(typeof address === 'object' && address !== null ? address.port : '');
    const line = await refusal(['start', '--port', port, '--data', folder]);
    assert.match(line, new RegExp(`port ${port}`));
    other.close();
  }));

test('a second process on the same data folder ends in one line, and the first goes on', () =>
  withFolder(async (folder) => {
    const first = await startLambentProcess(folder);
    const line = await refusal(['start', '--port', '0', '--data', folder]);
    assert.ok(line.includes(folder), line);
    assert.equal((await fetch(`${first.endpoint}/_lambent/health`)).status, 200);
    assert.equal(await first.stop(), 0);
  }));

test('a data folder that cannot be written ends in one line', () =>
  withFolder(async (folder) => {
    const file = join(folder, 'file');
    await writeFile(file, '');
    assert.match(await refusal(['start', '--port', '0', '--data', join(file, 'data')]), /data/);
  }));

test('a data folder of a newer Lambent is refused', () =>
  withFolder(async (folder) => {
    const lambent = await startLambentProcess(folder);
    await lambent.stop();
    await writeFile(join(folder, 'format.json'), '{"version":999}');
    assert.match(await refusal(['start', '--port', '0', '--data', folder]), /newer/);
  }));

test('bad settings end in one line', async () => {
  assert.match(await refusal(['start', '--port', 'http']), /--port http: expected a whole number/);
  assert.match(await refusal(['start', '--host', '0.0.0.0']), /loopback/);
});

test('the data folder and its secrets are closed to others', () =>
  withFolder(async (folder) => {
    const data = join(folder, 'data');
    await mkdir(data, { mode: 0o755 });
    const lambent = await startLambentProcess(data);
    assert.equal((await stat(data)).mode & 0o777, 0o700);
    assert.equal((await stat(join(data, 'root-credentials.json'))).mode & 0o777, 0o600);
    await lambent.stop();
  }));
