import type { PlatformLog } from '#observe';
import type { Isolation } from './contract.ts';
import type { LauncherLink } from './launcher-link.ts';

/** Tries a sandbox and settles for what works, or rejects when `wanted` is a driver that does not. */
export async function pickIsolation(
  wanted: 'auto' | Isolation,
  link: Pick<LauncherLink, 'send'>,
  log: PlatformLog,
): Promise<Isolation> {
  if (wanted === 'process') return 'process';
  const answer = await link.send({ command: 'probe', probe: { of: 'bubblewrap' } });
  if (answer?.works === true) return 'bubblewrap';
  const reason = answer?.reason ?? 'the launcher did not say why';
  if (wanted === 'bubblewrap') throw new Error(`bubblewrap does not work on this host: ${reason}`);
  log.warn(
    `functions run as plain processes, not isolated from this host: bubblewrap does not work here (${reason}); "lambent doctor" says what to install`,
  );
  return 'process';
}
