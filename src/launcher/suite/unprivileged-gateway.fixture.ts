import { become, chooseIdentity } from '../identity.ts';
import { interpreterFor, launch, launcherForTest } from './launched-function.fixture.ts';

/** A gateway that root started: runs a function, says where, and runs another one when that has ended. Then it closes. */
const dataFolder = process.argv[2] ?? '';
const { identity, reason } = await chooseIdentity({ dataFolder, port: 0 });
if (identity === undefined) throw new Error(reason);
const opened = await launcherForTest('bubblewrap', { dataFolder, identity });
become(identity);
const interpreter = await interpreterFor(opened.launcher, 'nodejs24.x');
const files = { 'index.js': 'exports.handler = async (event) => event;' };
const launchEcho = async () =>
  (await launch(opened.launcher, { interpreter, files, handler: 'index.handler' })).ready();
const first = await launchEcho();
console.log(opened.launcher.codeRoot);
await first.exit;
const second = await launchEcho();
console.log(JSON.stringify([process.getuid?.(), process.getgid?.(), await second.result('second')]));
await opened.close();
