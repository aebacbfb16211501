import assert from 'node:assert/strict';
import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { digestBytesAtOnce } from '../limits.ts';
import { type SigningJob, signPackage, verifyPackage } from './code-signature.ts';
import { signJws } from './jws.ts';
import { signer, stranger } from './signers.fixture.ts';
import {
  loadSigningProfiles,
  parseCertificate,
  type SigningProfiles,
  SigningProfilesError,
} from './signing-profiles.ts';
import { splitComment, withComment } from './zip-comment.ts';

const nowMs = Date.UTC(2026, 0, 1);
const job: SigningJob = {
  profileVersionArn: 'arn:aws:signer:us-east-1:000000000000:/signing-profiles/my_profile/abcdef1234',
  jobArn: 'arn:aws:signer:us-east-1:000000000000:/signing-jobs/1',
  signedAtMs: nowMs,
  expiresAtMs: nowMs + 1000,
};
const profiles: SigningProfiles = {
  certificates: new Map([[job.profileVersionArn, parseCertificate(signer.certificate)]]),
  revokedJobs: new Set(),
};
const key = createPrivateKey(signer.key);

/** The least that ends as a zip does. */
const zip = Buffer.concat([Buffer.from('some entries'), Buffer.from('PK\x05\x06'), Buffer.alloc(18)]);

const verdictOf = async (signed: Buffer, at = nowMs, trusted = profiles) => {
  const verdict = await verifyPackage(signed, trusted, at);
  return verdict.verdict === 'valid' ? 'valid' : `${verdict.verdict}: ${verdict.reason}`;
};

test('what a known profile signed is valid, and says who and by which job', async () => {
  assert.deepEqual(await verifyPackage(signPackage(zip, job, key), profiles, nowMs), {
    verdict: 'valid',
    profileVersionArn: job.profileVersionArn,
    jobArn: job.jobArn,
  });
});

test('what is not signed, not by who is known, or not for now is not trusted', async () => {
  const signed = signPackage(zip, job, key);
  assert.equal(await verdictOf(zip), 'untrusted: it is not signed');
  assert.equal(await verdictOf(Buffer.from('no zip')), 'untrusted: it is not signed');
  assert.equal(await verdictOf(withComment(zip, 'a comment')), 'untrusted: it is not signed');
  const nobody = { certificates: new Map(), revokedJobs: new Set<string>() };
  assert.match(
    await verdictOf(signed, nowMs, nobody),
    /^untrusted: no certificate is known for arn:.*abcdef1234$/,
  );
  const revoked = { ...profiles, revokedJobs: new Set([job.jobArn]) };
  assert.equal(await verdictOf(signed, nowMs, revoked), `untrusted: ${job.jobArn} is revoked`);
  assert.equal(await verdictOf(signed, job.expiresAtMs - 1), 'valid');
  for (const at of [job.expiresAtMs, nowMs - 1])
    assert.match(await verdictOf(signed, at), /^untrusted: .*expired/);
  const certificateEnd = Date.UTC(2120, 0, 1);
  const late = { ...job, expiresAtMs: certificateEnd + 2000 };
  assert.match(
    await verdictOf(signPackage(zip, late, key), certificateEnd + 1000),
    /^untrusted: the certificate of/,
  );
});

test('no byte of a signed package can change without breaking the signature', async () => {
  const signed = signPackage(zip, job, key);
  for (let at = 0; at < signed.length; at++) {
    for (const bit of [0x01, 0x20, 0x80]) {
      const altered = Buffer.from(signed);
      altered[at] = (altered[at] ?? 0) ^ bit;
      assert.notEqual(await verdictOf(altered), 'valid', `byte ${at}`);
    }
  }
  const comment = splitComment(signed)?.comment ?? '';
  const other = Buffer.concat([Buffer.from('other'), zip]);
  assert.equal(
    await verdictOf(withComment(other, comment)),
    'broken: the package was changed after it was signed',
  );
  assert.notEqual(await verdictOf(Buffer.concat([signed, Buffer.from('x')])), 'valid');
});

