import assert from 'node:assert/strict';
import { lstat, mkdir, mkdtemp, readdir, readFile, readlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { type Clock, systemClock } from '#ambient';
import { memoryFabric } from '#fabric';
import type { PlatformLog } from '#observe';
import type { RegistrySettings } from '#service';
import { removeTree } from '../code/tree.ts';
import { hostArchitecture } from '../records/architecture.ts';
import { type ImageProblem, openImages } from './images.ts';
import { manifestBytesMax, pieceBytes, resolveMs } from './limits.ts';
import {
  hostMachine,
  indexType,
  type LayerEntry,
  manifestType,
  type PushedLayer,
  sha256,
  TestRegistry,
  tarOf,
  tokenAuthentication,
} from './registry.fixture.ts';

const log: PlatformLog = {
  debug: () => undefined,
  info: () => undefined,
  warn: (message) => assert.fail(message),
  error: (message) => assert.fail(message),
};
const architecture = hostArchitecture();

async function open(t: TestContext, settings: (folder: string) => RegistrySettings = () => ({})) {
  const folder = await mkdtemp(join(tmpdir(), 'lambent-images-'));
  const treeRoot = join(folder, 'trees');
  await mkdir(treeRoot);
  const real = systemClock({ keepsAlive: true });
  // What waits before another attempt does not wait here.
  const clock: Clock = {
    ...real,
    after: (delayMs, callback) => real.after(delayMs < resolveMs ? 0 : delayMs, callback),
  };
  const fabric = memoryFabric(clock);
  const registry = await TestRegistry.open();
  t.after(async () => {
    await registry.close();
    await removeTree(folder);
  });
  const images = await openImages({ fabric, treeRoot, clock, log, registries: settings(folder) });
  return {
    folder,
    registry,
    images,
    uri: (reference: string) => `${registry.host}/team/app${reference}`,
    /** Pulls an image of these layers and returns its tree. */
    async pulled(...layers: readonly (readonly LayerEntry[])[]) {
      const digest = registry.push(
        't',
        layers.map((entries) => ({ tar: tarOf(entries) })),
      );
      await images.pull(`${registry.host}/team/app:t`, digest);
      return contentsOf((await images.borrow(digest)).folder);
    },
    async leftovers() {
      const blobs: string[] = [];
      for await (const { digest } of fabric.blobs.list()) blobs.push(digest);
      return { blobs, named: await images.blobs(), trees: await readdir(treeRoot) };
    },
  };
}

const nothing = { blobs: [], named: [], trees: [] };
const folder = (path: string): LayerEntry => ({ path, type: 'Directory', mode: 0o755 });
const link = (path: string, linkpath: string): LayerEntry => ({ path, type: 'SymbolicLink', linkpath });
const file = (path: string, data: string, mode = 0o644): LayerEntry => ({ path, data, mode });

/** Every path of a tree with what it is, without the files that every tree gets. */
async function contentsOf(root: string, prefix = ''): Promise<Record<string, string>> {
  const contents: Record<string, string> = {};
  for (const entry of await readdir(root, { withFileTypes: true })) {
    const path = join(root, entry.name);
    const name = prefix + entry.name;
    if (name === 'etc/hosts' || name === 'etc/resolv.conf') continue;
    if (entry.isDirectory()) Object.assign(contents, { [name]: '/' }, await contentsOf(path, `${name}/`));
    else
      contents[name] = entry.isSymbolicLink() ? `-> ${await readlink(path)}` : await readFile(path, 'utf8');
  }
  delete contents.etc;
  return contents;
}

test('an index leads to the image of the architecture; its layers are laid over each other', async (t) => {
  const { registry, images, uri } = await open(t);
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
  const { registry, images, uri } = await open(t);
  const base: PushedLayer = { tar: tarOf([file('base', 'b')]) };
  const digest = registry.push('1', [base], { docker: true });
  assert.equal(await images.resolve(uri(':1'), architecture), digest);
  registry.asked.length = 0;
  await Promise.all([images.pull(uri(':1'), digest), images.pull(uri(':1'), digest)]);
  await images.pull(uri(':1'), digest);
  assert.equal(registry.asked.length, 3);
  // Another image shares the layer: it is not fetched again, and outlives the first.
  const second = registry.push('2', [base, { tar: tarOf([file('own', 'o')]) }]);
  registry.asked.length = 0;
  await images.pull(uri(':2'), second);
  assert.equal(registry.asked.filter((path) => path.includes('/blobs/')).length, 2);
  await images.discard(digest);
  assert.deepEqual(await contentsOf((await images.borrow(second)).folder), { base: 'b', own: 'o' });
});

test('what a later layer brings takes the place of what is there; nothing else goes', async (t) => {
  const { pulled } = await open(t);
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
  const { pulled } = await open(t);
  const name = `${'deep-folder/'.repeat(20)}file`;
  const contents = await pulled([file(name, 'x'.repeat(300_000)), file('after', 'a')]);
  assert.equal(contents[name]?.length, 300_000);
  assert.equal(contents.after, 'a');
});

test('a layer larger than a blob is kept in pieces', async (t) => {
  const { registry, images, uri, leftovers } = await open(t);
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
  } = await open(t, (path) => ({
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
  const { registry, images, uri } = await open(t);
  registry.push('t', []);
  registry.before = (_request, response) => {
    response.writeHead(401, { 'www-authenticate': 'Basic realm="test"' }).end();
    return true;
  };
  await assert.rejects(images.resolve(uri(':t'), architecture), {
    kind: 'denied',
    message: /asked without credentials/,
  });
  const other = await open(t, (path) => ({ registryCredentials: join(path, 'no-such-file') }));
  other.registry.before = registry.before;
  await assert.rejects(other.images.resolve(other.uri(':t'), architecture), {
    kind: 'denied',
    message: /cannot be read: ENOENT/,
  });
});

test('a registry that answers late, or breaks off, is asked again within bounds', async (t) => {
  const { registry, images, uri, leftovers } = await open(t);
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

const good = file('f', '1');
const zeros = Buffer.alloc(100_000);

/** Layers that are refused, and what is said about them. */
const badLayers: readonly (readonly [string, readonly PushedLayer[], RegExp])[] = [
  [
    'other bytes than the digest',
    [{ tar: tarOf([good]), sent: Buffer.from('x') }],
    /other bytes than its digest promises/,
  ],
  ['more bytes than announced', [{ tar: tarOf([good]), sent: zeros }], /more than the \d+ bytes announced/],
  ['a name with ..', [{ tar: tarOf([file('../f', '1')]) }], /unsafe name "\.\.\/f"/],
  ['a name with .. inside', [{ tar: tarOf([file('a/../../f', '1')]) }], /unsafe name/],
  ['a whiteout of ..', [{ tar: tarOf([file('a/.wh...', '')]) }], /unsafe name/],
  [
    'a link written through',
    [{ tar: tarOf([link('d', '/tmp'), file('d/f', '1')]) }],
    /"d" leads through a link/,
  ],
  [
    'a link of a lower layer',
    [{ tar: tarOf([link('d', '/tmp')]) }, { tar: tarOf([file('d/f', '1')]) }],
    /leads through a link/,
  ],
  ['a link as a folder above', [{ tar: tarOf([link('d', '..'), folder('d/e')]) }], /leads through a link/],
  [
    'a hard link out',
    [{ tar: tarOf([{ path: 'h', type: 'Link', linkpath: '../../etc/passwd' }]) }],
    /unsafe name/,
  ],
  [
    'a hard link through a link',
    [{ tar: tarOf([link('d', '/etc'), { path: 'h', type: 'Link', linkpath: 'd/passwd' }]) }],
    /no file of the image/,
  ],
  [
    'a hard link to nothing',
    [{ tar: tarOf([{ path: 'h', type: 'Link', linkpath: 'no' }]) }],
    /no file of the image/,
  ],
  ['a file in a file', [{ tar: tarOf([file('a', '1'), file('a/b', '1')]) }], /leads through a file/],
  ['the root as a file', [{ tar: tarOf([link('.', '/tmp')]) }], /place of the root/],
  ['a huge size', [{ tar: tarOf([{ ...good, size: 8 ** 17 }]) }], /more than 10737418240 bytes/],
  ['a size with too little behind it', [{ tar: tarOf([{ ...good, size: 99_999 }]) }], /Truncated/],
  ['no tar', [{ tar: Buffer.alloc(2000, 'x') }], /checksum failure/],
  ['nothing', [{ tar: Buffer.alloc(0), compression: 'none' }], /Unrecognized/],
  ['a tar cut short', [{ tar: tarOf([good]).subarray(0, 700) }], /Truncated/],
  [
    'no gzip',
    [
      {
        tar: Buffer.from('xxxxxxxx'),
        compression: 'none',
        mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip',
      },
    ],
    /incorrect header check/,
  ],
  [
    'no zstd',
    [
      {
        tar: Buffer.from('xxxxx'),
        compression: 'none',
        mediaType: 'application/vnd.oci.image.layer.v1.tar+zstd',
      },
    ],
    /cannot be unpacked/,
  ],
  ['a name too long', [{ tar: tarOf([file(`a/${'n'.repeat(256)}`, '1')]) }], /longer than 255 bytes/],
  ['a link without target', [{ tar: tarOf([{ path: 'l', type: 'SymbolicLink' }]) }], /linkpath required/],
];

for (const [what, layers, message] of badLayers) {
  test(`a layer with ${what} is refused, and nothing is left`, async (t) => {
    const { registry, images, uri, leftovers } = await open(t);
    const digest = registry.push('t', layers);
    await assert.rejects(images.pull(uri(':t'), digest), { name: 'ImageProblem', kind: 'invalid', message });
    assert.deepEqual(await leftovers(), nothing);
  });
}

test('a tar that is not the one of the configuration is refused', async (t) => {
  const { registry, images, uri, leftovers } = await open(t);
  const layer = { mediaType: 'application/vnd.oci.image.layer.v1.tar', ...registry.putBlob(tarOf([good])) };
  const configuration = { os: 'linux', rootfs: { diff_ids: [`sha256:${sha256('other')}`] } };
  const config = {
    mediaType: 'application/vnd.oci.image.config.v1+json',
    ...registry.putBlob(Buffer.from(JSON.stringify(configuration))),
  };
  const digest = registry.putManifest('t', manifestType, { config, layers: [layer] });
  await assert.rejects(images.pull(uri(':t'), digest), { kind: 'invalid', message: /something else than/ });
  const more = registry.putManifest('u', manifestType, { config, layers: [layer, layer] });
  await assert.rejects(images.pull(uri(':u'), more), {
    kind: 'invalid',
    message: /a layer too many or too few/,
  });
  registry.removeBlob(layer.digest);
  await assert.rejects(images.pull(uri(':t'), digest), { kind: 'missing', message: /answered 404/ });
  assert.deepEqual(await leftovers(), nothing);
});

/** Manifests that are refused when a name is resolved. */
const badManifests: readonly (readonly [string, string, object | Buffer, ImageProblem['kind'], RegExp])[] = [
  ['garbage', manifestType, Buffer.from('<html>'), 'unsupported', /not a JSON object/],
  ['a list', manifestType, [], 'unsupported', /not a JSON object/],
  ['schema 1', 'application/vnd.docker.distribution.manifest.v1+prettyjws', {}, 'unsupported', /manifest is/],
  [
    'no layers',
    manifestType,
    { config: { mediaType: 'application/vnd.oci.image.config.v1+json' } },
    'invalid',
    /no list/,
  ],
  [
    'an artifact',
    manifestType,
    { config: { mediaType: 'application/vnd.oci.empty.v1+json' } },
    'unsupported',
    /configuration is/,
  ],
  ['an index for other machines', indexType, { manifests: [] }, 'unsupported', /nothing for linux/],
  [
    'too many bytes',
    manifestType,
    Buffer.alloc(manifestBytesMax + 1, ' '),
    'invalid',
    /more than 4194304 bytes/,
  ],
];

for (const [what, type, document, kind, message] of badManifests) {
  test(`a manifest that is ${what} is refused`, async (t) => {
    const { registry, images, uri } = await open(t);
    registry.putManifest('t', type, document);
    await assert.rejects(images.resolve(uri(':t'), architecture), { kind, message });
  });
}

test('what is no name, is not there, or leads astray', async (t) => {
  const { registry, images, uri } = await open(t);
  for (const name of ['', 'app:latest', 'http://127.0.0.1/app', uri(':t@sha256:1')]) {
    await assert.rejects(images.resolve(name, architecture), {
      kind: 'invalid',
      message: /no name of an image/,
    });
  }
  await assert.rejects(images.resolve(uri(':no'), architecture), { kind: 'missing' });
  for (const location of [
    'file:///etc/passwd',
    'http://[::1',
    `http://${registry.host}/v2/team/app/manifests/loop`,
  ]) {
    registry.before = (_request, response) => Boolean(response.writeHead(302, { location }).end());
    await assert.rejects(images.resolve(uri(':loop'), architecture), {
      kind: 'invalid',
      message: /redirects/,
    });
  }
  registry.before = (_request, response) =>
    Boolean(response.writeHead(401, { 'www-authenticate': 'Bearer realm="ftp://x/"' }).end());
  await assert.rejects(images.resolve(uri(':t'), architecture), {
    kind: 'invalid',
    message: /token service/,
  });
});

test('images outlive a restart, and are unpacked again from what is stored', async (t) => {
  const { folder: home, registry, images, uri, leftovers } = await open(t);
  const digest = registry.push('t', [{ tar: tarOf([good]) }]);
  await images.pull(uri(':t'), digest);
  const { blobs, named } = await leftovers();
  assert.deepEqual(named, blobs);
  await images.discard(digest);
  assert.deepEqual(await leftovers(), nothing);
  await assert.rejects(images.borrow(digest), { kind: 'missing' });

  const clock = systemClock();
  const fabric = memoryFabric(clock);
  const parts = { fabric, treeRoot: join(home, 'trees'), clock, log, registries: {} };
  const before = await openImages(parts);
  await before.pull(uri(':t'), digest);
  before.close();
  await registry.close();
  const after = await openImages(parts);
  assert.equal((await after.blobs()).length, 1);
  assert.deepEqual(await contentsOf((await after.borrow(digest)).folder), { f: '1' });
});
