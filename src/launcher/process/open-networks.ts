import type { LauncherConfiguration } from '../launcher-protocol.ts';
import type { HolderSource } from './holder.ts';
import { Networks } from './networks.ts';
import { type UserNetworkPrograms, UserNetworks } from './user-networks.ts';

/** Whoever makes networks for environments. `take` rejects where this host cannot have any; the message says why. */
export type NetworkMaker = Pick<Networks, 'take' | 'giveBack' | 'describe' | 'sweep'>;

/** The one place that chooses how networks are made here. */
export function openNetworks(
  configuration: LauncherConfiguration,
  programs: UserNetworkPrograms,
  give: ConstructorParameters<typeof Networks>[2],
  source: HolderSource,
): NetworkMaker {
  if (configuration.uidBase === null) return new UserNetworks(configuration, programs, give, source);
  return new Networks(configuration, programs, give);
}
