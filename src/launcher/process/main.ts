/** The launcher process. Started by `launcher-link.ts` only; its parent's end is its end. */
import { configurationOf, LauncherServer } from './launcher-server.ts';

const server = new LauncherServer(configurationOf(process.argv[2]), (message) => {
  if (process.connected) process.send?.(message);
});

process.on('message', (message) => void server.handle(message));
process.once('disconnect', () => {
  void server.close().finally(() => process.exit(0));
});
// A signal to the whole group must not leave environments behind: only the gateway's end ends this process.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);
