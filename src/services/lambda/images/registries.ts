import { isIP } from 'node:net';
import type { RegistrySettings } from '#service';
import type { ImageName } from './image-name.ts';

const ecrHost = /^\d{12}\.dkr\.ecr(?:-fips)?\.[a-z0-9-]+\.amazonaws\.com(?:\.cn)?$/;
/** Docker Hub answers under another name than its images have. */
const dockerHub = { name: 'docker.io', host: 'registry-1.docker.io' };

/** Where the image's registry is found. Plain http is for this machine, and for mirrors whose address says so. */
export function registryOrigin({ registry }: ImageName, { registryMirrors }: RegistrySettings): URL {
  const mirror =
    registryMirrors?.get(registry) ?? (ecrHost.test(registry) ? registryMirrors?.get('ecr') : undefined);
  const address = mirror ?? (registry === dockerHub.name ? dockerHub.host : registry);
  if (address.includes('://')) return new URL(address);
  const secure = new URL(`https://${address}`);
  return isLoopback(secure) ? new URL(`http://${address}`) : secure;
}

export function isLoopback({ hostname }: URL): boolean {
  const name = hostname.replace(/^\[(.*)\]$/, '$1');
  return name === 'localhost' || name === '::1' || (isIP(name) === 4 && name.startsWith('127.'));
}

/**
 * Whether something at `from` may send us on to `to`. Nothing leads from TLS to plain http, and nothing from elsewhere to this machine: a
 * registry must not make Lambent ask its owner's own services.
 */
export function mayLead(from: URL, to: URL): boolean {
  if (to.protocol !== 'https:' && to.protocol !== 'http:') return false;
  if (to.protocol === 'http:' && from.protocol !== 'http:') return false;
  return isLoopback(from) || !isLoopback(to);
}
