/** The commands of a person at a terminal, against a running Lambent. */
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { followLambent, runLambent, withFolder } from '../lambent-process.ts';
import { rawApi } from '../raw-api.ts';
import { zipOf } from '../zip.ts';

const handler = `exports.handler = async (event) => {
  console.log('said', event.word);
  if (event.word === 'bad') throw new Error('no such word');
  return { heard: event.word };
};`;

async function createFunction(endpoint: string): Promise<void> {
  const lambda = rawApi(endpoint, 'lambda');
  const created = await lambda('POST', '/2015-03-31/functions', {
    FunctionName: 'listener',
    Runtime: 'nodejs24.x',
    Role: 'arn:aws:iam::000000000000:role/r',
    Handler: 'index.handler',
    Code: { ZipFile: (await zipOf({ 'index.js': handler })).toString('base64') },
  });
  for (let state = created.body.State; state === 'Pending'; ) {
    state = (await lambda('GET', '/2015-03-31/functions/listener/configuration')).body.State;
  }
}

test('invoke prints the answer alone on standard output, and what it is about on standard error', () =>
  withFolder(async (folder, start) => {
    const { endpoint } = await start(join(folder, 'data'));
    await createFunction(endpoint);
    const invoke = (...rest: string[]) => runLambent(['invoke', 'listener', ...rest, '--endpoint', endpoint]);

    const good = await invoke('{"word":"héllo"}');
    assert.deepEqual([good.code, good.stdout], [0, '{"heard":"héllo"}\n']);
    assert.match(good.stderr, /START RequestId: [\s\S]*said héllo[\s\S]*REPORT RequestId: .*Duration: /);

    await writeFile(join(folder, 'event.json'), '{"word":"filed"}');
    assert.equal((await invoke(`@${join(folder, 'event.json')}`)).stdout, '{"heard":"filed"}\n');
    const piped = await runLambent(['invoke', 'listener', '-', '--endpoint', endpoint], {
      input: '{"word":"piped"}',
    });
    assert.equal(piped.stdout, '{"heard":"piped"}\n');

    const bad = await invoke('{"word":"bad"}');
    assert.equal(bad.code, 1);
    assert.equal(JSON.parse(bad.stdout).errorMessage, 'no such word');
  }));

test('what a command cannot do it says in one line', () =>
  withFolder(async (folder, start) => {
    const { endpoint } = await start(folder);
    const missing = await runLambent(['invoke', 'nobody', '--endpoint', endpoint]);
    assert.equal(missing.code, 1);
    assert.match(
      missing.stderr,
      /^lambent: ResourceNotFoundException: Function not found: arn:aws:lambda:us-east-1:000000000000:function:nobody:\$LATEST\n$/,
    );
    const nowhere = await runLambent(['logs', 'nobody', '--endpoint', 'http://127.0.0.1:1']);
    assert.equal(nowhere.code, 1);
    assert.match(nowhere.stderr, /^lambent: nothing answers at http:\/\/127\.0\.0\.1:1 .*\n$/);
  }));

test('logs prints what was logged, and follows what comes', () =>
  withFolder(async (folder, start) => {
    const { endpoint } = await start(folder);
    await createFunction(endpoint);
    const invoke = (word: string) =>
      runLambent(['invoke', 'listener', JSON.stringify({ word }), '--endpoint', endpoint]);
    await invoke('first');
    const printed = await runLambent(['logs', 'listener', '--endpoint', endpoint]);
    assert.equal(printed.code, 0);
    assert.match(
      printed.stdout,
      /^\S+Z INIT_START [\s\S]*said first\n[\s\S]*END RequestId: [\s\S]*REPORT RequestId: /,
    );

    const followed = followLambent(['logs', 'listener', '--follow', '--endpoint', endpoint]);
    try {
      await followed.until(/said first\n/);
      await invoke('second');
      const text = await followed.until(/said second\n[\s\S]*REPORT/);
      assert.equal(text.split('said first').length, 2, 'nothing is printed twice');
    } finally {
      await followed.end();
    }
  }));

test('doctor says what this machine gives, also while a Lambent runs', () =>
  withFolder(async (folder, start) => {
    const { endpoint } = await start(join(folder, 'data'));
    const report = await runLambent([
      'doctor',
      '--data',
      join(folder, 'data'),
      '--port',
      new URL(endpoint).port,
    ]);
    assert.equal(report.code, 0);
    for (const part of [
      /in use on 127\.0\.0\.1/,
      /bubblewrap/,
      /network +functions (reach the outside and Lambent only|share the network of this host)/,
      /nodejs24\.x\s+24\./,
      /policies/,
    ]) {
      assert.match(report.stdout, part);
    }
  }));

test('doctor judges the settings that it is given as start does', () =>
  withFolder(async (folder) => {
    const given = ['--data', join(folder, 'data'), '--isolation', 'process', '--network', 'isolated'];
    const doctor = await runLambent(['doctor', '--port', '0', ...given]);
    const start = await runLambent(['start', '--port', '0', ...given]);
    const refusal = '--network isolated cannot be had here: it needs bubblewrap';
    assert.deepEqual([doctor.code, start.code], [1, 1]);
    assert.ok(doctor.stdout.includes(`not start with these settings: ${refusal}`), doctor.stdout);
    assert.ok(start.stderr.includes(`lambent: ${refusal}`), start.stderr);
  }));

test('what is no command is not taken for start', async () => {
  const { code, stderr } = await runLambent(['strat', '--port', '0']);
  assert.deepEqual(
    [code, stderr],
    [1, 'lambent: there is no command strat (lambent --help shows those there are)\n'],
  );
});

test('runtimes: a list of what runs here and what the rest needs; install says why it cannot', () =>
  withFolder(async (folder) => {
    const data = ['--data', join(folder, 'data')];
    const own = `nodejs${process.versions.node.split('.')[0]}.x`;
    const list = await runLambent(['runtimes', 'list', ...data]);
    assert.equal(list.code, 0, list.stderr);
    assert.match(list.stdout, new RegExp(`✔ ${own.replace('.', '\\.')} +${process.versions.node} at `));
    assert.match(list.stdout, /(ruby3\.4|java25) /);
    const installed = await runLambent(['runtimes', 'install', own, ...data]);
    assert.deepEqual([installed.code, installed.stdout], [0, `${own} runs on ${process.execPath}\n`]);
    const refused = await runLambent(['runtimes', 'install', 'ruby3.4', ...data]);
    assert.deepEqual([refused.code, refused.stdout], [1, '']);
    assert.match(refused.stderr, /^lambent: Lambent runs ruby3\.4 on the machine's own Ruby: /);
    const bad = await runLambent(['runtimes', 'list', ...data, '--runtime-substitutes', 'nodejs22.x=24']);
    assert.equal(bad.code, 1);
    assert.match(bad.stderr, /expected pairs of a python, ruby, java or dotnet runtime and a version/);
  }));
