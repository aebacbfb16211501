import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { type TestContext, test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { compileJava } from '../../../../../conformance/java-classes.ts';
import { javaMajor, missingTool } from '../../../../../conformance/tool.ts';
import { type Files, type LaunchedWorld, openLaunchedWorld } from '../../invoke/launched-world.fixture.ts';

const noSandbox = missingTool('bwrap');

/** What a function sees of how it came here, and what it must not see. */
const index = `
const fs = require('node:fs');
const seen = fs.existsSync('/tmp/mark');
exports.handler = async (event) => {
  if (event.fail) throw new Error('failed');
  if (event.hang) await new Promise(() => setInterval(() => {}, 1000));
  fs.writeFileSync(process.env.TMPDIR ? process.env.TMPDIR + '/mark' : '/tmp/mark', '');
  return {
    name: process.env.AWS_LAMBDA_FUNCTION_NAME, ownSecret: process.env.SECRET, seen, pid: process.pid,
    folder: process.cwd() === process.env.LAMBDA_TASK_ROOT, uptimeMs: process.uptime() * 1000,
    task: fs.readdirSync(process.env.LAMBDA_TASK_ROOT), layer: (() => { try { return require('layered'); } catch { return ''; } })(),
    environ: fs.readFileSync('/proc/self/environ', 'latin1').includes('SECRET'),
    aroundTask: process.env.LAMBDA_TASK_ROOT === '/var/task' ? fs.readdirSync('/var').sort() : [],
  };
};`;

const files: Files = { 'index.js': index };
const nodejs = { runtime: 'nodejs24.x', handler: 'index.handler' };

/** The environments that a world starts from now on, by id. */
function bootedIn({ launcher }: Pick<LaunchedWorld, 'launcher'>) {
  const starts: { booted: string[]; direct: string[] } = { booted: [], direct: [] };
  const start = launcher.start.bind(launcher);
  launcher.start = async (spec) => {
    const process = await start(spec);
    if (spec.prebooted === undefined) starts.direct.push(spec.id);
    else process.channel.once('data', () => starts.booted.push(spec.id));
    return process;
  };
  return {
    starts,
    /** Until so many runtimes have booted, all in all. */
    async atLeast(count: number) {
      while (starts.booted.length < count) await setImmediate();
      await setImmediate();
    },
  };
}

for (const isolation of ['process', 'bubblewrap'] as const) {
  const skip = isolation === 'bubblewrap' && noSandbox;
  const open = async (t: TestContext) => {
    const world = await openLaunchedWorld(isolation, { prebooted: 2 });
    t.after(() => world.close());
    const { starts, atLeast: booted } = bootedIn(world);
    return { ...world, starts, booted };
  };

  test(`functions are given to runtimes that waited, one each (${isolation})`, { skip }, async (t) => {
    const world = await open(t);
    const one = await world.deploy(files, { ...nodejs, variables: { SECRET: 'one' } });
    await world.booted(2);
    const layerFiles = { 'nodejs/node_modules/layered/index.js': "module.exports = 'layer';" };
    const two = await world.deploy(
      { ...files, 'data/more.txt': '' },
      { ...nodejs, variables: { SECRET: 'two' } },
      layerFiles,
    );
    const [first, second] = [
      JSON.parse((await one.invoke({})).text),
      JSON.parse((await two.invoke({})).text),
    ];
    assert.deepEqual(world.starts.direct, []);
    assert.deepEqual(
      [first.name, first.ownSecret, first.task, first.layer],
      [one.record.name, 'one', ['index.js'], ''],
    );
    assert.deepEqual(
      [second.name, second.ownSecret, second.task.sort(), second.layer],
      [...[two.record.name, 'two', ['data', 'index.js'], 'layer']],
    );
    for (const answer of [first, second]) {
      assert.equal(answer.folder, true);
      assert.equal(answer.seen, false);
      assert.equal(answer.environ, false);
      if (isolation === 'bubblewrap') assert.deepEqual(answer.aroundTask, ['lang', 'runtime', 'task']);
    }
    const again = JSON.parse((await one.invoke({})).text);
    if (isolation === 'process') assert.equal(again.pid, first.pid);
  });

  test(`what fails in one fails as in any other (${isolation})`, { skip }, async (t) => {
    const world = await open(t);
    const fn = await world.deploy(files, { ...nodejs, timeoutSeconds: 1 });
    await world.booted(1);
    const failed = await fn.invoke({ fail: true });
    assert.equal(JSON.parse(failed.text).errorMessage, 'failed');
    const hung = await fn.invoke({ hang: true });
    assert.match(JSON.parse(hung.text).errorMessage, /Task timed out after 1.00 seconds/);
    await world.booted(3);
    const broken = await world.deploy({ 'index.js': 'syntax error' }, nodejs);
    assert.match(JSON.parse((await broken.invoke({})).text).errorType, /Runtime.UserCodeSyntaxError/);
    assert.equal(JSON.parse((await fn.invoke({})).text).seen, false);
  });

  test(`a reset boots the same environment anew (${isolation})`, { skip }, async (t) => {
    const world = await open(t);
    const fn = await world.deploy(
      {
        'index.js': `
        const fs = require('node:fs');
        const file = require('node:os').tmpdir() + '/trace';
        exports.handler = async ({ word, exit }) => {
          fs.appendFileSync(file, word);
          if (exit) process.exit(3);
          return [fs.readFileSync(file, 'utf8'), process.env.AWS_LAMBDA_LOG_STREAM_NAME];
        };`,
      },
      nodejs,
    );
    await world.booted(1);
    const [, stream] = JSON.parse((await fn.invoke({ word: 'one ' })).text);
    assert.deepEqual(world.starts.direct, []);
    assert.match((await fn.invoke({ word: 'two ', exit: true })).text, /exit status 3/);
    const streamsBefore = world.logs.streams.size;
    const [trace, streamAfter] = JSON.parse((await fn.invoke({ word: 'three' })).text);
    assert.equal(trace, 'one two three');
    assert.equal(streamAfter, stream);
    assert.equal(world.logs.streams.size, streamsBefore);
    const [again, ...others] = world.starts.direct;
    assert.ok(again !== undefined && world.starts.booted.includes(again));
    assert.deepEqual(others, []);
  });

  test(`nothing is left of those that waited (${isolation})`, { skip }, async (t) => {
    const world = await open(t);
    const fn = await world.deploy(files, nodejs);
    await world.booted(2);
    await fn.invoke({});
    await world.invoker.close();
    const names = await readdir(world.launcher.codeRoot);
    assert.deepEqual(
      names.filter((name) => name.startsWith('slot-')),
      [],
    );
  });
}

/** In each language a function whose result is its variables, all of them. */
const languages = [
  {
    runtime: 'nodejs24.x',
    handler: 'index.handler',
    missing: false as const,
    files: (): Files => ({ 'index.js': 'exports.handler = async () => process.env;' }),
  },
  {
    runtime: `java${javaMajor()}`,
    handler: 'Seen::variables',
    missing: missingTool('javac'),
    files: (): Promise<Files> =>
      compileJava({
        'Seen.java':
          'public class Seen { public java.util.Map<String, String> variables() { return System.getenv(); } }',
      }),
  },
];

for (const isolation of ['process', 'bubblewrap'] as const) {
  for (const { runtime, handler, missing, files: codeOf } of languages) {
    const skip = missing || (isolation === 'bubblewrap' && noSandbox);
    test(`variables are those of a direct start, all of them (${runtime}, ${isolation})`, {
      skip,
    }, async () => {
      const code = await codeOf();
      const seen: Record<string, string>[] = [];
      for (const prebooted of [0, 1])
        seen.push(await variablesOf({ isolation, prebooted }, code, { runtime, handler }));
      const [direct = {}, assigned = {}] = seen;
      assert.deepEqual(Object.keys(assigned).sort(), Object.keys(direct).sort());
      for (const [name, value] of Object.entries(direct)) {
        if (/^AWS_(ACCESS|SECRET|SESSION)|(LOG_STREAM_NAME|RUNTIME_API)$/.test(name)) continue;
        // Where the code lies, and the environment's own folder.
        const plain = (text = '') =>
          text
            .replaceAll(/SCRATCH\/code\/(slot-\w+\/var\/task|[a-p]{12})/g, 'TASK')
            .replaceAll(/environments\/\w+/g, 'OWN');
        assert.equal(plain(assigned[name]), plain(value), name);
      }
    });
  }
}

async function variablesOf(
  { isolation, prebooted }: { readonly isolation: 'process' | 'bubblewrap'; readonly prebooted: number },
  files: Files,
  version: { readonly runtime: string; readonly handler: string },
): Promise<Record<string, string>> {
  const world = await openLaunchedWorld(isolation, { prebooted });
  try {
    const booted = bootedIn(world);
    const variables = { OWN: 'value', NODE_ENV: 'production' };
    const fn = await world.deploy(files, { ...version, variables });
    await booted.atLeast(prebooted);
    const { text } = await fn.invoke({});
    assert.equal(booted.starts.direct.length, 1 - prebooted);
    const scratch = /\/var\/lib\/lambent\/[0-9a-f]+|\/tmp\/lambent-[^/"]*\/scratch/g;
    return JSON.parse(text.replaceAll(scratch, 'SCRATCH')) as Record<string, string>;
  } finally {
    await world.close();
  }
}
