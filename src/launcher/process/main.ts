/** The launcher process. Started by `launcher-link.ts` only; its parent's end is its end. */
import { systemClock } from '#ambient';
import { closeInherited } from './close-inherited.ts';
import { configurationOf, LauncherServer } from './launcher-server.ts';
import { sendWithHandle } from './send-handle.ts';

closeInherited();
const server = new LauncherServer(configurationOf(process.argv[2]), systemClock(), (message, handle) => {
  if (process.connected) sendWithHandle((...sent) => process.send?.(...sent), message, handle);
});

process.on('message', (message) => void server.handle(message));
process.once('disconnect', () => {
  void server.close().finally(() => process.exit(0));
});
// A signal to the whole group must not leave environments behind: only the gateway's end ends this process.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);
