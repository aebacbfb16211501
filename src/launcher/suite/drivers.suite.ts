import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { after, before, describe, it } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { systemRandom } from '#ambient';
import type { Interpreter, Isolation, Launcher } from '../contract.ts';
import { findProcesses } from './find-processes.fixture.ts';
import {
  type FunctionSpec,
  interpreterFor,
  type LaunchedFunction,
  launch,
  launcherForTest,
} from './launched-function.fixture.ts';

/** The cases of the contract, by name, so that a driver's exemptions can be checked against them. */
const CASES = [
  'starts and answers',
  'works in the code folder, which it cannot change',
  'shows layers where search paths lead',
  'gives both outputs and nothing to read',
  'reports an exit code',
  'reports the signal that ended it',
  'kills what a function left behind',
  'ends with its first process, whatever that left behind',
  'kills what hid: another session, no variables, no parent',
  'removes the folder of an environment',
  'keeps the temporary folder of what is reset',
  'gives a temporary folder that others do not share',
  'gives no descriptors of the platform to programs of the function',
  'is not root',
  'does not run while it is frozen',
  'serves what comes while it is being frozen',
  'ends while it is frozen',
] as const;
type CaseName = (typeof CASES)[number];

/** A case that a driver cannot pass here, and why. */
export type Exemptions = Partial<Record<CaseName, string>>;

/** What every sandbox driver must do. */
export function describeDriver(isolation: Isolation, skip: string | false, exemptions: Exemptions): void {
  describe(`the ${isolation} driver as ${process.getuid?.() === 0 ? 'root' : 'an ordinary user'}`, {
    skip,
  }, () => {
    let opened: Awaited<ReturnType<typeof launcherForTest>>;
    let interpreter: Interpreter;
    before(async () => {
      opened = await launcherForTest(isolation);
      interpreter = await interpreterFor(opened.launcher, 'nodejs24.x');
    });
    after(() => opened.close());
    const cases = driverCases({
      isolation,
      launcher: () => opened.launcher,
      dataFolder: () => opened.dataFolder,
      start: (body, more) =>
        launch(opened.launcher, {
          interpreter,
          files: { 'index.js': `exports.handler = async (event) => { ${body} };` },
          handler: 'index.handler',
          ...more,
        }),
    });
    for (const name of CASES) it(name, { skip: exemptions[name] ?? false }, cases[name]);
  });
}

type Subject = {
  readonly isolation: Isolation;
  launcher(): Launcher;
  dataFolder(): string;
  start(body: string, more?: Partial<FunctionSpec>): Promise<LaunchedFunction>;
};

function driverCases(subject: Subject): Record<CaseName, () => Promise<void>> {
  return {
    ...lifeCases(subject),
    ...killCases(subject),
    ...surroundingsCases(subject),
    ...freezeCases(subject),
  };
}

function lifeCases({ start }: Subject) {
  return {
    async 'starts and answers'() {
      const fn = await (await start('return event;')).ready();
      assert.deepEqual(await fn.result({ a: 1 }), { a: 1 });
      await fn.stop();
      assert.deepEqual(await fn.exit, { code: null, signal: 'SIGKILL' });
      await fn.stop();
    },
    async 'reports an exit code'() {
      for (const code of [0, 1, 3, 128, 129]) {
        const fn = await (await start('process.exit(event.code);')).ready();
        await assert.rejects(fn.invoke({ code }));
        assert.deepEqual(await fn.exit, { code, signal: null });
      }
    },
    async 'reports the signal that ended it'() {
      for (const signal of ['SIGKILL', 'SIGSEGV', 'SIGABRT', 'SIGTERM']) {
        const fn = await (
          await start(
            'process.kill(process.pid, event.signal); await new Promise(() => setInterval(() => {}, 1000));',
          )
        ).ready();
        await assert.rejects(fn.invoke({ signal }));
        assert.deepEqual(await fn.exit, { code: null, signal });
      }
    },
    async 'gives both outputs and nothing to read'() {
      const fn = await start(
        "const fs = require('node:fs'); fs.writeSync(1, 'out '); fs.writeSync(2, 'err'); return fs.readFileSync(0, 'utf8');",
      );
      assert.equal(await (await fn.ready()).result({}), '');
      await fn.stop();
      assert.equal((await fn.endedOutput()).stdio, 'out err');
    },
  };
}

