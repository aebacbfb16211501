import type { Isolation } from '#launcher';
import { openLaunchedWorld } from '../../invoke/launched-world.fixture.ts';

/** A process with a function that has run and a runtime that waits for another one: says where, and waits to be killed. */
const world = await openLaunchedWorld(process.argv[2] as Isolation, { prebooted: 1 });
const { launcher } = world;
const start = launcher.start.bind(launcher);
const waiting = Promise.withResolvers<void>();
launcher.start = async (spec) => {
  const process = await start(spec);
  if (spec.prebooted !== undefined) process.channel.once('data', () => waiting.resolve());
  return process;
};
const fn = await world.deploy({ 'index.js': 'exports.handler = async () => 1;' }, { runtime: 'nodejs24.x' });
await fn.invoke({});
await waiting.promise;
console.log(JSON.stringify({ dataFolder: world.dataFolder, codeRoot: launcher.codeRoot }));
setInterval(() => {}, 60_000);
