import { DownloadFailed, download, withoutSlash } from '../download.ts';
import { REGISTRY_DOCUMENT_BYTES_MAX, SDK_FOREIGN_PACKAGES_MAX } from '../limits.ts';
import type { NodejsLock } from './nodejs-parts.ts';

type Release = NodejsLock[string];

/** Names that may become folders. */
const PACKAGE = /^(@[a-z0-9-]+\/)?[a-z0-9][a-z0-9._-]*$/;

/** What npm says of a package, in its short form. */
type RegistryDocument = {
  readonly versions?: Readonly<
    Record<
      string,
      {
        readonly dist?: { readonly integrity?: string };
        readonly dependencies?: Readonly<Record<string, string>>;
      }
    >
  >;
};

/**
 * A client that the project does not pin, with what it needs beside the pinned packages: of each the newest version that goes with those.
 * The checksums are the registry's. Undefined where the registry has none that goes with them. Throws `DownloadFailed`.
 */
export async function fittingReleases(
  client: string,
  lock: NodejsLock,
  npmRegistry: string,
  signal: AbortSignal,
): Promise<NodejsLock | undefined> {
  const found = new Map<string, Release>();
  const todo: [name: string, range: string][] = [[client, '*']];
  for (let next = todo.pop(); next !== undefined; next = todo.pop()) {
    const [name, range] = next;
    if (found.has(name)) continue;
    const address = `${withoutSlash(npmRegistry)}/${name.replace('/', '%2f')}`;
    const document = await documentAt(address, signal);
    const release = newestFitting(document, range, lock);
    if (release === undefined || found.size > SDK_FOREIGN_PACKAGES_MAX) return undefined;
    const { version, integrity, ranges } = release;
    found.set(name, { version, integrity, dependencies: Object.keys(ranges) });
    todo.push(...Object.entries(ranges).filter(([dependency]) => !Object.hasOwn(lock, dependency)));
  }
  return Object.fromEntries(found);
}

/** Of a package that there is not: no versions. */
async function documentAt(address: string, signal: AbortSignal): Promise<RegistryDocument> {
  const headers = { accept: 'application/vnd.npm.install-v1+json' };
  try {
    const { bytes } = await download(address, { bytesMax: REGISTRY_DOCUMENT_BYTES_MAX, headers, signal });
    return JSON.parse(bytes.toString('utf8')) as RegistryDocument;
  } catch (error) {
    if (error instanceof DownloadFailed && error.status === 404) return {};
    throw error;
  }
}

/** The newest release in a range whose dependencies are pinned in versions that it takes, but for a few of its own. */
function newestFitting({ versions = {} }: RegistryDocument, range: string, lock: NodejsLock) {
  const fitting = Object.entries(versions).flatMap(([version, { dist, dependencies: ranges = {} }]) => {
    const integrity = dist?.integrity ?? '';
    const foreign = Object.keys(ranges).filter((name) => !Object.hasOwn(lock, name));
    const goes = Object.entries(ranges).every(([name, wanted]) =>
      Object.hasOwn(lock, name) ? isWithin(lock[name]?.version ?? '', wanted) : PACKAGE.test(name),
    );
    if (!goes || foreign.length > SDK_FOREIGN_PACKAGES_MAX || !integrity.startsWith('sha512-')) return [];
    return isWithin(version, range) ? [{ version, integrity, ranges }] : [];
  });
  return fitting.sort((one, other) => orderOf(one.version) - orderOf(other.version)).at(-1);
}

/** Of the ranges that these packages use: `^1.2.3`, `~1.2.3`, `1.2.3` and `*`. Pre-releases are in none. */
function isWithin(version: string, range: string): boolean {
  const [, major, minor] = /^(\d+)\.(\d+)\.\d+$/.exec(version) ?? [];
  if (major === undefined) return false;
  if (range === '*') return true;
  const [, kind, least = '', leastMajor, leastMinor] = /^([\^~]?)((\d+)\.(\d+)\.\d+)$/.exec(range) ?? [];
  if (kind === undefined || orderOf(version) < orderOf(least)) return false;
  if (kind === '') return version === least;
  return major === leastMajor && (minor === leastMinor || (kind === '^' && major !== '0'));
}

function orderOf(version: string): number {
  return version.split('.').reduce((order, part) => order * 100_000 + Number(part), 0);
}
