import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseChallenge } from './challenge.ts';
import { parseCredentials } from './credentials.ts';
import { parseImageName, resolvedUri } from './image-name.ts';
import { ImageProblem } from './image-problem.ts';
import { layerTarget } from './layer-path.ts';
import { parseConfiguration, parseManifest, platformIn } from './manifest.ts';
import { mayLead, registryOrigin } from './registries.ts';

const digest = `sha256:${'a'.repeat(64)}`;
const ecr = '111122223333.dkr.ecr.eu-west-1.amazonaws.com';

test('names of images are parsed as the distribution project writes them', () => {
  const parsed = (text: string) => parseImageName(text);
  assert.deepEqual(parsed(`${ecr}/team/app:1.0_a`), { registry: ecr, repository: 'team/app', tag: '1.0_a' });
  assert.deepEqual(parsed('localhost/a'), { registry: 'localhost', repository: 'a', tag: 'latest' });
  assert.deepEqual(parsed(`host:5000/a__b/c-d.e:t@${digest}`), {
    registry: 'host:5000',
    repository: 'a__b/c-d.e',
    tag: 't',
    digest,
  });
  const none = [
    ...['', '/', 'app', 'app:1', 'team/app', 'host:0/a', 'host:65536/a', 'host:5a/a', '-a.b/c', 'a..b/c'],
    ...['a.b/', 'a.b/C', 'a.b/c:', 'a.b/c@sha256:1', 'a.b/c@md5:1', 'a.b/c/../d', 'a.b/.c', 'a.b/c//d'],
    ...['a.b/c?d', 'a.b/c#d', 'a.b/c d', 'a.b/c%2fd', 'http://a.b/c', 'u:p@a.b/c', 'a.b/c:t:u', 'a.b/c\n'],
    ...[`a.b/${'c'.repeat(256)}`, `a.b/c:${'t'.repeat(129)}`, `${'a.'.repeat(128)}b/c`],
  ];
  for (const text of none) assert.equal(parsed(text), undefined, text);
  assert.equal(resolvedUri(`${ecr}/app:1`, 'b'.repeat(64)), `${ecr}/app@sha256:${'b'.repeat(64)}`);
});

test('a name that parses says what it was made of', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 300 }), fc.string({ maxLength: 50 }), (rest, host) => {
      const text = `${host}.example/${rest}`;
      const name = parseImageName(text);
      if (name === undefined) return;
      const url = new URL(
        `/v2/${name.repository}/manifests/${name.digest ?? name.tag}`,
        `https://${name.registry}`,
      );
      assert.equal(url.pathname, `/v2/${name.repository}/manifests/${name.digest ?? name.tag}`);
      assert.equal(url.host, name.registry.toLowerCase());
    }),
  );
});

test('a registry is found where its name or the operator says', () => {
  const origin = (registry: string, mirrors: Record<string, string> = {}) =>
    registryOrigin(
      { registry, repository: 'a', tag: 't' },
      { registryMirrors: new Map(Object.entries(mirrors)) },
    ).origin;
  assert.equal(origin(ecr), `https://${ecr}`);
  assert.equal(origin(ecr, { ecr: 'localhost:5000' }), 'http://localhost:5000');
  assert.equal(origin(`${ecr}.evil.example`, { ecr: 'localhost:5000' }), `https://${ecr}.evil.example`);
  assert.equal(origin(ecr, { ecr: 'localhost:5000', [ecr]: 'https://127.0.0.1:1' }), 'https://127.0.0.1:1');
  assert.equal(origin('lan:5000', { 'lan:5000': 'http://lan:5000' }), 'http://lan:5000');
  assert.equal(origin('docker.io'), 'https://registry-1.docker.io');
  assert.equal(origin('127.0.0.1:5000'), 'http://127.0.0.1:5000');
  assert.equal(origin('127.0.0.1.example:5000'), 'https://127.0.0.1.example:5000');
});

