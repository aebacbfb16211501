/** Code signing configs at work: what becomes of code that is signed, and of code that is not. */
import assert from 'node:assert/strict';
import { createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto';
import { test } from 'node:test';
import { signPackage } from '#access';
import type { PlatformLog } from '#observe';
import {
  type Answer,
  account,
  arnOf,
  type ControlPlane,
  region,
  withControlPlane,
  zipOf,
} from '../control-room.fixture.ts';

const profiles = ['mine', 'other', 'unknown'].map(
  (name) => `arn:aws:signer:${region}:${account}:/signing-profiles/${name}/abcdef1234`,
);
const [mine = '', other = '', unknown = ''] = profiles;
const job = `arn:aws:signer:${region}:${account}:/signing-jobs/1`;
const revokedJob = `${job}-revoked`;
const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'secp384r1' });
const key = createPrivateKey(privateKey.export({ type: 'pkcs8', format: 'pem' }));

type World = {
  readonly plane: ControlPlane;
  readonly warned: string[];
  /** A config that allows `mine` and `unknown`. */
  config(policy?: string): Promise<string>;
  createFunction(ZipFile: Uint8Array, CodeSigningConfigArn?: string): Promise<Answer>;
};

async function withSigning(use: (world: World) => Promise<void>): Promise<void> {
  await withControlPlane(async (plane) => {
    const trusted = {
      publicKey: createPublicKey(publicKey.export({ type: 'spki', format: 'pem' })),
      validFromMs: 0,
    };
    const certificate = { ...trusted, validToMs: Number.MAX_SAFE_INTEGER };
    const warned: string[] = [];
    const log: PlatformLog = { ...plane.room.log, warn: (line) => void warned.push(line) };
    Object.assign(plane.room, {
      log,
      signingProfiles: {
        certificates: new Map([mine, other].map((arn) => [arn, certificate])),
        revokedJobs: new Set([revokedJob]),
      },
    });
    await use({
      plane,
      warned,
      async config(policy) {
        const { json } = await plane.call('CreateCodeSigningConfig', {
          AllowedPublishers: { SigningProfileVersionArns: [mine, unknown] },
          ...(policy === undefined ? {} : { CodeSigningPolicies: { UntrustedArtifactOnDeployment: policy } }),
        });
        return json.CodeSigningConfig.CodeSigningConfigArn;
      },
      createFunction: (ZipFile, CodeSigningConfigArn) =>
        plane.call('CreateFunction', {
          FunctionName: 'fn',
          Runtime: 'nodejs24.x',
          Handler: 'index.handler',
          Role: `arn:aws:iam::${account}:role/r`,
          Code: { ZipFile },
          ...(CodeSigningConfigArn === undefined ? {} : { CodeSigningConfigArn }),
        }),
    });
  });
}

const plain = await zipOf({ 'index.mjs': 'export const handler = async () => 1;\n' });

function signed(profile: string, members: { jobArn?: string; expiresAtMs?: number } = {}): Buffer {
  const signedAtMs = Date.UTC(2025, 0, 1);
  const expiresAtMs = Date.UTC(2027, 0, 1);
  return signPackage(
    plain,
    { profileVersionArn: profile, jobArn: job, signedAtMs, expiresAtMs, ...members },
    key,
  );
}

function altered(): Buffer {
  const zip = signed(mine);
  // The time of the first entry, which unzipping does not look at.
  zip.writeUInt16LE(zip.readUInt16LE(10) ^ 1, 10);
  return zip;
}

test('Enforce takes what an allowed profile signed, and configurations say who did', () =>
  withSigning(async ({ plane, config, createFunction, warned }) => {
    const arn = await config('Enforce');
    const created = await createFunction(signed(mine), arn);
    assert.equal(created.status, 201, created.text);
    const who = { SigningProfileVersionArn: mine, SigningJobArn: job };
    const shown = ({ json }: Answer) => ({
      SigningProfileVersionArn: json.SigningProfileVersionArn,
      SigningJobArn: json.SigningJobArn,
    });
    assert.deepEqual(shown(created), who);
    await plane.settled('fn');
    assert.deepEqual(shown(await plane.call('PublishVersion', { FunctionName: 'fn' })), who);
    const bound = await plane.call('GetFunctionCodeSigningConfig', { FunctionName: 'fn' });
    assert.deepEqual(bound.json, { CodeSigningConfigArn: arn, FunctionName: 'fn' });
    assert.deepEqual(warned, []);

    await plane.call('UpdateCodeSigningConfig', {
      CodeSigningConfigArn: arn,
      CodeSigningPolicies: { UntrustedArtifactOnDeployment: 'Warn' },
    });
    const unsigned = await plane.call('UpdateFunctionCode', { FunctionName: 'fn', ZipFile: plain });
    assert.equal(unsigned.status, 200, unsigned.text);
    assert.deepEqual(shown(unsigned), { SigningProfileVersionArn: undefined, SigningJobArn: undefined });
    assert.deepEqual(warned, ['code of fn is not trusted: it is not signed']);
  }));

