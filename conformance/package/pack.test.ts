import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { withFolder } from '../lambent-process.ts';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../..', import.meta.url));

/** What this run adds to the environment and a stranger's shell does not have. What the machine itself sets (proxies, certificates) stays. */
const addedByThisRun =
  /^(npm_|INIT_CWD$|NODE_OPTIONS$|NODE_COMPILE_CACHE$|NODE_TEST_CONTEXT$|LAMBENT_|AWS_)/i;
const installWithinMs = 120_000;

function strangersEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !addedByThisRun.test(name)));
}

/** Reads what `lambent start` prints until it has said where it listens; goes on reading afterwards. */
function endpointIn(output: Readable): Promise<string> {
  return new Promise((resolve) => {
    let printed = '';
    output.on('data', (chunk: Buffer) => {
      printed += chunk.toString();
      const endpoint = /AWS API\s+(http:\/\/\S+)\n/.exec(printed)?.[1];
      if (endpoint !== undefined) resolve(endpoint);
    });
  });
}

test('the packed tarball installs in an empty folder and starts as JavaScript', () =>
  withFolder(async (folder) => {
    const env = strangersEnvironment();
    await run('npm', ['pack', '--pack-destination', folder, '--loglevel=error'], {
      cwd: root,
      env,
      timeout: installWithinMs,
    });
    const [tarball] = await readdir(folder);
    assert.match(tarball ?? '', /^lambent-.*\.tgz$/);
    await writeFile(join(folder, 'package.json'), '{"private":true}');
    await run('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error', `./${tarball}`], {
      cwd: folder,
      env,
      timeout: installWithinMs,
    });

    const installed = await readdir(join(folder, 'node_modules', 'lambent'), { recursive: true });
    assert.ok(installed.includes('dist/cli/main.js'));
    assert.deepEqual(
      installed.filter((name) => /\.test\.|\.suite\.|\.fixture\.|(?<!\.d)\.ts$/.test(name)),
      [],
      'the package ships no tests and no TypeScript',
    );
    const version = await run(join(folder, 'node_modules', '.bin', 'lambent'), ['--version'], { env });
    assert.match(version.stdout, /^\d+\.\d+\.\d+/);

    const lambent = spawn(
      join(folder, 'node_modules', '.bin', 'lambent'),
      ['start', '--port', '0', '--data', join(folder, 'data')],
      { env, stdio: ['ignore', 'pipe', 'inherit'] },
    );
    const exited = once(lambent, 'exit');
    const endpoint = await endpointIn(lambent.stdout);
    const health = await fetch(`${endpoint}/_lambent/health`);
    assert.equal(health.status, 200);
    lambent.kill('SIGTERM');
    assert.deepEqual(await exited, [0, null]);
  }));
