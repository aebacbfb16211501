import type { PlatformLog } from '#observe';
import type { Isolation } from './contract.ts';
import type { LauncherLink } from './launcher-link.ts';

/** The driver that was asked for does not work on this host. The message is one line for the operator. */
export class IsolationUnavailable extends Error {
  override readonly name = 'IsolationUnavailable';
}

/** How functions are kept from the host and from each other, all that was asked for given. Throws `IsolationUnavailable`. */
export async function settleIsolation(
  options: {
    readonly isolation: 'auto' | Isolation;
    readonly cpu?: 'shared' | 'proportional';
    readonly network?: 'host' | 'isolated';
    readonly log: PlatformLog;
  },
  link: Pick<LauncherLink, 'send'>,
): Promise<Isolation> {
  const isolation = await pickIsolation(options.isolation, link, options.log);
  if (options.cpu === 'proportional') await requireCpuShares(link);
  if (options.network === 'isolated') await requireNetworks(isolation, link);
  return isolation;
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
    `functions run as plain processes, not isolated from this host: bubblewrap does not work here (${reason}); "lambent doctor" says what to install`,
  );
  return 'process';
}

/** A share of the processor is given or refused, never promised and forgotten. Throws `IsolationUnavailable`. */
async function requireCpuShares(link: Pick<LauncherLink, 'send'>): Promise<void> {
  const answer = await link.send({ command: 'probe', probe: { of: 'limits' } });
  const finding = answer?.works === true ? (answer.facts.cpu ?? '') : 'no: the launcher did not say why';
  if (!finding.startsWith('no: ')) return;
  throw new IsolationUnavailable(
    `--cpu proportional needs control groups, which cannot be used here (${finding.slice(4)}): start Lambent as root, or leave the processor shared`,
  );
}

/** A network for each function is given or refused. Throws `IsolationUnavailable`. */
export async function requireNetworks(isolation: Isolation, link: Pick<LauncherLink, 'send'>): Promise<void> {
  const refused = (why: string): IsolationUnavailable =>
    new IsolationUnavailable(`--network isolated cannot be had here: ${why}`);
  if (isolation === 'process') throw refused('it needs bubblewrap');
  await link.send({ command: 'probe', probe: { of: 'network' } }).catch((error: unknown) => {
    throw refused(error instanceof Error ? error.message : String(error));
  });
}