test('only the key of the certificate counts, whatever the header says', async () => {
  const forged = signPackage(zip, job, createPrivateKey(stranger.key));
  assert.match(await verdictOf(forged), /^broken: the signature is not that of/);
  const { privateKey } = generateKeyPairSync('ed25519');
  assert.match(await verdictOf(signPackage(zip, job, privateKey)), /^broken: the signature is not that of/);
  const comment = splitComment(signPackage(zip, job, key))?.comment ?? '';
  const [, payload = '', signature = ''] = comment.split('.');
  for (const header of [{ alg: 'none' }, { alg: 'HS256' }, { alg: 'ES384', crit: ['x'] }, {}]) {
    const first = Buffer.from(JSON.stringify(header)).toString('base64url');
    const mark = comment.slice(0, comment.indexOf(':') + 1);
    assert.match(await verdictOf(withComment(zip, `${mark}${first}.${payload}.${signature}`)), /^broken/);
  }
});

test('a signature that is none is broken, not missing', async () => {
  for (const text of ['', '..', 'a.b.c', 'e30.e30.e30', signJws({ profile: 1 }, key)]) {
    assert.equal(
      await verdictOf(withComment(zip, `lambent-code-signature:${text}`)),
      'broken: the signature is malformed',
    );
  }
});

test('keys of P-256 and Ed25519 do as well', async () => {
  for (const pair of [
    generateKeyPairSync('ec', { namedCurve: 'prime256v1' }),
    generateKeyPairSync('ed25519'),
  ]) {
    const publicKey: KeyObject = createPublicKey(pair.publicKey.export({ type: 'spki', format: 'pem' }));
    const trusted = { publicKey, validFromMs: 0, validToMs: nowMs * 2 };
    const known = {
      certificates: new Map([[job.profileVersionArn, trusted]]),
      revokedJobs: new Set<string>(),
    };
    assert.equal(await verdictOf(signPackage(zip, job, pair.privateKey), nowMs, known), 'valid');
  }
});

test('what cannot be signed is refused with a reason', () => {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  for (const [bytes, by, message] of [
    [zip, privateKey, /none of P-384, P-256 and Ed25519/],
    [Buffer.from('no zip'), key, /no zip/],
    [withComment(zip, 'mine'), key, /has a zip comment/],
    [signPackage(zip, job, key), key, /signed already/],
  ] as const) {
    assert.throws(() => signPackage(bytes, job, by), { name: 'RangeError', message });
  }
});

test('others run while a large package is verified', async () => {
  const signed = signPackage(Buffer.concat([Buffer.alloc(3 * digestBytesAtOnce), zip]), job, key);
  const verifying = verdictOf(signed);
  let turns = 0;
  let next = setImmediate(function turn() {
    turns += 1;
    next = setImmediate(turn);
  });
  assert.equal(await verifying, 'valid');
  clearImmediate(next);
  assert.ok(turns >= 3, `${turns}`);
});

test('any bytes get a verdict', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array(), fc.string(), async (head, comment) => {
      const end = Buffer.concat([Buffer.from(head), zip]);
      assert.notEqual(await verdictOf(Buffer.from(head)), 'valid');
      assert.notEqual(await verdictOf(withComment(end, `lambent-code-signature:${comment}`)), 'valid');
    }),
  );
});

test('the file of signing profiles', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'lambent-signers-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const path = join(folder, 'profiles.json');
  const load = async (content: unknown) => {
    await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content));
    return loadSigningProfiles(path);
  };
  await writeFile(join(folder, 'signer.pem'), signer.certificate);
  await writeFile(join(folder, 'key.pem'), signer.key);
  assert.equal(loadSigningProfiles('').certificates.size, 0);
  const loaded = await load({
    profiles: { [job.profileVersionArn]: 'signer.pem' },
    revokedJobs: [job.jobArn],
  });
  assert.deepEqual([...loaded.certificates.keys()], [job.profileVersionArn]);
  assert.deepEqual([...loaded.revokedJobs], [job.jobArn]);
  for (const bad of [
    '{',
    '[]',
    { profile: {} },
    { profiles: [] },
    { profiles: { 'arn:aws:signer:us-east-1:000000000000:/signing-profiles/my_profile': 'signer.pem' } },
    { profiles: { [job.profileVersionArn]: 'missing.pem' } },
    { profiles: { [job.profileVersionArn]: 'key.pem' } },
    { profiles: { [job.profileVersionArn]: 1 } },
    { revokedJobs: 'all' },
  ]) {
    await assert.rejects(load(bad), SigningProfilesError, JSON.stringify(bad));
  }
});