function killCases({ start }: Subject) {
  // Each sleeps for a time that nobody else asks for, by which it is found. The function answers when all of them run.
  const launchSleepers = async (count: number, command: (sleep: string) => string) => {
    const mark = `86400.${systemRandom().bytes(6).readUIntBE(0, 6)}`;
    const fn = await (await start(RUN_SLEEPERS)).ready();
    await fn.result({ command: command(`sleep ${mark}`), mark, count });
    assert.equal((await findCommands(mark)).length, count);
    return { fn, mark };
  };
  return {
    async 'kills what a function left behind'() {
      const { fn, mark } = await launchSleepers(
        3,
        (sleep) => `${sleep} & setsid ${sleep} & (setsid setsid ${sleep} &) ; true`,
      );
      await fn.stop();
      assert.deepEqual(await findCommands(mark), []);
    },
    async 'kills what hid: another session, no variables, no parent'() {
      const { fn, mark } = await launchSleepers(1, (sleep) => `(setsid env -i ${sleep} &) ; true`);
      await fn.stop();
      assert.deepEqual(await findCommands(mark), []);
    },
    async 'ends with its first process, whatever that left behind'() {
      const { fn, mark } = await launchSleepers(2, (sleep) => `${sleep} & setsid ${sleep} & true`);
      await assert.rejects(fn.invoke({ exit: true }));
      assert.deepEqual(await fn.exit, { code: 5, signal: null });
      assert.deepEqual(await findCommands(mark), []);
    },
  };
}

const RUN_SLEEPERS = `
  if (event.exit) process.exit(5);
  const fs = require('node:fs');
  require('node:child_process').execSync(event.command, { stdio: 'ignore' });
  const isSleeper = (pid) => {
    try {
      const command = fs.readFileSync('/proc/' + pid + '/cmdline', 'latin1');
      return command.startsWith('sleep\\0') && command.includes(event.mark);
    } catch {
      return false;
    }
  };
  while (fs.readdirSync('/proc').filter(isSleeper).length < event.count) await new Promise(setImmediate);`;

