import assert from 'node:assert/strict';
import { lstat, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { systemClock } from '#ambient';
import { memoryFabric } from '#fabric';
import { silentLog } from '../code/silent-log.fixture.ts';
import { architecture, contentsOf, file, folder, link, nothing, openTestImages } from './images.fixture.ts';
import { openImages } from './images.ts';
import { pieceBytes } from './limits.ts';
import {
  hostMachine,
  type PushedLayer,
  TestRegistry,
  tarOf,
  tokenAuthentication,
} from './registry.fixture.ts';

test('an index leads to the image of the architecture; its layers are laid over each other', async (t) => {
  const { registry, images, uri } = await openTestImages(t);
  const layers: PushedLayer[] = [
    {
      tar: tarOf([
        folder('bin'),
        file('bin/tool', 'old', 0o4755),
        file('bin/gone', '1'),
        folder('d/e'),
        file('d/e/f', '1'),
      ]),
    },
    {
      tar: tarOf([file('bin/.wh.gone', ''), file('d/.wh..wh..opq', ''), file('d/new', '2')]),
      compression: 'zstd',
    },
    {
      tar: tarOf([file('./bin/tool', 'new', 0o755), link('lib', 'usr/lib'), link('abs', '/etc/passwd')]),
      compression: 'none',
    },
    {
      tar: tarOf([
        { path: '/bin/again', type: 'Link', linkpath: 'bin/tool' },
        { path: 'dev/null', type: 'CharacterDevice' },
      ]),
    },
    { tar: tarOf([]) },
  ];
  const config = {
    Entrypoint: ['/bin/tool'],
    Cmd: ['a', 'b'],
    Env: ['A=1', 'B=x=y'],
    WorkingDir: '/d',
    User: 'nobody',
  };
  const mine = registry.push('mine', layers, { config });
  const other = registry.push('other', layers.slice(0, 1), { architecture: 'riscv64' });
  registry.pushIndex('latest', { riscv64: other, [hostMachine]: mine });

  assert.equal(await images.resolve(uri(''), architecture), mine);
  await images.pull(uri(''), mine);
  const { folder: root, defaults } = await images.borrow(mine);
  assert.deepEqual(await contentsOf(root), {
    abs: '-> /etc/passwd',
    bin: '/',
    'bin/again': 'new',
    'bin/tool': 'new',
    d: '/',
    'd/new': '2',
    lib: '-> usr/lib',
  });
  const tool = await lstat(join(root, 'bin/tool'));
  assert.equal(tool.mode & 0o7777, 0o555);
  assert.equal(tool.nlink, 2);
  assert.deepEqual(defaults, {
    entryPoint: ['/bin/tool'],
    command: ['a', 'b'],
    workingDirectory: '/d',
    variables: { A: '1', B: 'x=y' },
  });
});

test("Docker's manifests are understood, and an image is pulled once, also by many at once", async (t) => {
  const { registry, images, uri } = await openTestImages(t);
  const base: PushedLayer = { tar: tarOf([file('base', 'b')]) };
  const digest = registry.push('1', [base], { docker: true });
  assert.equal(await images.resolve(uri(':1'), architecture), digest);
  registry.asked.length = 0;
  await Promise.all([images.pull(uri(':1'), digest), images.pull(uri(':1'), digest)]);
  await images.pull(uri(':1'), digest);
  assert.equal(registry.asked.length, 3);
  // Another image shares the layer: it is asked for and not read again, and outlives the first.
  const second = registry.push('2', [base, { tar: tarOf([file('own', 'o')]) }]);
  registry.asked.length = 0;
  await images.pull(uri(':2'), second);
  assert.equal(registry.asked.filter((path) => path.includes('/blobs/')).length, 3);
  await images.discard(digest);
  assert.deepEqual(await contentsOf((await images.borrow(second)).folder), { base: 'b', own: 'o' });
});

test('what a later layer brings takes the place of what is there; nothing else goes', async (t) => {
  const { pulled } = await openTestImages(t);
  assert.deepEqual(
    await pulled(
      [
        folder('a'),
        file('a/x', '1'),
        file('b', '1'),
        link('c', 'a'),
        file('k/keep', '1'),
        file('k/old', '1'),
      ],
      [
        file('a', '2'),
        folder('b'),
        file('b/y', '2'),
        folder('c'),
        file('c/z', '2'),
        file('k/new', '2'),
        file('k/.wh..wh..opq', ''),
      ],
      [file('.wh.nothing', ''), file('.wh..wh.aufs', '')],
    ),
    { a: '2', b: '/', 'b/y': '2', c: '/', 'c/z': '2', k: '/', 'k/new': '2' },
  );
  // A hard link's other name keeps what it had.
  assert.deepEqual(
    await pulled(
      [file('one', '1'), { path: 'two', type: 'Link', linkpath: '/one' }],
      [file('one', '2'), file(`${'long/'.repeat(40)}name`, 'n')].slice(0, 1),
    ),
    { one: '2', two: '1' },
  );
});

test('names longer than a header has room for, and a file of many chunks', async (t) => {
  const { pulled } = await openTestImages(t);
  const name = `${'deep-folder/'.repeat(20)}file`;
  const contents = await pulled([file(name, 'x'.repeat(300_000)), file('after', 'a')]);
  assert.equal(contents[name]?.length, 300_000);
  assert.equal(contents.after, 'a');
});

test('a layer larger than a blob is kept in pieces', async (t) => {
  const { registry, images, uri, leftovers } = await openTestImages(t);
  const data = Buffer.alloc(pieceBytes * 1.5, 'pieces');
  const digest = registry.push('t', [{ tar: tarOf([{ path: 'f', data }]), compression: 'none' }]);
  await images.pull(uri(':t'), digest);
  assert.equal((await leftovers()).blobs.length, 2);
  assert.deepEqual(await readFile(join((await images.borrow(digest)).folder, 'f')), data);
});

test('an image is pulled with a token or a password, which go to nobody else', async (t) => {
  const {
    folder: home,
    registry,
    images,
    uri,
  } = await openTestImages(t, (path) => ({
    registryCredentials: join(path, 'config.json'),
  }));
  const elsewhere = await TestRegistry.open();
  t.after(() => elsewhere.close());
  const digest = registry.push('t', [{ tar: tarOf([file('f', '1')]) }]);
  const refused = /answered 401 for a token of team\/app, with what .*config\.json has for 127/;
  registry.before = tokenAuthentication(registry, 'me', 'secret');
  const write = (password: string) =>
    writeFile(
      join(home, 'config.json'),
      JSON.stringify({
        auths: { [registry.host]: { auth: Buffer.from(`me:${password}`).toString('base64') } },
      }),
    );
  await write('wrong');
  await assert.rejects(images.resolve(uri(':t'), architecture), { kind: 'denied', message: refused });
  await write('secret');
  assert.equal(await images.resolve(uri(':t'), architecture), digest);

  const basic = `Basic ${Buffer.from('me:secret').toString('base64')}`;
  const seen: (string | undefined)[] = [];
  elsewhere.before = (request, response) => {
    seen.push(request.headers.authorization);
    response.writeHead(307, { location: `http://${registry.host}/v2/free${request.url}` }).end();
    return true;
  };
  registry.before = (request, response) => {
    if (request.url?.startsWith('/v2/free')) return false;
    if (request.headers.authorization !== basic) {
      response.writeHead(401, { 'www-authenticate': 'Basic realm="test"' }).end();
      return true;
    }
    if (!request.url?.includes('/blobs/')) return false;
    response
      .writeHead(302, {
        location: `http://localhost:${elsewhere.host.split(':')[1]}/blobs/${request.url.split('/').at(-1)}`,
      })
      .end();
    return true;
  };
  await images.pull(uri(':t'), digest);
  assert.deepEqual(seen, [undefined, undefined]);
});

test('without credentials, or with a file that is none, the registry is not talked into it', async (t) => {
  const { registry, images, uri } = await openTestImages(t);
  registry.push('t', []);
  registry.before = (_request, response) => {
    response.writeHead(401, { 'www-authenticate': 'Basic realm="test"' }).end();
    return true;
  };
  await assert.rejects(images.resolve(uri(':t'), architecture), {
    kind: 'denied',
    message: /asked without credentials/,
  });
  const other = await openTestImages(t, (path) => ({ registryCredentials: join(path, 'no-such-file') }));
  other.registry.before = registry.before;
  await assert.rejects(other.images.resolve(other.uri(':t'), architecture), {
    kind: 'denied',
    message: /cannot be read: ENOENT/,
  });
});

test('a registry that answers late, or breaks off, is asked again within bounds', async (t) => {
  const { registry, images, uri, leftovers } = await openTestImages(t);
  const digest = registry.push('t', [{ tar: tarOf([file('f', '1')]) }]);
  let failures = 2;
  registry.before = (request, response) => {
    if (!request.url?.includes('/blobs/') || failures-- <= 0) return false;
    if (failures === 1) response.writeHead(503).end();
    else response.writeHead(200, { 'content-length': 1000 }).write('half', () => response.destroy());
    return true;
  };
  await images.pull(uri(':t'), digest);
  assert.deepEqual(await contentsOf((await images.borrow(digest)).folder), { f: '1' });
  await images.discard(digest);
  // The borrowed tree is left to eviction.
  assert.deepEqual({ ...(await leftovers()), trees: [] }, nothing);
  registry.before = (_request, response) => Boolean(response.writeHead(500).end());
  await assert.rejects(images.resolve(uri(':t'), architecture), {
    kind: 'unreachable',
    message: /answered 500/,
  });
});

test('images outlive a restart, and are unpacked again from what is stored', async (t) => {
  const { folder: home, registry, images, uri, leftovers } = await openTestImages(t);
  const digest = registry.push('t', [{ tar: tarOf([file('f', '1')]) }]);
  await images.pull(uri(':t'), digest);
  const { blobs, named } = await leftovers();
  assert.deepEqual(named, blobs);
  await images.discard(digest);
  assert.deepEqual(await leftovers(), nothing);
  await assert.rejects(images.borrow(digest), { kind: 'missing' });

  const clock = systemClock();
  const fabric = memoryFabric(clock);
  const parts = { fabric, treeRoot: join(home, 'trees'), clock, log: silentLog, registries: {} };
  const before = await openImages(parts);
  await before.pull(uri(':t'), digest);
  before.close();
  await registry.close();
  const after = await openImages(parts);
  assert.equal((await after.blobs()).length, 1);
  assert.deepEqual(await contentsOf((await after.borrow(digest)).folder), { f: '1' });
});

test('closing ends what is being pulled, and leaves nothing of it', async (t) => {
  const { registry, images, uri, leftovers } = await openTestImages(t);
  const digest = registry.push('t', [{ tar: tarOf([file('f', '1')]) }]);
  const asked = Promise.withResolvers<void>();
  registry.before = (request) => {
    if (!request.url?.includes('/blobs/')) return false;
    asked.resolve();
    return true;
  };
  const pulling = images.pull(uri(':t'), digest);
  await asked.promise;
  images.close();
  await assert.rejects(pulling, { kind: 'unreachable', message: 'Lambent ends' });
  assert.deepEqual(await leftovers(), nothing);
});