const untrusted = {
  'no signature': plain,
  'a profile that is not allowed': signed(other),
  'a profile that nobody vouches for': signed(unknown),
  'an expired signature': signed(mine, { expiresAtMs: Date.UTC(2025, 6, 1) }),
  'a revoked job': signed(mine, { jobArn: revokedJob }),
};

for (const [what, zip] of Object.entries(untrusted)) {
  test(`${what}: Enforce refuses and stores nothing, Warn takes it with a warning`, () =>
    withSigning(async ({ plane, config, createFunction, warned }) => {
      const refused = await createFunction(zip, await config('Enforce'));
      assert.deepEqual(
        [refused.status, refused.headers.get('x-amzn-errortype'), refused.json],
        [
          400,
          'CodeVerificationFailedException',
          {
            Type: 'User',
            Message:
              'Lambda cannot deploy the function. The function or layer might be signed using a signature that the client is not configured to accept. Check the provided signature for fn.',
          },
        ],
      );
      assert.deepEqual(await plane.leftovers(), { blobs: [], notes: [], trees: [] });
      assert.equal(plane.functions.all().length, 0);
      const taken = await createFunction(zip, await config());
      assert.equal(taken.status, 201, taken.text);
      assert.equal(warned.length, 2);
      const counted = [...plane.room.metrics.summaries()].map(({ id, sum }) => [id.name, id.dimensions, sum]);
      const ofFunction = { FunctionName: 'fn', Resource: 'fn' };
      assert.deepEqual(counted, [['SignatureValidationErrors', ofFunction, 1]]);
    }));
}

test('what was changed after it was signed is refused whatever the policy', () =>
  withSigning(async ({ plane, config, createFunction }) => {
    for (const policy of ['Enforce', 'Warn']) {
      const refused = await createFunction(altered(), await config(policy));
      assert.deepEqual(
        [refused.status, refused.headers.get('x-amzn-errortype'), refused.json.Message],
        [400, 'InvalidCodeSignatureException', 'The code signature failed the integrity check.'],
      );
    }
    assert.deepEqual(await plane.leftovers(), { blobs: [], notes: [], trees: [] });
    assert.equal((await createFunction(altered())).status, 201, 'a function without a config takes any zip');
  }));

test('an update is held against the config of the function, also as a dry run; a refusal changes nothing', () =>
  withSigning(async ({ plane, config }) => {
    const before = await plane.create('fn');
    const FunctionName = 'fn';
    await plane.call('PutFunctionCodeSigningConfig', {
      FunctionName,
      CodeSigningConfigArn: await config('Enforce'),
    });
    for (const members of [{}, { DryRun: true }, { Publish: true }]) {
      const refused = await plane.call('UpdateFunctionCode', {
        FunctionName,
        ZipFile: signed(other),
        ...members,
      });
      assert.equal(refused.headers.get('x-amzn-errortype'), 'CodeVerificationFailedException');
    }
    assert.deepEqual(plane.functions.find(account, region, 'fn')?.value.latest, before.latest);
    const taken = await plane.call('UpdateFunctionCode', { FunctionName, ZipFile: signed(mine) });
    assert.equal(taken.json.SigningJobArn, job);
    await plane.settled('fn');
    await plane.call('DeleteFunctionCodeSigningConfig', { FunctionName });
    const free = await plane.call('UpdateFunctionCode', { FunctionName, ZipFile: plain });
    assert.deepEqual([free.status, 'SigningJobArn' in free.json], [200, false]);
  }));

