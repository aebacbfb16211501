import type { PlatformLog } from '#observe';
import type { FunctionNetwork, Isolation } from './contract.ts';
import type { LauncherLink } from './launcher-link.ts';
import { IsolationUnavailable } from './pick-isolation.ts';

/** What to do for networks of functions' own. */
export const NETWORK_REMEDY =
  'on Linux, apt install bubblewrap iproute2 nftables and, where Lambent is not root, passt, which needs /dev/net/tun';

/** Settles for what was asked for, or for what this host gives. Throws `IsolationUnavailable` where `isolated` cannot be had. */
export async function settleNetwork(
  wanted: 'auto' | FunctionNetwork,
  isolation: Isolation,
  link: Pick<LauncherLink, 'send'>,
  log: PlatformLog,
): Promise<FunctionNetwork> {
  if (wanted === 'host') return 'host';
  const reason = await whyNoNetworks(isolation, link);
  if (reason === undefined) return 'isolated';
  if (wanted === 'isolated')
    throw new IsolationUnavailable(`--network isolated cannot be had here: ${reason}`);
  // Of plain processes it was said already that nothing keeps them from the host, or they were asked for by name.
  if (isolation === 'bubblewrap')
    log.warn(
      `functions share this host's network: its own services, other functions and a cloud's metadata are in their reach, since networks of their own cannot be had here (${reason}); ${NETWORK_REMEDY}, or say --network host to have it so`,
    );
  return 'host';
}

/** Undefined: functions can have networks of their own. */
export async function whyNoNetworks(
  isolation: Isolation,
  link: Pick<LauncherLink, 'send'>,
): Promise<string | undefined> {
  if (isolation === 'process') return 'it needs bubblewrap';
  try {
    await link.send({ command: 'probe', probe: { of: 'network' } });
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
