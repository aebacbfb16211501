import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { systemClock, systemRandom } from '#ambient';
import { openLauncher } from './open-launcher.ts';

const log = { debug() {}, info: console.log, warn: console.log, error: console.log };
const dataFolder = await mkdtemp('/tmp/lamtest-');
const launcher = await openLauncher({
  dataFolder,
  isolation: (process.argv[2] ?? 'process') as 'process',
  npmRegistry: 'https://registry.npmjs.org',
  clock: systemClock(),
  random: systemRandom(),
  log,
});
console.log(launcher.isolation, launcher.codeRoot);
const answer = await launcher.interpreter('nodejs24.x');
console.log(answer);
if (!answer.available) throw new Error('x');
const codeFolder = `${launcher.codeRoot}/x`;
await mkdir(codeFolder);
await writeFile(
  `${codeFolder}/index.js`,
  'exports.handler = async (e) => { process.stdout.write("hi\\n"); return {e, uid: process.getuid(), env: process.env, cwd: process.cwd()}; }',
);
const t = performance.now();
const p = await launcher.start({
  id: 'abcdefghij0123456789',
  interpreter: answer.interpreter,
  codeFolder,
  variables: { _HANDLER: 'index.handler' },
  memoryMiB: 128,
  tmpMiB: 512,
});
console.log('started', performance.now() - t);
p.onExit((exit) => console.log('exit', exit));
p.stdio.on('data', (d) => console.log('stdio', String(d)));
p.channel.on('data', (d) => {
  console.log(performance.now() - t, String(d));
  if (d[4] === 16) {
    const head = Buffer.from('{"requestId":"a"}');
    const body = Buffer.from('{"x":1}');
    const f = Buffer.alloc(9);
    f.writeUInt32BE(5 + head.length + body.length);
    f[4] = 1;
    f.writeUInt32BE(head.length, 5);
    p.channel.write(Buffer.concat([f, head, body]));
  } else void p.kill().then(() => launcher.close());
});
