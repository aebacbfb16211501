import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { InnerListener, InnerPort } from '../launcher-protocol.ts';
import { LISTENERS_TIMEOUT_MS } from '../limits.ts';

/** A listening TCP handle of libuv, on its way from process to process. */
export type ListenerHandle = { close(): void };

/**
 * Opens listeners in a network that the command `enter` enters, and gives each handle to `give`: of some listeners two, where that
 * network has version 6. Gives all or none; rejects when none.
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
  const given: [InnerListener, ListenerHandle][] = [];
  child.on('message', ({ listener }: { listener: InnerListener }, handle) => {
    given.push([listener, handle as unknown as ListenerHandle]);
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      const names = new Set(given.map(([listener]) => listener));
      if (code === 0 && names.size === ports.length) {
        for (const [listener, handle] of given) give(listener, handle);
        resolve();
      } else {
        for (const [, handle] of given) handle.close();
        reject(new Error('the listeners of a network could not be opened'));
      }
    });
  });
}