test('nobody leads from TLS to plain http, or from elsewhere to this machine', () => {
  const may = (from: string, to: string) => mayLead(new URL(from), new URL(to));
  assert.equal(may('https://a.b', 'https://c.d'), true);
  assert.equal(may('http://localhost:1', 'https://c.d'), true);
  assert.equal(may('http://127.0.0.1:1', 'http://[::1]:2'), true);
  assert.equal(may('https://a.b', 'http://a.b'), false);
  assert.equal(may('https://a.b', 'https://127.0.0.1'), false);
  assert.equal(may('http://a.b', 'http://localhost:4566'), false);
  assert.equal(may('https://a.b', 'file:///etc/passwd'), false);
});

test('challenges: bearer with quoted and plain parameters, basic, several, none', () => {
  const realm = 'https://auth.example/token';
  assert.deepEqual(parseChallenge(`Bearer realm="${realm}",service="s p",scope="a,b"`), {
    scheme: 'bearer',
    realm,
    service: 's p',
  });
  assert.deepEqual(parseChallenge(`bearer  service=s , realm="${realm}"`), {
    scheme: 'bearer',
    realm,
    service: 's',
  });
  assert.deepEqual(parseChallenge('Basic realm="x"'), { scheme: 'basic' });
  assert.deepEqual(parseChallenge(`Negotiate abc, Bearer realm="${realm}"`), { scheme: 'bearer', realm });
  assert.deepEqual(parseChallenge('Bearer service="x", Basic realm="y"'), { scheme: 'basic' });
  for (const header of [undefined, '', 'Digest realm="x"', 'Bearer', 'Bearer realm=', 'Bearer realm="x']) {
    assert.equal(parseChallenge(header), undefined, header);
  }
});

test('credentials are those of exactly this registry', () => {
  const auth = Buffer.from('me:pass:word').toString('base64');
  const file = (auths: unknown) => JSON.stringify({ auths });
  const mine = { user: 'me', password: 'pass:word' };
  assert.deepEqual(parseCredentials(file({ 'a.b': { auth } }), 'a.b'), mine);
  assert.deepEqual(parseCredentials(file({ 'https://a.b': { auth } }), 'a.b'), mine);
  assert.deepEqual(parseCredentials(file({ 'https://index.docker.io/v1/': { auth } }), 'docker.io'), mine);
  assert.deepEqual(parseCredentials(file({ 'a.b': { username: 'u', password: 'p' } }), 'a.b'), {
    user: 'u',
    password: 'p',
  });
  assert.equal(parseCredentials(file({ 'a.b.c': { auth } }), 'a.b'), undefined);
  assert.equal(parseCredentials(file({ 'a.b': {} }), 'a.b'), undefined);
  assert.equal(parseCredentials('{}', 'constructor'), undefined);
  for (const text of ['', '[]x', 'null']) assert.throws(() => parseCredentials(text, 'a.b'));
});

test('whatever a registry or a layer says, it parses or is an ImageProblem', () => {
  const guarded = (work: () => unknown): void => {
    try {
      work();
    } catch (error) {
      assert.ok(error instanceof ImageProblem, String(error));
    }
  };
  const known = fc.constantFrom(
    'mediaType',
    'config',
    'layers',
    'digest',
    'size',
    'os',
    'rootfs',
    'diff_ids',
    'Env',
    'manifests',
    'platform',
  );
  const tree = fc.letrec((tie) => ({
    value: fc.oneof(
      fc.jsonValue(),
      fc.constantFrom(digest, 'linux', 'application/vnd.oci.image.config.v1+json'),
      fc.array(tie('value')),
      fc.dictionary(known, tie('value')),
    ),
  })).value;
  fc.assert(
    fc.property(tree, (value) => {
      const bytes = Buffer.from(JSON.stringify(value) ?? '');
      guarded(() => parseManifest(bytes));
      guarded(() => parseConfiguration(bytes));
      guarded(() => platformIn(bytes, 'application/vnd.oci.image.index.v1+json', 'x86_64'));
    }),
  );
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom('..', '.', '/', 'a', '.wh.', '.wh..wh..opq', '\0', '\\', '.wh..')),
      (parts) => {
        guarded(() => {
          const target = layerTarget(parts.join(''));
          if (target.kind === 'ignored') return;
          for (const part of target.parts)
            assert.ok(part !== '' && part !== '.' && part !== '..' && !/[/\0]/.test(part));
        });
      },
    ),
  );
});