function surroundingsCases({ isolation, launcher, start }: Subject) {
  return {
    async 'works in the code folder, which it cannot change'() {
      const fn = await start("require('node:fs').writeFileSync('new', ''); return process.cwd();");
      await fn.ready();
      if (isolation === 'bubblewrap' || process.getuid?.() === 0) {
        assert.match((await fn.invoke({})).body, /"errorMessage":"(EROFS|EACCES): /);
      }
      const other = await (
        await start('return [process.cwd(), process.env.PWD, process.env.LAMBDA_TASK_ROOT];')
      ).ready();
      const own = other.taskRoot;
      assert.deepEqual(await other.result({}), [own, own, own]);
      await Promise.all([fn.stop(), other.stop()]);
    },
    async 'shows layers where search paths lead'() {
      const layers = { 'nodejs/node_modules/word/index.js': "module.exports = 'layer';", 'bin/tool': 'x' };
      const body = `const bin = process.env.PATH.split(':').at(-1);
        const fs = require('node:fs');
        if (event.write) fs.writeFileSync(bin + '/tool', 'y');
        return [require('word'), fs.readFileSync(bin + '/tool', 'utf8'), bin];`;
      const fn = await (await start(body, { layers })).ready();
      const [word, tool, bin] = (await fn.result({})) as string[];
      assert.deepEqual([word, tool], ['layer', 'x']);
      if (isolation === 'bubblewrap') assert.equal(bin, '/opt/bin');
      if (isolation === 'bubblewrap' || process.getuid?.() === 0) {
        assert.match((await fn.invoke({ write: true })).body, /"errorMessage":"(EROFS|EACCES): /);
      }
      await fn.stop();
    },
    async 'removes the folder of an environment'() {
      const folder = `${launcher().codeRoot}/../environments`;
      const fn = await (
        await start(
          `const fs = require('node:fs');
           const folder = require('node:os').tmpdir() + '/closed';
           fs.mkdirSync(folder);
           fs.writeFileSync(folder + '/a', 'x');
           fs.chmodSync(folder, 0);`,
        )
      ).ready();
      await fn.result({});
      await fn.stop();
      assert.deepEqual(
        (await readdir(folder)).filter((name) => name === fn.process.id),
        [],
      );
    },
    async 'keeps the temporary folder of what is reset'() {
      const id = systemRandom().text(20, 'abcdefghijklmnopqrstuvwxyz0123456789');
      const body = `const fs = require('node:fs'); const file = require('node:os').tmpdir() + '/trace';
         fs.appendFileSync(file, event.word); if (event.exit) process.exit(7); return fs.readFileSync(file, 'utf8');`;
      const again = async () => await (await start(body, { id, resettable: true })).ready();
      const first = await again();
      await first.result({ word: 'a' });
      await first.process.reset();
      const second = await again();
      assert.equal(await second.result({ word: 'b' }), 'ab');
      await assert.rejects(second.invoke({ word: 'c', exit: true }));
      assert.deepEqual(await second.exit, { code: 7, signal: null });
      const third = await again();
      assert.equal(await third.result({ word: 'd' }), 'abcd');
      await third.stop();
      const fresh = await again();
      assert.equal(await fresh.result({ word: 'e' }), 'e', 'nothing is left of one that was stopped');
      await assert.rejects(fresh.invoke({ word: 'f', exit: true }));
      await fresh.exit;
      await fresh.stop();
      assert.equal(await (await again()).result({ word: 'g' }), 'g', 'nor of one that ended before it was');
    },
    async 'gives a temporary folder that others do not share'() {
      const body =
        "const fs = require('node:fs'); const tmp = require('node:os').tmpdir(); fs.writeFileSync(tmp + '/' + event.name, 'x'); return fs.readdirSync(tmp);";
      const [one, two] = [await (await start(body)).ready(), await (await start(body)).ready()];
      assert.deepEqual(await one.result({ name: 'a' }), ['a']);
      assert.deepEqual(await two.result({ name: 'b' }), ['b']);
      assert.deepEqual(await one.result({ name: 'c' }), ['a', 'c']);
      await Promise.all([one.stop(), two.stop()]);
    },
    async 'gives no descriptors of the platform to programs of the function'() {
      const fn = await (
        await start(
          "return require('node:child_process').execSync('ls -l /proc/self/fd', { encoding: 'utf8' });",
        )
      ).ready();
      const sockets = String(await fn.result({}))
        .split('\n')
        .filter((line) => / [3-9] -> socket:/.test(line));
      assert.deepEqual(sockets, []);
      await fn.stop();
    },
    async 'is not root'() {
      const fn = await (await start('process.title = event.mark; return process.getuid();')).ready();
      const mark = `lambent-${systemRandom().uuid()}`;
      assert.notEqual(await fn.result({ mark }), 0);
      const [pid] = await findCommands(mark);
      // On the host, where the uid of a user namespace means something else.
      const status = await readFile(`/proc/${pid}/status`, 'latin1');
      assert.match(status, /^Uid:\t[1-9]\d*\t/m);
      assert.match(status, /^CapEff:\t0+$/m);
      if (isolation === 'bubblewrap' || process.getuid?.() === 0) assert.match(status, /^NoNewPrivs:\t1$/m);
      await fn.stop();
    },
  };
}

/** Leaves a program behind, outside the session and group of the function, that never rests. Answers when it runs. */
const BE_BUSY = `
  const loop = 'while :; do :; done; ' + event;
  require('node:child_process').spawn('setsid', ['sh', '-c', loop], { stdio: 'ignore' });
  const fs = require('node:fs');
  const commandOf = (pid) => { try { return fs.readFileSync('/proc/' + pid + '/cmdline', 'latin1'); } catch { return ''; } };
  while (!fs.readdirSync('/proc').some((pid) => commandOf(pid).startsWith('sh\\0-c\\0' + loop))) await new Promise(setImmediate);`;

function freezeCases({ start }: Subject) {
  const beBusy = async () => {
    const mark = `busy-${systemRandom().uuid()}`;
    const fn = await (await start(BE_BUSY)).ready();
    await fn.result(mark);
    const [pid = 0] = await findProcesses((command) => command.startsWith('sh') && command.includes(mark));
    return {
      fn,
      nanosRun: async () => Number((await readFile(`/proc/${pid}/schedstat`, 'latin1')).split(' ')[0]),
    };
  };
  return {
    async 'does not run while it is frozen'() {
      const { fn, nanosRun } = await beBusy();
      await fn.process.freeze();
      await fn.process.freeze();
      const before = await nanosRun();
      assert.ok(before > 0);
      const other = await (await start('return event;')).ready();
      assert.equal(await other.result(1), 1);
      await other.stop();
      assert.equal(await nanosRun(), before);
      await fn.process.thaw();
      await fn.process.thaw();
      while ((await nanosRun()) === before) await setImmediate();
      await fn.stop();
      await fn.process.freeze();
      await fn.process.thaw();
    },
    async 'serves what comes while it is being frozen'() {
      const fn = await (await start('return event;')).ready();
      for (let n = 0; n < 20; n += 1) {
        const freezing = fn.process.freeze();
        if (n % 2 === 0) await setImmediate();
        const thawing = fn.process.thaw();
        assert.equal(await fn.result(n), n);
        await Promise.all([freezing, thawing]);
      }
      const freezing = fn.process.freeze();
      await fn.stop();
      await freezing;
    },
    async 'ends while it is frozen'() {
      const { fn } = await beBusy();
      await fn.process.freeze();
      await fn.stop();
      assert.deepEqual(await fn.exit, { code: null, signal: 'SIGKILL' });
    },
  };
}

/** Programs that only pass the mark on, such as `sh -c`, do not count. */
function findCommands(mark: string): Promise<number[]> {
  return findProcesses((command) => command.startsWith(mark) || command.startsWith(`sleep\0${mark}`));
}
