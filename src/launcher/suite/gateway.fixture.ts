import { interpreterFor, launch, launcherForTest } from './launched-function.fixture.ts';

/** A process that runs two functions, of which one is frozen, says where, and waits to be killed. */
const { launcher } = await launcherForTest('process', { dataFolder: process.argv[2] ?? '' });
const interpreter = await interpreterFor(launcher, 'nodejs24.x');
const files = { 'index.js': 'exports.handler = async () => {};' };
const start = async () => (await launch(launcher, { interpreter, files, handler: 'index.handler' })).ready();
await start();
await (await start()).process.freeze();
console.log(launcher.codeRoot);
setInterval(() => {}, 60_000);
