/** Clients that publish layer versions until Lambent is gone, and what must be there when it is back. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import type { RawApi } from '../raw-api.ts';
import { zipOf } from '../zip.ts';

const layers = '/2018-10-31/layers';

/** The versions of each layer that were acknowledged, and the digests of all that was sent for it. */
export type KnownLayers = Map<
  string,
  { readonly acknowledged: Map<number, string>; readonly sent: Set<string> }
>;

export async function keepPublishing(
  api: RawApi,
  name: string,
  known: KnownLayers,
  acknowledged: () => void,
): Promise<void> {
  const layer = { acknowledged: new Map<number, string>(), sent: new Set<string>() };
  known.set(name, layer);
  for (let step = 0; ; step += 1) {
    const zip = await zipOf({ 'nodejs/word.js': `module.exports = '${name}-${step}';` });
    const digest = createHash('sha256').update(zip).digest('hex');
    layer.sent.add(digest);
    const body = { Content: { ZipFile: zip.toString('base64') } };
    const answer = await api('POST', `${layers}/${name}/versions`, body).catch(() => undefined);
    if (answer === undefined) return;
    assert.equal(answer.status, 201, JSON.stringify(answer.body));
    layer.acknowledged.set(Number(answer.body.Version), digest);
    acknowledged();
  }
}

/** Checks that each version is whole, was sent, and is the one that was acknowledged. Returns the packages that they need. */
export async function checkLayers(api: RawApi, known: KnownLayers, moment: string): Promise<string[]> {
  const packages: string[] = [];
  for (const [name, { acknowledged, sent }] of known) {
    const { body } = await api('GET', `${layers}/${name}/versions`);
    const versions = (body.LayerVersions as { Version: number }[]).map(({ Version }) => Version);
    for (const [version, digest] of acknowledged) {
      assert.ok(versions.includes(version), `${moment}: ${name}:${version} was acknowledged and is gone`);
      assert.equal(await storedDigest(api, name, version), digest, `${moment}: ${name}:${version}`);
    }
    for (const version of versions) {
      const digest = await storedDigest(api, name, version);
      assert.ok(sent.has(digest), `${moment}: nobody sent what ${name}:${version} is`);
      packages.push(digest);
    }
  }
  return packages;
}

/** Of the package as a client gets it, which is what the version says it is. */
async function storedDigest(api: RawApi, name: string, version: number): Promise<string> {
  const { status, body } = await api('GET', `${layers}/${name}/versions/${version}`);
  assert.equal(status, 200, JSON.stringify(body));
  const content = body.Content as { Location: string; CodeSha256: string };
  const fetched = Buffer.from(await (await fetch(content.Location)).arrayBuffer());
  const hash = createHash('sha256').update(fetched).digest();
  assert.equal(hash.toString('base64'), content.CodeSha256, `${name}:${version}`);
  return hash.toString('hex');
}