test('a config that a function gets while its code is checked is not passed by', () =>
  withSigning(async ({ plane, config }) => {
    await plane.create('fn');
    const CodeSigningConfigArn = await config('Enforce');
    const { store } = plane.room.code;
    Object.assign(plane.room.code, {
      store: async (zip: Buffer) => {
        await plane.call('PutFunctionCodeSigningConfig', { FunctionName: 'fn', CodeSigningConfigArn });
        return store(zip);
      },
    });
    const other = await zipOf({ 'index.mjs': '// other\n' });
    const answer = await plane.call('UpdateFunctionCode', { FunctionName: 'fn', ZipFile: other });
    assert.equal(answer.headers.get('x-amzn-errortype'), 'ResourceConflictException');
    assert.equal((await plane.leftovers()).blobs.length, 1);
  }));

test('a config that is missing is an error for the function that names it', () =>
  withSigning(async ({ plane, createFunction, config }) => {
    const arn = await config();
    await plane.call('DeleteCodeSigningConfig', { CodeSigningConfigArn: arn });
    const answer = await createFunction(signed(mine), arn);
    assert.equal(answer.headers.get('x-amzn-errortype'), 'CodeSigningConfigNotFoundException');
    assert.deepEqual(await plane.leftovers(), { blobs: [], notes: [], trees: [] });
  }));

test('a config in use stays', () =>
  withSigning(async ({ plane, createFunction, config }) => {
    const CodeSigningConfigArn = await config();
    await createFunction(plain, CodeSigningConfigArn);
    const refused = await plane.call('DeleteCodeSigningConfig', { CodeSigningConfigArn });
    assert.deepEqual(
      [refused.status, refused.headers.get('x-amzn-errortype')],
      [409, 'ResourceConflictException'],
    );
    const functions = await plane.call('ListFunctionsByCodeSigningConfig', { CodeSigningConfigArn });
    assert.deepEqual(functions.json, { FunctionArns: [arnOf('fn')] });
    await plane.settled('fn');
    await plane.call('DeleteFunction', { FunctionName: 'fn' });
    assert.equal((await plane.call('DeleteCodeSigningConfig', { CodeSigningConfigArn })).status, 204);
  }));

test('configs of other regions are not there', () =>
  withSigning(async ({ plane, config }) => {
    const CodeSigningConfigArn = await config();
    const elsewhere = { region: 'us-east-1' };
    const answer = await plane.call('GetCodeSigningConfig', { CodeSigningConfigArn }, elsewhere);
    assert.equal(answer.status, 404);
    assert.deepEqual((await plane.call('ListCodeSigningConfigs', {}, elsewhere)).json, {
      CodeSigningConfigs: [],
    });
  }));

test('configs are listed page by page, and have tags', () =>
  withSigning(async ({ plane, config }) => {
    const arns = [await config(), await config(), await config()].sort();
    const first = await plane.call('ListCodeSigningConfigs', { MaxItems: 2 });
    const rest = await plane.call('ListCodeSigningConfigs', { Marker: first.json.NextMarker });
    const listed = [...first.json.CodeSigningConfigs, ...rest.json.CodeSigningConfigs];
    assert.deepEqual(
      listed.map(({ CodeSigningConfigArn }) => CodeSigningConfigArn),
      arns,
    );
    const Resource = arns[0];
    await plane.call('TagResource', { Resource, Tags: { a: '1', b: '2' } });
    await plane.call('UntagResource', { Resource, TagKeys: ['a'] });
    assert.deepEqual((await plane.call('ListTags', { Resource })).json, { Tags: { b: '2' } });
    const missing = await plane.call('ListTags', { Resource: `${Resource?.slice(0, -1)}z` });
    assert.equal(missing.status, 404);
  }));

test('layers of a function with a config must be signed as its code must', () =>
  withSigning(async ({ plane, config, createFunction }) => {
    const publish = async (LayerName: string, ZipFile: Uint8Array): Promise<string> => {
      const { json } = await plane.call('PublishLayerVersion', { LayerName, Content: { ZipFile } });
      return json.LayerVersionArn;
    };
    const trusted = await publish('trusted', signed(mine));
    const unsigned = await publish('unsigned', plain);
    assert.equal((await createFunction(signed(mine), await config('Enforce'))).status, 201);
    await plane.settled('fn');
    const use = (...Layers: string[]) =>
      plane.call('UpdateFunctionConfiguration', { FunctionName: 'fn', Layers });
    const refused = await use(trusted, unsigned);
    assert.equal(refused.headers.get('x-amzn-errortype'), 'CodeVerificationFailedException');
    const found = await plane.call('GetFunctionConfiguration', { FunctionName: 'fn' });
    assert.equal(found.json.Layers, undefined);
    assert.equal((await use(trusted)).status, 200);
  }));
