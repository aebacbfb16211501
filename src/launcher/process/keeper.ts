/**
 * The launcher's keeper: stays root where the gateway does not, so that a launcher process that dies can be started again. It passes
 * messages on and understands one, `fork`; what the launcher process is told when it starts was settled while the gateway was root.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { FromLauncher } from '../launcher-protocol.ts';
import type { ListenerHandle } from './listeners-inside.ts';
import { sendWithHandle } from './send-handle.ts';

const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
const main = fileURLToPath(new URL(`./main.${extension}`, import.meta.url));
let launcher: ChildProcess | undefined;

function tell(message: FromLauncher, handle?: ListenerHandle): void {
  if (process.connected) sendWithHandle((...sent) => process.send?.(...sent), message, handle);
}

function start(): void {
  const child = fork(main, process.argv.slice(2), { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  launcher = child;
  let died = false;
  const onDeath = (): void => {
    if (died) return;
    died = true;
    launcher = undefined;
    if (process.connected) tell({ died: true });
    else process.exit(0);
  };
  child.on('message', (message: FromLauncher, handle) => tell(message, handle as ListenerHandle | undefined));
  child.on('error', onDeath);
  child.once('exit', onDeath);
}

process.on('message', (message: object) => {
  if ('fork' in message) {
    if (launcher === undefined) start();
  } else if (launcher?.connected) launcher.send(message, () => undefined);
});
process.once('disconnect', () => {
  if (launcher === undefined) process.exit(0);
  else if (launcher.connected) launcher.disconnect();
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);
start();
