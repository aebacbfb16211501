import assert from 'node:assert/strict';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { removeTree } from '../code/tree.ts';
import { architecture, file, folder, link, nothing, openTestImages } from './images.fixture.ts';
import type { ImageProblem } from './images.ts';
import { applyLayer } from './layer.ts';
import { manifestBytesMax } from './limits.ts';
import {
  indexType,
  type LayerEntry,
  manifestType,
  type PushedLayer,
  sha256,
  tarOf,
} from './registry.fixture.ts';
import { RootTree } from './root-tree.ts';

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
    const { registry, images, uri, leftovers } = await openTestImages(t);
    const digest = registry.push('t', layers);
    await assert.rejects(images.pull(uri(':t'), digest), { name: 'ImageProblem', kind: 'invalid', message });
    assert.deepEqual(await leftovers(), nothing);
  });
}

test('a tar that is not the one of the configuration is refused', async (t) => {
  const { registry, images, uri, leftovers } = await openTestImages(t);
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
    const { registry, images, uri } = await openTestImages(t);
    registry.putManifest('t', type, document);
    await assert.rejects(images.resolve(uri(':t'), architecture), { kind, message });
  });
}

test('what is no name, is not there, or leads astray', async (t) => {
  const { registry, images, uri } = await openTestImages(t);
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

test('what is unpacked is bounded over all layers together', async (t) => {
  const root = await mkdtemp(join(tmpdir(), 'lambent-root-'));
  t.after(() => removeTree(root));
  const tree = new RootTree(root, { nodes: 3, bytes: 10_000 });
  const apply = (entries: readonly LayerEntry[]) => {
    const tar = tarOf(entries);
    return applyLayer(Readable.from([tar]), { compression: 'none', digest: sha256(tar) }, tree);
  };
  await apply([file('a', 'x'.repeat(3000)), file('b/c', '1')]);
  await assert.rejects(apply([file('d', '2')]), {
    kind: 'invalid',
    message: /more than 3 files and folders/,
  });
  await assert.rejects(apply([file('a', 'x'.repeat(5000))]), {
    kind: 'invalid',
    message: /layers unpack to more than 10000 bytes/,
  });
});

test('a layer that looks like a stored package does not take that with it', async (t) => {
  const { registry, images, uri, fabric } = await openTestImages(t);
  const zip = Buffer.from('the package of another function');
  const digest = await fabric.blobs.put(zip);
  const image = registry.push('t', [{ tar: zip, compression: 'none' }]);
  await assert.rejects(images.pull(uri(':t'), image), { kind: 'invalid' });
  assert.deepEqual(await fabric.blobs.get(digest), zip);
});

test('what is here for somebody else is not given to who cannot have it from a registry', async (t) => {
  const { registry, images, uri } = await openTestImages(t);
  const theirs: PushedLayer = { tar: tarOf([file('secret', '1')]) };
  const digest = registry.push('theirs', [theirs]);
  await images.pull(uri(':theirs'), digest);
  assert.equal(await images.resolve(uri(':theirs'), architecture), digest);

  const other = await openTestImages(t);
  const named = other.uri(':mine');
  assert.equal(other.registry.push('mine', [theirs]), digest);
  const mine = other.registry.push('other', [theirs, { tar: tarOf([file('own', '1')]) }]);
  other.registry.removeBlob(`sha256:${sha256(gzipSync(theirs.tar))}`);
  await assert.rejects(images.resolve(named, architecture), { kind: 'missing' });
  await assert.rejects(images.pull(other.uri(':other'), mine), { kind: 'missing' });
  await assert.rejects(images.borrow(mine), { kind: 'missing' });
});
