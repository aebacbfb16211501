import type { PlatformLog } from '#observe';
import type { FunctionNetwork, Isolation } from './contract.ts';
import type { LauncherLink } from './launcher-link.ts';
import { IsolationUnavailable, pickIsolation } from './pick-isolation.ts';
import { settleNetwork } from './pick-network.ts';

/** How functions are kept from the host and from each other, all that was asked for given. Throws `IsolationUnavailable`. */
export async function settleIsolation(
  options: {
    readonly isolation: 'auto' | Isolation;
    readonly cpu?: 'shared' | 'proportional';
    readonly network?: 'auto' | FunctionNetwork;
    readonly log: PlatformLog;
  },
  link: Pick<LauncherLink, 'send'>,
): Promise<{ readonly isolation: Isolation; readonly network: FunctionNetwork }> {
  const isolation = await pickIsolation(options.isolation, link, options.log);
  if (options.cpu === 'proportional') await requireCpuShares(link);
  return { isolation, network: await settleNetwork(options.network ?? 'host', isolation, link, options.log) };
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
