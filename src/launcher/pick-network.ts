import type { PlatformLog } from '#observe';
import type { FunctionNetwork, Isolation } from './contract.ts';
import type { LauncherLink } from './launcher-link.ts';
import { IsolationUnavailable } from './pick-isolation.ts';

/** What to do for networks of functions' own. */
export const NETWORK_REMEDY =
  'on Linux, apt install bubblewrap iproute2 nftables and, where Lambent is not root, passt, which needs /dev/net/tun';

/** What functions lack in networks of their own. */
type Lack = { readonly name: string; readonly finding: string; readonly remedy: string };

/** Settles for what was asked for, or for what this host gives. Throws `IsolationUnavailable` where `isolated` cannot be had. */
export async function settleNetwork(
  wanted: 'auto' | FunctionNetwork,
  isolation: Isolation,
  link: Pick<LauncherLink, 'send'>,
  log: PlatformLog,
): Promise<FunctionNetwork> {
  if (wanted === 'host') return 'host';
  const tried = await tryNetworks(isolation, link);
  if ('lacks' in tried) {
    for (const { finding, remedy } of tried.lacks) log.warn(`${finding}: ${remedy}`);
    return 'isolated';
  }
  const { reason } = tried;
  if (wanted === 'isolated')
    throw new IsolationUnavailable(`--network isolated cannot be had here: ${reason}`);
  // Of plain processes it was said already that nothing keeps them from the host, or they were asked for by name.
  if (isolation === 'bubblewrap')
    log.warn(
      `functions share this host's network: its own services, other functions and a cloud's metadata are in their reach, since networks of their own cannot be had here (${reason}); ${NETWORK_REMEDY}, or say --network host to have it so`,
    );
  return 'host';
}

/** Whether functions can have networks of their own. */
export async function tryNetworks(
  isolation: Isolation,
  link: Pick<LauncherLink, 'send'>,
): Promise<{ readonly lacks: readonly Lack[] } | { readonly reason: string }> {
  if (isolation === 'process') return { reason: 'it needs bubblewrap' };
  try {
    const answer = await link.send({ command: 'probe', probe: { of: 'network' } });
    return { lacks: answer?.works === true ? lacksIn(answer.facts) : [] };
  } catch (error) {
    return { reason: error instanceof Error ? error.message : String(error) };
  }
}

function lacksIn(facts: Readonly<Record<string, string>>): Lack[] {
  const { names, namesRemedy = '', outside, outsideRemedy = '' } = facts;
  return [
    ...(names === undefined ? [] : [{ name: 'names', finding: names, remedy: namesRemedy }]),
    ...(outside === undefined ? [] : [{ name: 'the outside', finding: outside, remedy: outsideRemedy }]),
  ];
}
