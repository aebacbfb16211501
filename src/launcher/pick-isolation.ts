import type { PlatformLog } from '#observe';
import type { Isolation } from './contract.ts';
import type { LauncherLink } from './launcher-link.ts';

/** The driver that was asked for does not work on this host. The message is one line for the operator. */
export class IsolationUnavailable extends Error {
  override readonly name = 'IsolationUnavailable';
}

/** Tries a sandbox and settles for what works, or throws `IsolationUnavailable` when `wanted` is a driver that does not. */
export async function pickIsolation(
  wanted: 'auto' | Isolation,
  link: Pick<LauncherLink, 'send'>,
  log: PlatformLog,
): Promise<Isolation> {
  if (wanted === 'process') return 'process';
  const answer = await link.send({ command: 'probe', probe: { of: 'bubblewrap' } });
  if (answer?.works === true) return 'bubblewrap';
  const reason = answer?.reason ?? 'the launcher did not say why';
  if (wanted === 'bubblewrap') {
    throw new IsolationUnavailable(
      `bubblewrap does not work on this host (${reason}): "lambent doctor" says what to install; --isolation process runs functions unsandboxed`,
    );
  }
  log.warn(
    `functions run as plain processes on this host's network, not isolated from this host: bubblewrap does not work here (${reason}); "lambent doctor" says what to install`,
  );
  return 'process';
}
