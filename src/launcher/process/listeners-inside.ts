import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { INNER_PORTS, type InnerListener } from '../launcher-protocol.ts';
import { LISTENERS_TIMEOUT_MS } from '../limits.ts';

/** A listening TCP handle of libuv, on its way from process to process. */
export type ListenerHandle = { close(): void };

/** Opens the inner listeners in a network that the command `enter` enters, and gives each handle to `give`. Rejects unless all were opened. */
export function openListeners(
  [file = '', ...enter]: readonly string[],
  give: (name: InnerListener, handle: ListenerHandle) => void,
): Promise<void> {
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  const script = fileURLToPath(new URL(`./open-listeners.${extension}`, import.meta.url));
  const child = spawn(file, [...enter, process.execPath, ...process.execArgv, script], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    env: {},
    timeout: LISTENERS_TIMEOUT_MS,
    killSignal: 'SIGKILL',
  });
  let given = 0;
  child.on('message', ({ listener }: { listener: InnerListener }, handle) => {
    given += 1;
    give(listener, handle as unknown as ListenerHandle);
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0 && given === Object.keys(INNER_PORTS).length) resolve();
      else reject(new Error('the listeners of a network could not be opened'));
    });
  });
}
