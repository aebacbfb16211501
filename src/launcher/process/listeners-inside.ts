import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { InnerListener, InnerPort } from '../launcher-protocol.ts';
import { LISTENERS_TIMEOUT_MS } from '../limits.ts';

/** A listening TCP handle of libuv, on its way from process to process. */
export type ListenerHandle = { close(): void };

/**
 * Opens listeners in a network that the command `enter` enters, and gives each handle to `give`: two of a listener where that network
 * has version 6. Rejects unless all were opened.
 */
export function openListeners(
  [file = '', ...enter]: readonly string[],
  ports: readonly InnerPort[],
  give: (name: InnerListener, handle: ListenerHandle) => void,
): Promise<void> {
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  const script = fileURLToPath(new URL(`./open-listeners.${extension}`, import.meta.url));
  const child = spawn(file, [...enter, process.execPath, script, JSON.stringify(ports)], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    timeout: LISTENERS_TIMEOUT_MS,
    killSignal: 'SIGKILL',
  });
  const missing = new Set(ports.map(({ listener }) => listener));
  child.on('message', ({ listener }: { listener: InnerListener }, handle) => {
    missing.delete(listener);
    give(listener, handle as unknown as ListenerHandle);
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0 && missing.size === 0) resolve();
      else reject(new Error('the listeners of a network could not be opened'));
    });
  });
}
