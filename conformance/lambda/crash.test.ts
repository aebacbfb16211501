/** SIGKILL at random moments while functions are created and updated and layers published: nothing half, no package that nothing names. */
import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { type LambentProcess, withFolder } from '../lambent-process.ts';
import { type RawAnswer, type RawApi, rawApi } from '../raw-api.ts';
import { zipOf } from '../zip.ts';
import { checkLayers, type KnownLayers, keepPublishing } from './layers-under-kill.ts';

const rounds = 5;
const clients = 4;
const acknowledgedMax = 12;
/** Requests during which unused packages have to go: some ten seconds. */
const asksMax = 10_000;

/** What a function may answer: the code that was acknowledged last, and what was sent after it without hearing back. */
type Expected = { isAcknowledged: boolean; readonly answers: Set<string> };

const functions = '/2015-03-31/functions';

async function codeAnswering(answer: string): Promise<string> {
  const zip = await zipOf({ 'index.js': `exports.handler = async () => '${answer}';` });
  return zip.toString('base64');
}

/** Undefined where Lambent was gone before it answered. */
async function ask(...request: readonly [RawApi, ...Parameters<RawApi>]): Promise<RawAnswer | undefined> {
  const [api, ...parameters] = request;
  return api(...parameters).catch(() => undefined);
}

/** Creates functions and updates their code until Lambent is gone. */
async function keepChanging(
  api: RawApi,
  client: string,
  known: Map<string, Expected>,
  acknowledged: () => void,
): Promise<void> {
  for (let step = 0; ; step += 1) {
    const answer = `${client}-${step}`;
    const isUpdate = step % 3 !== 0;
    const name = isUpdate ? `${client}-${step - (step % 3)}` : answer;
    const expected = known.get(name) ?? { isAcknowledged: false, answers: new Set() };
    known.set(name, expected);
    expected.answers.add(answer);
    const ZipFile = await codeAnswering(answer);
    const answered = isUpdate
      ? await ask(api, 'PUT', `${functions}/${name}/code`, { ZipFile })
      : await ask(api, 'POST', functions, {
          FunctionName: name,
          Runtime: 'nodejs24.x',
          Handler: 'index.handler',
          Role: 'arn:aws:iam::000000000000:role/r',
          Code: { ZipFile },
        });
    if (answered === undefined) return;
    if (answered.status < 300) {
      expected.isAcknowledged = true;
      expected.answers.clear();
      expected.answers.add(answer);
      acknowledged();
    } else {
      assert.equal(answered.errorType, 'ResourceConflictException', JSON.stringify(answered.body));
      expected.answers.delete(answer);
    }
  }
}

/** Lets the clients work, and kills Lambent in the midst of it. */
async function changeUntilKilled(
  lambent: LambentProcess,
  round: number,
  known: Map<string, Expected>,
  layers: KnownLayers,
): Promise<string> {
  const api = rawApi(lambent.endpoint, 'lambda');
  let left = randomInt(1, acknowledgedMax + 1);
  const moment = `round ${round}, killed after ${left} answers`;
  let killed: Promise<void> | undefined;
  const acknowledged = () => {
    left -= 1;
    if (left <= 0) killed ??= lambent.kill();
  };
  await Promise.all([
    ...Array.from({ length: clients }, (_, client) =>
      keepChanging(api, `r${round}c${client}`, known, acknowledged),
    ),
    keepPublishing(api, `layer-${round}`, layers, acknowledged),
  ]);
  await killed;
  return moment;
}

async function settledConfiguration(api: RawApi, name: string): Promise<Record<string, unknown>> {
  for (;;) {
    const { body } = await api('GET', `${functions}/${name}/configuration`);
    if (body.State !== 'Pending' && body.LastUpdateStatus !== 'InProgress') return body;
  }
}

async function listNames(api: RawApi): Promise<string[]> {
  const names: string[] = [];
  for (let marker = ''; ; ) {
    const { body } = await api('GET', `${functions}?${marker}`);
    names.push(...(body.Functions as { FunctionName: string }[]).map(({ FunctionName }) => FunctionName));
    if (body.NextMarker === undefined) return names;
    marker = `Marker=${body.NextMarker}`;
  }
}

/** Checks that what is there works and is what was said last. Returns the packages that it needs. */
async function checkFunctions(api: RawApi, known: Map<string, Expected>, moment: string): Promise<string[]> {
  const listed = await listNames(api);
  const packages: string[] = [];
  for (const [name, { isAcknowledged }] of known) {
    if (listed.includes(name)) continue;
    assert.equal(isAcknowledged, false, `${moment}: ${name} was acknowledged and is gone`);
    known.delete(name);
  }
  for (const name of listed) {
    const expected = known.get(name);
    assert.ok(expected, `${moment}: nobody created ${name}`);
    const { State: state, CodeSha256: sha256 } = await settledConfiguration(api, name);
    assert.equal(state, 'Active', `${moment}: ${name}`);
    packages.push(Buffer.from(String(sha256), 'base64').toString('hex'));
    const { body } = await api('POST', `${functions}/${name}/invocations`, '{}');
    const answer = String(body.value);
    assert.ok(expected.answers.has(answer), `${moment}: ${name} answers ${JSON.stringify(body)}`);
    expected.isAcknowledged = true;
    expected.answers.clear();
    expected.answers.add(answer);
  }
  return packages;
}

/** Every file below the folder of blobs. */
async function storedBlobs(folder: string): Promise<string[]> {
  const files = await readdir(join(folder, 'blobs'), { recursive: true, withFileTypes: true });
  return files.filter((file) => file.isFile()).map(({ name }) => name);
}

test('killed while functions are created and updated and layers are published', { timeout: 300_000 }, () =>
  withFolder(async (folder, start) => {
    const known = new Map<string, Expected>();
    const layers: KnownLayers = new Map();
    let lambent = await start(folder);
    for (let round = 0; round < rounds; round += 1) {
      const moment = await changeUntilKilled(lambent, round, known, layers);
      lambent = await start(folder);
      const api = rawApi(lambent.endpoint, 'lambda');
      const ofFunctions = await checkFunctions(api, known, moment);
      assert.ok(ofFunctions.length > 0, moment);
      const packages = [...ofFunctions, ...(await checkLayers(api, layers, moment))];
      // What nothing names is removed in the background of a start.
      for (let asked = 0; ; asked += 1) {
        const blobs = await storedBlobs(folder);
        const strays = blobs.filter((name) => !packages.includes(name));
        assert.ok(asked < asksMax, `${moment}: nothing names ${strays}`);
        assert.deepEqual(
          packages.filter((digest) => !blobs.includes(digest)),
          [],
          moment,
        );
        if (strays.length === 0) break;
        await api('GET', '/2016-08-19/account-settings');
      }
      const { body } = await api('GET', '/2016-08-19/account-settings');
      assert.equal(
        (body.AccountUsage as { FunctionCount: number }).FunctionCount,
        ofFunctions.length,
        moment,
      );
    }
    assert.equal(await lambent.stop(), 0);
  }),
);
