import type { Isolation } from './contract.ts';
import type { LauncherLink } from './launcher-link.ts';
import type { HostFact } from './limit-facts.ts';
import type { LauncherOptions } from './open-launcher.ts';
import { NETWORK_REMEDY, tryNetworks } from './pick-network.ts';

/** What functions reach here with these settings, and what they should and do not. */
export async function networkFacts(
  isolation: Isolation,
  link: Pick<LauncherLink, 'send'>,
  { network: wanted, functionHosts = [] }: Pick<LauncherOptions, 'network' | 'functionHosts'>,
): Promise<HostFact[]> {
  const name = 'network';
  const shared = 'functions share the network of this host';
  const tried = await tryNetworks(isolation, link);
  if ('reason' in tried) {
    const status = wanted === 'isolated' ? 'missing' : 'weak';
    return [{ name, status, finding: `${shared} (${tried.reason})`, remedy: NETWORK_REMEDY }];
  }
  if (wanted !== 'auto' && wanted !== 'isolated') {
    const remedy = 'start Lambent without --network host: then they reach the outside and Lambent only';
    return [{ name, status: 'weak', finding: shared, remedy }];
  }
  const hosts = functionHosts.map(({ host, port }) => `, and ${host}:${port}`).join('');
  return [
    { name, status: 'ok', finding: `functions reach the outside and Lambent only${hosts}` },
    ...tried.lacks.map((lack) => ({ ...lack, status: 'weak' as const })),
  ];
}
