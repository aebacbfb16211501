import type { SendHandle } from 'node:child_process';
import type { FromLauncher } from '../launcher-protocol.ts';
import type { ListenerHandle } from './listeners-inside.ts';

type Send = (
  message: FromLauncher,
  handle: SendHandle | undefined,
  options: object,
  sent: () => void,
) => unknown;

/** Sends a message, with a listener that is closed here as soon as the other process has it: two would both accept. */
export function sendWithHandle(send: Send, message: FromLauncher, handle: ListenerHandle | undefined): void {
  // A failure to send is followed by the end of this process.
  send(message, handle as SendHandle | undefined, {}, () => handle?.close());
}
