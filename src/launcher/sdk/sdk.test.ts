import assert from 'node:assert/strict';
import { chown, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { it, type TestContext } from 'node:test';
import type { WriteEntry } from 'tar';
import { SDK_ARCHIVE_BYTES_MAX, SDK_RETRY_MS, SDK_UNPACKED_BYTES_MAX } from '../limits.ts';
import { installSdk } from './install-sdk.ts';
import {
  type FakeRegistry,
  openFakeRegistry,
  publish,
  publishVersions,
  publishWheel,
  sdkOf,
  tarballOf,
  wheelOf,
} from './registry.fixture.ts';

/** A registry with a client that needs a core and brings a helper of its own. */
async function withClient(t: TestContext): Promise<FakeRegistry> {
  const fake = await openFakeRegistry(t);
  const files = {
    'package.json': '{}',
    'dist-cjs/index.js': '1',
    'dist-es/index.js': '2',
    'dist-types/index.d.ts': '3',
  };
  publish(fake, '@aws-sdk/client-x', await tarballOf(t, files), ['@aws-sdk/core', 'helper', 'optional']);
  publish(fake, '@aws-sdk/client-x/node_modules/helper', await tarballOf(t, { 'index.js': 'own' }), [
    'tslib',
  ]);
  publish(fake, '@aws-sdk/core', await tarballOf(t, { 'package.json': '{}' }), ['tslib']);
  publish(fake, 'tslib', await tarballOf(t, { 'tslib.js': '' }));
  publish(fake, '@aws-sdk/client-y', await tarballOf(t, { 'package.json': '{}' }), ['@aws-sdk/core']);
  return fake;
}

const read = (folder: string, path: string) => readFile(join(folder, 'nodejs/node_modules', path), 'utf8');

it('brings a package with all that it needs, once, and without what is for bundlers', async (t) => {
  const fake = await withClient(t);
  const { open, warnings } = await sdkOf(t, fake);
  const { folder, sdk } = await open();
  await Promise.all([1, 2, 3].map(() => sdk.furnish('nodejs24.x', ['@aws-sdk/client-x'])));
  const packages = join(folder, 'nodejs/node_modules');
  assert.deepEqual((await readdir(packages, { recursive: true })).sort(), [
    '@aws-sdk',
    ...['@aws-sdk/client-x', '@aws-sdk/client-x/dist-cjs', '@aws-sdk/client-x/dist-cjs/index.js'],
    ...['@aws-sdk/client-x/node_modules', '@aws-sdk/client-x/node_modules/helper'],
    ...['@aws-sdk/client-x/node_modules/helper/index.js', '@aws-sdk/client-x/package.json'],
    ...['@aws-sdk/core', '@aws-sdk/core/package.json', 'tslib', 'tslib/tslib.js'],
  ]);
  assert.equal((await stat(join(packages, '@aws-sdk'))).mode & 0o777, 0o755);
  assert.equal((await stat(join(packages, 'tslib/tslib.js'))).mode & 0o777, 0o644);
  assert.deepEqual((await readdir(folder)).sort(), ['nodejs']);
  assert.equal(fake.requests.length, 4);
  await sdk.furnish('nodejs22.x', ['@aws-sdk/client-y']);
  assert.equal(fake.requests.length, 5);
  assert.deepEqual(warnings, []);
});

it('needs no network for what was fetched before', async (t) => {
  const fake = await withClient(t);
  const { open, dataFolder, warnings } = await sdkOf(t, fake);
  await (await open()).sdk.furnish('nodejs24.x', ['@aws-sdk/client-x']);
  fake.served.clear();
  const { folder, sdk, stock } = await open();
  await sdk.furnish('nodejs24.x', ['@aws-sdk/client-x']);
  assert.equal(await read(folder, '@aws-sdk/client-x/dist-cjs/index.js'), '1');
  assert.deepEqual(await stock.count('nodejs24.x'), { fetched: 4, all: 5 });
  assert.equal((await readdir(join(dataFolder, 'runtimes/sdk'))).length, 4);
  assert.deepEqual(warnings, []);
});

it('fetches all there is ahead', async (t) => {
  const fake = await withClient(t);
  publishWheel(fake, 'boto3', await wheelOf({ 'boto3/__init__.py': '' }), 'json');
  const { open } = await sdkOf(t, fake);
  const { folder, stock, options } = await open();
  assert.deepEqual(
    [await installSdk('nodejs24.x', options), await installSdk('python3.13', options)],
    [5, 1],
  );
  assert.deepEqual(await stock.count('python3.12'), { fetched: 1, all: 1 });
  assert.deepEqual(await readdir(folder), []);
  fake.served.delete('/tslib/-/tslib-1.0.0.tgz');
  const fresh = await (await sdkOf(t, fake)).open();
  const refusals: readonly [string, string][] = [
    [
      'nodejs24.x',
      `the AWS SDK for nodejs24.x could not be fetched from ${fake.url}: ${fake.url}/tslib/-/tslib-1.0.0.tgz answers 404`,
    ],
    ['ruby3.4', 'Lambent has no AWS SDK for ruby3.4'],
  ];
  for (const [runtime, message] of refusals)
    await assert.rejects(installSdk(runtime, fresh.options), { name: 'RuntimeNotInstalled', message });
});

it('gives what root fetches to whom the data folder belongs', {
  skip: process.getuid?.() !== 0 && 'only root gives files away',
}, async (t) => {
  const fake = await withClient(t);
  const { open, dataFolder } = await sdkOf(t, fake);
  await chown(dataFolder, 12_345, 54_321);
  await installSdk('nodejs24.x', (await open()).options);
  for (const path of ['runtimes', 'runtimes/sdk', 'runtimes/sdk/tslib-1.0.0.tgz']) {
    const { uid, gid } = await stat(join(dataFolder, path));
    assert.deepEqual([uid, gid], [12_345, 54_321], path);
  }
});

it('fetches anew what was cut short or changed on the disk', async (t) => {
  const fake = await withClient(t);
  const { open, dataFolder } = await sdkOf(t, fake);
  const kept = join(dataFolder, 'runtimes/sdk');
  await mkdir(kept, { recursive: true });
  // As a kill and a power failure leave them.
  await writeFile(join(kept, '.incoming-1'), 'half');
  await writeFile(join(kept, 'tslib-1.0.0.tgz'), '');
  const { folder, sdk } = await open();
  await sdk.furnish('nodejs24.x', ['tslib']);
  assert.equal(await read(folder, 'tslib/tslib.js'), '');
  assert.equal((await readFile(join(kept, 'tslib-1.0.0.tgz'))).length > 0, true);
});

it('chooses the newest version of another client that goes with what is pinned, and stays with it', async (t) => {
  const fake = await withClient(t);
  const tarball = await tarballOf(t, { 'package.json': 'rare' });
  publishVersions(fake, '@aws-sdk/client-rare', tarball, {
    '1.9.0': { '@aws-sdk/core': '^1.0.0' },
    '1.10.0': { '@aws-sdk/core': '~1.0.0', '@aws-sdk/middleware-rare': '^3.1.0' },
    '1.11.0': { '@aws-sdk/core': '^1.0.1' },
    '1.12.0': { '@aws-sdk/core': '^2.0.0' },
    '1.13.0': { '../../climbed': '^1.0.0' },
    '1.14.0': { '@aws-sdk/core': 'latest' },
    '1.15.0-rc.1': {},
  });
  publishVersions(fake, '@aws-sdk/middleware-rare', tarball, { '3.0.9': {}, '3.2.0': {}, '4.0.0': {} });
  const { open, warnings, dataFolder } = await sdkOf(t, fake);
  const first = await open();
  await first.sdk.furnish('nodejs24.x', ['@aws-sdk/client-rare']);
  assert.deepEqual(warnings, []);
  assert.equal(await read(first.folder, '@aws-sdk/client-rare/package.json'), 'rare');
  assert.deepEqual((await readdir(join(first.folder, 'nodejs/node_modules/@aws-sdk'))).sort(), [
    ...['client-rare', 'core', 'middleware-rare'],
  ]);
  const fetched = (await readdir(join(dataFolder, 'runtimes/sdk'))).filter((name) => name.includes('rare'));
  assert.deepEqual(fetched.map((name) => name.replace(/-[0-9a-f]{8}\.json/, '.json')).sort(), [
    '@aws-sdk+client-rare-1.10.0.tgz',
    '@aws-sdk+client-rare.json',
    '@aws-sdk+middleware-rare-3.2.0.tgz',
  ]);
  fake.served.clear();
  const second = await open();
  await second.sdk.furnish('nodejs24.x', ['@aws-sdk/client-rare']);
  assert.equal(await read(second.folder, '@aws-sdk/middleware-rare/package.json'), 'rare');
  assert.deepEqual(warnings, []);
});

it('says that no version of a client goes with what is pinned, and brings the rest', async (t) => {
  const fake = await withClient(t);
  const tarball = await tarballOf(t, { 'package.json': '' });
  publishVersions(fake, '@aws-sdk/client-new', tarball, { '9.0.0': { '@aws-sdk/core': '^2.0.0' } });
  const { open, warnings } = await sdkOf(t, fake);
  const { folder, sdk } = await open();
  await sdk.furnish('nodejs24.x', ['@aws-sdk/client-new', '@aws-sdk/client-y']);
  assert.deepEqual((await readdir(join(folder, 'nodejs/node_modules/@aws-sdk'))).sort(), [
    'client-y',
    'core',
  ]);
  assert.match(warnings[0] ?? '', /do not come with Lambent .*"packages":"@aws-sdk\/client-new"/);
});

it('says what it could not fetch, keeps nothing of it, and tries again after a pause', async (t) => {
  const fake = await withClient(t);
  const { open, dataFolder, clock, warnings } = await sdkOf(t, fake);
  const { folder, sdk } = await open();
  const path = '/@aws-sdk/core/-/core-1.0.0.tgz';
  const right = fake.served.get(path) ?? '';
  fake.served.set(path, Buffer.from('something else'));
  await sdk.furnish('nodejs24.x', ['@aws-sdk/client-y']);
  assert.equal(warnings.length, 1);
  assert.match(
    warnings[0] ?? '',
    /are not here .*"packages":"@aws-sdk\/client-y.*core-1\.0\.0\.tgz is not what it should be: its SHA512 differs.*let this host reach/,
  );
  assert.ok(!(await readdir(join(dataFolder, 'runtimes/sdk'))).some((name) => name.includes('core')));
  await assert.rejects(stat(join(folder, 'nodejs/node_modules/@aws-sdk/core')));
  fake.served.set(path, right);
  const asked = fake.requests.length;
  for (const name of ['@aws-sdk/client-y', '@aws-sdk/core']) await sdk.furnish('nodejs24.x', [name]);
  assert.equal(fake.requests.length, asked);
  assert.equal(warnings.length, 2);
  await clock.advance(SDK_RETRY_MS);
  await sdk.furnish('nodejs24.x', ['@aws-sdk/client-y']);
  assert.equal(await read(folder, '@aws-sdk/core/package.json'), '{}');
  assert.equal(warnings.length, 2);
});

it('puts nothing there once it is closed', async (t) => {
  const fake = await withClient(t);
  const { open, warnings } = await sdkOf(t, fake);
  const { folder, sdk } = await open();
  const reached = new Promise<void>((resolve) => {
    fake.beforeAnswer = async () => {
      resolve();
      await new Promise(() => undefined);
    };
  });
  const furnished = sdk.furnish('nodejs24.x', ['@aws-sdk/client-x']);
  await reached;
  await sdk.close();
  await furnished;
  await sdk.furnish('nodejs24.x', ['tslib']);
  assert.deepEqual(await readdir(folder), []);
  assert.deepEqual(warnings, []);
});

it('is content without a network, and says so in one line', async (t) => {
  const fake = await withClient(t);
  const { open, warnings } = await sdkOf(t, fake, 'http://127.0.0.1:1');
  const { sdk } = await open();
  fake.python['3.9'] = { boto3: { wheel: 'boto3-1.0-py3-none-any.whl', sha256: '00' } };
  await sdk.furnish('nodejs24.x', ['@aws-sdk/client-x']);
  await sdk.furnish('nodejs24.x', ['@aws-sdk/client-x']);
  assert.equal(warnings.length, 1);
  assert.match(
    warnings[0] ?? '',
    /"packages":"@aws-sdk\/client-x","reason":".+let this host reach http:\/\/127\.0\.0\.1:1 once/,
  );
});

it('names what does not come with Lambent once, and brings the rest', async (t) => {
  const fake = await withClient(t);
  const { open, warnings } = await sdkOf(t, fake);
  const { folder, sdk } = await open();
  for (const name of ['tslib', 'tslib'])
    await sdk.furnish('nodejs24.x', [name, '@aws-sdk/client-rare', '../escape', '__proto__']);
  assert.deepEqual(await readdir(join(folder, 'nodejs/node_modules')), ['tslib']);
  assert.equal(warnings.length, 1);
  assert.match(warnings[0] ?? '', /@aws-sdk\/client-rare, \.\.\/escape.*package them with the function/);
  for (const runtime of ['ruby3.4', 'provided.al2023', 'java21']) await sdk.furnish(runtime, ['x']);
  assert.equal(warnings.length, 1);
});

it('does not unpack what leads out of the package, nor links', async (t) => {
  const fake = await openFakeRegistry(t);
  const renamed = (path: string) => ({
    preservePaths: true,
    onWriteEntry: (entry: WriteEntry) => {
      if (entry.path.endsWith('bad.js')) entry.path = path;
    },
  });
  const files = { 'good.js': '', 'bad.js': 'bad' };
  publish(fake, 'climbing', await tarballOf(t, files, renamed('package/../../../climbed.js')));
  const { open, warnings, clock } = await sdkOf(t, fake);
  const { folder, sdk } = await open();
  await sdk.furnish('nodejs24.x', ['climbing']);
  assert.match(warnings[0] ?? '', /climbing cannot be unpacked: .*'\.\.'/);
  publishWheel(fake, 'boto3', await wheelWith('good.py', '../x.py'), 'json');
  await clock.advance(SDK_RETRY_MS);
  await sdk.furnish('python3.13', ['boto3']);
  assert.match(warnings[1] ?? '', /boto3 cannot be unpacked: .*relative path: \.\.\/x\.py/);
  assert.deepEqual(
    (await readdir(folder, { recursive: true })).filter((name) => /\.(js|py)$/.test(name)),
    [],
  );
});

it('takes no archive that is too large, nor one that would be', async (t) => {
  const fake = await openFakeRegistry(t);
  publish(fake, 'large', Buffer.alloc(SDK_ARCHIVE_BYTES_MAX + 1));
  const { open, warnings, clock } = await sdkOf(t, fake);
  const { folder, sdk } = await open();
  await sdk.furnish('nodejs24.x', ['large']);
  assert.match(warnings[0] ?? '', /large-1\.0\.0\.tgz is larger than 67108864 bytes/);
  const wheel = await wheelOf({ 'boto3.py': 'x' });
  const directory = wheel.indexOf(Buffer.from('PK\x01\x02', 'latin1'));
  wheel.writeUInt32LE(SDK_UNPACKED_BYTES_MAX + 1, directory + 24);
  publishWheel(fake, 'boto3', wheel, 'json');
  await clock.advance(SDK_RETRY_MS);
  await sdk.furnish('python3.13', ['boto3']);
  assert.match(warnings[1] ?? '', /boto3 cannot be unpacked: .*more than 20000 files or 268435456 bytes/);
  assert.deepEqual(await readdir(folder), []);
});

/** A wheel with a name that no honest tool writes. */
async function wheelWith(...names: string[]): Promise<Buffer> {
  const honest = names.map((name) => name.replaceAll('..', '__'));
  const wheel = await wheelOf(Object.fromEntries(honest.map((name) => [name, 'x'])));
  return Buffer.from(wheel.toString('latin1').replaceAll('__/', '../'), 'latin1');
}

it('brings boto3 for versions of Python from the index’s page, in HTML as in JSON', async (t) => {
  for (const page of ['html', 'json'] as const) {
    const fake = await openFakeRegistry(t);
    publishWheel(fake, 'boto3', await wheelOf({ 'boto3/__init__.py': 'b', 'boto3/data/x.json': '{}' }), page);
    publishWheel(fake, 'six', await wheelOf({ 'six.py': 's' }), page);
    const { open, warnings, compiled } = await sdkOf(t, fake);
    const { folder, sdk } = await open();
    for (const runtime of ['python3.14', 'python3.10', 'python3.14'])
      await sdk.furnish(runtime, ['boto3', 'urllib3']);
    const packages = join(folder, 'python/site-packages/3.10');
    assert.equal(await readFile(join(packages, 'boto3/data/x.json'), 'utf8'), '{}');
    assert.equal(await readFile(join(packages, 'six.py'), 'utf8'), 's');
    assert.equal(fake.requests.length, 4);
    assert.deepEqual(warnings, []);
    assert.deepEqual(compiled, [
      ['python3.14', packages],
      ['python3.10', packages],
    ]);
    await sdk.furnish('python3.9', ['boto3']);
    assert.match(warnings[0] ?? '', /do not come with Lambent .*boto3/);
  }
});

it('says which wheel an index does not have', async (t) => {
  const fake = await openFakeRegistry(t);
  publishWheel(fake, 'boto3', await wheelOf({ 'boto3.py': '' }), 'html');
  fake.served.set('/simple/boto3/', '<a href="boto3-0.9-py3-none-any.whl">boto3</a>');
  const { open, warnings } = await sdkOf(t, fake);
  await (await open()).sdk.furnish('python3.13', ['boto3']);
  assert.match(warnings[0] ?? '', /\/simple\/boto3\/ has no boto3-1\.0-py3-none-any\.whl/);
});
