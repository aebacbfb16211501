/** Between two events nothing of a function runs, in whatever way its runtime is spoken to: seen with real processes. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { missingTool, pythonVersion, rubyVersion } from '../../../../conformance/tool.ts';
import { nextFreeze, openLaunchedWorld } from '../invoke/launched-world.fixture.ts';

/** What ticks in each: a thread of the runtime's own process, and a program that it has started. Both write the time, in seconds. */
const program = 'while :; do date +%s.%N >> "$0"; sleep 0.01; done';

const nodejs = `
const { readFileSync, existsSync } = require('node:fs');
const [thread, child] = ['thread', 'child'].map((name) => require('node:os').tmpdir() + '/' + name);
const tick = "const { appendFileSync } = require('node:fs');" +
  'setInterval(() => appendFileSync(' + JSON.stringify(thread) + ', Date.now() / 1000 + "\\\\n"), 2)';
exports.handler = async () => {
  if (!existsSync(thread)) {
    new (require('node:worker_threads').Worker)(tick, { eval: true });
    require('node:child_process').spawn('sh', ['-c', ${JSON.stringify(program)}, child], { stdio: 'ignore' });
  }
  const since = Date.now() / 1000;
  const ticks = (file) => existsSync(file) ? readFileSync(file, 'utf8').trim().split('\\n').map(Number) : [];
  while (![thread, child].every((file) => ticks(file).some((at) => at > since))) await new Promise(setImmediate);
  return [...ticks(thread), ...ticks(child)];
};`;

const python = `
import os, subprocess, tempfile, threading, time
thread, child = (os.path.join(tempfile.gettempdir(), name) for name in ('thread', 'child'))
def tick():
    while True:
        with open(thread, 'a') as file:
            file.write(f'{time.time()}\\n')
        time.sleep(0.002)
def ticks(name):
    if not os.path.exists(name):
        return []
    with open(name) as file:
        return [float(line) for line in file.read().splitlines()]
def handler(event, context):
    if not os.path.exists(thread):
        threading.Thread(target=tick, daemon=True).start()
        subprocess.Popen(['sh', '-c', ${JSON.stringify(program)}, child])
    since = time.time()
    while not all(any(at > since for at in ticks(name)) for name in (thread, child)):
        time.sleep(0.002)
    return ticks(thread) + ticks(child)
`;

const ruby = `
require 'tmpdir'
THREAD, CHILD = %w[thread child].map { |name| File.join(Dir.tmpdir, name) }
def ticks(name) = File.exist?(name) ? File.readlines(name).map(&:to_f) : []
def handler(event:, context:)
  unless File.exist?(THREAD)
    Thread.new { loop { File.write(THREAD, "#{Time.now.to_f}\\n", mode: 'a'); sleep 0.002 } }
    Process.detach(spawn('sh', '-c', '${program}', CHILD))
  end
  since = Time.now.to_f
  sleep 0.002 until [THREAD, CHILD].all? { |name| ticks(name).any? { |at| at > since } }
  ticks(THREAD) + ticks(CHILD)
end
`;

const languages = [
  { name: 'Node.js', skip: false, runtime: 'nodejs24.x', files: { 'index.js': nodejs } },
  {
    name: 'Python',
    skip: missingTool('/usr/bin/python3'),
    runtime: `python${pythonVersion()}`,
    files: { 'index.py': python },
  },
  { name: 'Ruby', skip: missingTool('ruby'), runtime: `ruby${rubyVersion()}`, files: { 'index.rb': ruby } },
] as const;

for (const isolation of ['process', 'bubblewrap'] as const) {
  const noSandbox = isolation === 'bubblewrap' && missingTool('bwrap');
  for (const { name, skip, runtime, files } of languages) {
    test(`threads and programs of a function in ${name} stand still until its next event (${isolation})`, {
      skip: skip || noSandbox,
    }, async (t) => {
      const world = await openLaunchedWorld(isolation);
      t.after(() => world.close());
      const fn = await world.deploy(files, { runtime });
      const other = await world.deploy(
        { 'index.js': 'exports.handler = async () => 1;' },
        { runtime: 'nodejs24.x' },
      );
      await other.invoke({});
      const frozen = nextFreeze(world);
      assert.equal((await fn.invoke({})).failed, false);
      const frozenAt = await frozen;
      // The platform does not stand still.
      for (let n = 0; n < 100; n += 1) await other.invoke({});
      const thawedAt = Date.now() / 1000;
      const { text } = await fn.invoke({});
      const ticks: number[] = JSON.parse(text);
      assert.ok(ticks.some((at) => at < frozenAt));
      assert.deepEqual(
        ticks.filter((at) => at > frozenAt + 0.001 && at < thawedAt - 0.001),
        [],
      );
    });
  }
}
