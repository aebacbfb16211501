import assert from 'node:assert/strict';
import { mkdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { runLambent, withFolder } from '../lambent-process.ts';

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
  withFolder(async (folder, start) => {
    const { port } = new URL((await start(join(folder, 'first'))).endpoint);
    const line = await refusal([
      ...['start', '--port', port, '--data', join(folder, 'second')],
      // Where there is no bubblewrap, falling back on plain processes is a warning of its own.
      ...['--isolation', 'process'],
    ]);
    assert.match(line, new RegExp(`Port ${port} on 127.0.0.1 is in use`));
  }));

test('a second process on the same data folder ends in one line, and the first goes on', () =>
  withFolder(async (folder, start) => {
    const first = await start(folder);
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
  withFolder(async (folder, start) => {
    const lambent = await start(folder);
    await lambent.stop();
    await writeFile(join(folder, 'format'), '999\n');
    assert.match(await refusal(['start', '--port', '0', '--data', folder]), /newer/);
  }));

test('enforce does not fall back to no sandbox: it must be asked for by name', () =>
  withFolder(async (folder, start) => {
    // Where no program is found, bubblewrap is not either.
    const env = { PATH: join(folder, 'empty') };
    const { code, stderr } = await runLambent(
      ['start', '--port', '0', '--data', folder, '--iam', 'enforce'],
      { env },
    );
    assert.equal(code, 1);
    assert.match(stderr, /^lambent: bubblewrap does not work on this host .*--isolation process.*\n$/);
    const named = await start(folder, ['--iam', 'enforce', '--isolation', 'process']);
    assert.match(named.output(), /only the credentials in /);
  }));

test('bad settings end in one line', async () => {
  assert.match(await refusal(['start', '--port', 'http']), /--port http: expected a whole number/);
  assert.match(await refusal(['start', '--host', '0.0.0.0']), /loopback/);
  assert.match(await refusal(['start', '--endpoints', 's3=nowhere']), /expected service=url/);
  assert.match(
    await refusal(['start', '--endpoints', 's3=http://127.0.0.1:9000']),
    /--endpoints needs credentials to call with, in the variables LAMBENT_EXTERNAL_ACCESS_KEY_ID and /,
  );
});

test('an endpoint for a service that nobody calls elsewhere ends in one line', () =>
  withFolder(async (folder) => {
    const env = { LAMBENT_EXTERNAL_ACCESS_KEY_ID: 'a', LAMBENT_EXTERNAL_SECRET_ACCESS_KEY: 'b' };
    const { code, stderr } = await runLambent(
      ['start', '--port', '0', '--data', join(folder, 'data'), '--endpoints', 'lambda=http://127.0.0.1:1'],
      { env },
    );
    assert.equal(code, 1);
    assert.equal(
      stderr,
      'lambent: --endpoints lambda=…: Lambent calls no lambda elsewhere; it can call s3\n',
    );
    await assert.rejects(stat(join(folder, 'data')), { code: 'ENOENT' });
  }));

test('the data folder and its secrets are closed to others', () =>
  withFolder(async (folder, start) => {
    const data = join(folder, 'data');
    await mkdir(data, { mode: 0o755 });
    const lambent = await start(data);
    assert.equal((await stat(data)).mode & 0o777, 0o700);
    assert.equal((await stat(join(data, 'root-credentials.json'))).mode & 0o777, 0o600);
    await lambent.stop();
  }));
