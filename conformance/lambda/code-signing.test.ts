/** A package from `lambent sign` to the function that demands it, as a person and the JS SDK see it. */
import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import {
  CodeVerificationFailedException,
  CreateCodeSigningConfigCommand,
  CreateFunctionCommand,
  InvalidCodeSignatureException,
  InvokeCommand,
  UpdateFunctionCodeCommand,
  waitUntilFunctionActiveV2,
} from '@aws-sdk/client-lambda';
import { signer } from '../../src/access/code-signature/signers.fixture.ts';
import { runLambent, withFolder } from '../lambent-process.ts';
import { zipOf } from '../zip.ts';
import { clientOf } from './client.ts';

const profile = 'arn:aws:signer:us-east-1:000000000000:/signing-profiles/my_profile/abcdef1234';
const fn = { FunctionName: 'fn' };

test('a function that demands signatures runs what was signed, and nothing else', () =>
  withFolder(async (folder, start) => {
    const inFolder = (name: string) => join(folder, name);
    const unsigned = await zipOf({ 'index.mjs': 'export const handler = async () => "signed";\n' });
    await writeFile(inFolder('code.zip'), unsigned);
    await writeFile(inFolder('signer.pem'), signer.certificate);
    await writeFile(inFolder('signer.key'), signer.key, { mode: 0o600 });
    await writeFile(inFolder('profiles.json'), JSON.stringify({ profiles: { [profile]: 'signer.pem' } }));
    const sign = (out: string, key: string) =>
      runLambent(['sign', inFolder('code.zip'), '--profile', profile, '--key', key, '--out', inFolder(out)]);
    const { code, stdout, stderr } = await sign('signed.zip', inFolder('signer.key'));
    assert.equal(code, 0, stderr);
    const signed = await readFile(inFolder('signed.zip'));
    const other = generateKeyPairSync('ec', { namedCurve: 'secp384r1' }).privateKey;
    await writeFile(inFolder('other.key'), other.export({ type: 'pkcs8', format: 'pem' }));
    await sign('forged.zip', inFolder('other.key'));
    const forged = await readFile(inFolder('forged.zip'));
    await mkdir(inFolder('data'));

    const { endpoint } = await start(inFolder('data'), ['--signing-profiles', inFolder('profiles.json')]);
    const client = clientOf(endpoint);
    const { CodeSigningConfig } = await client.send(
      new CreateCodeSigningConfigCommand({
        AllowedPublishers: { SigningProfileVersionArns: [profile] },
        CodeSigningPolicies: { UntrustedArtifactOnDeployment: 'Enforce' },
      }),
    );
    const create = (ZipFile: Uint8Array) =>
      client.send(
        new CreateFunctionCommand({
          ...fn,
          Runtime: 'nodejs24.x',
          Role: 'arn:aws:iam::000000000000:role/lambda-role',
          Handler: 'index.handler',
          Code: { ZipFile },
          CodeSigningConfigArn: CodeSigningConfig?.CodeSigningConfigArn,
        }),
      );
    await assert.rejects(create(unsigned), CodeVerificationFailedException);
    await assert.rejects(create(forged), InvalidCodeSignatureException);
    const created = await create(signed);
    assert.deepEqual([created.SigningProfileVersionArn, created.SigningJobArn], [profile, stdout.trim()]);
    await waitUntilFunctionActiveV2({ client, maxWaitTime: 60, minDelay: 1, maxDelay: 1 }, fn);
    const { Payload } = await client.send(new InvokeCommand(fn));
    assert.equal(Buffer.from(Payload ?? []).toString(), '"signed"');
    const update = new UpdateFunctionCodeCommand({ ...fn, ZipFile: unsigned });
    await assert.rejects(client.send(update), CodeVerificationFailedException);
  }));

test('what cannot be signed, or trusted, is said in one line', () =>
  withFolder(async (folder) => {
    await writeFile(join(folder, 'a'), 'not a zip, nor a key');
    const sign = (...more: string[]) =>
      runLambent(['sign', join(folder, 'a'), '--out', join(folder, 'o'), ...more]);
    const wrongProfile = await sign('--profile', 'mine', '--key', join(folder, 'a'));
    assert.deepEqual(
      [wrongProfile.code, wrongProfile.stderr],
      [1, 'lambent: mine is not the ARN of a version of a signing profile\n'],
    );
    const wrongKey = await sign('--profile', profile, '--key', join(folder, 'a'));
    assert.equal(wrongKey.code, 1);
    assert.match(wrongKey.stderr, /^lambent: .*\/a: .*\n$/);
    const file = join(folder, 'missing.json');
    const data = join(folder, 'data');
    const started = await runLambent(['start', '--port', '0', '--data', data, '--signing-profiles', file]);
    assert.equal(started.code, 1);
    assert.match(started.stderr, /lambent: the signing profiles cannot be used: .*missing\.json/);
  }));
