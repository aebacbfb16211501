import { interpreterFor, launch, launcherForTest } from './launched-function.fixture.ts';

/** A process that runs one function, says where, and waits to be killed. */
const { launcher } = await launcherForTest('process', { dataFolder: process.argv[2] ?? '' });
const interpreter = await interpreterFor(launcher, 'nodejs24.x');
const files = { 'index.js': 'exports.handler = async () => {};' };
await (await launch(launcher, { interpreter, files, handler: 'index.handler' })).ready();
console.log(launcher.codeRoot);
setInterval(() => {}, 60_000);
