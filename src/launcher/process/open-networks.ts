import type { LauncherConfiguration } from '../launcher-protocol.ts';
import { type NetworkPrograms, Networks } from './networks.ts';

/** Whoever makes networks for environments. `take` rejects where this host cannot have any; the message says why. */
export type NetworkMaker = Pick<Networks, 'take' | 'giveBack' | 'sweep'> &
  Partial<Pick<Networks, 'describe'>>;

/** The one place that chooses how networks are made here. */
export function openNetworks(
  configuration: LauncherConfiguration,
  programs: NetworkPrograms,
  give: ConstructorParameters<typeof Networks>[2],
): NetworkMaker {
  if (configuration.uidBase === null) return noNetworks;
  return new Networks(configuration, programs, give);
}

const noNetworks: NetworkMaker = {
  take: () => Promise.reject(new Error('only root makes network namespaces that reach the outside')),
  giveBack: () => undefined,
  sweep: () => Promise.resolve(),
};
