import type { TransportListener } from './transport.ts';

const nobody: TransportListener = {
  log: {
    attach: () => undefined,
    extension: () => undefined,
    responding: () => undefined,
    responded: () => undefined,
    runtimeDone: () => undefined,
    subscribed: () => undefined,
  },
  ready: () => undefined,
  initFailed: () => undefined,
  answered: () => undefined,
  settled: () => undefined,
  ended: () => undefined,
  broken: () => undefined,
};

export type StartListener = TransportListener & { close(): void };

/** Hears the processes of one start until they are gone: what their connections say later is not said by those of the next start. */
export function startListener(to: TransportListener): StartListener {
  let hearing = to;
  return {
    log: {
      attach: (telemetry) => hearing.log.attach(telemetry),
      extension: (report) => hearing.log.extension(report),
      responding: () => hearing.log.responding(),
      responded: () => hearing.log.responded(),
      runtimeDone: (outcome) => hearing.log.runtimeDone(outcome),
      subscribed: (api, name, types) => hearing.log.subscribed(api, name, types),
    },
    ready: (written) => hearing.ready(written),
    initFailed: (outcome, written) => hearing.initFailed(outcome, written),
    answered: (outcome) => hearing.answered(outcome),
    settled: (outcome, written) => hearing.settled(outcome, written),
    ended: (outcome) => hearing.ended(outcome),
    broken: (error) => hearing.broken(error),
    close() {
      hearing = nobody;
    },
  };
}
