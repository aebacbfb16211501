import { DownloadFailed, download, withoutSlash } from '../download.ts';
import { REGISTRY_DOCUMENT_BYTES_MAX } from '../limits.ts';
import type { Needed } from './part.ts';
import { unpackWheel } from './unpack.ts';

/** `runtimes/python-sdk.json`: wheels by the oldest version of Python that a set is for, then by project. */
export type PythonLock = Readonly<
  Record<string, Readonly<Record<string, { readonly wheel: string; readonly sha256: string }>>>
>;

/** The set for a version of Python such as `3.13`: boto3 and what it needs. */
export function pythonParts(lock: PythonLock, version: string, index: string): Needed {
  const minor = (text: string): number => Number(text.split('.')[1]);
  const sets = Object.keys(lock).filter((oldest) => minor(oldest) <= minor(version));
  const newest = sets.sort((a, b) => minor(a) - minor(b)).at(-1);
  const wheels = Object.entries((newest !== undefined && lock[newest]) || {});
  if (newest === undefined || wheels.length === 0) return { parts: [], unpinned: [], unknown: ['boto3'] };
  const archives = wheels.map(([project, { wheel, sha256 }]) => ({
    file: wheel,
    algorithm: 'sha256' as const,
    digest: Buffer.from(sha256, 'hex'),
    folder: '',
    address: (signal: AbortSignal) => wheelAddress(index, project, wheel, signal),
    unpack: unpackWheel,
  }));
  const place = `python/site-packages/${newest}`;
  return { parts: [{ name: 'boto3', place, archives, isCompiled: true }], unpinned: [], unknown: [] };
}

type ProjectPage = { readonly files?: readonly { readonly filename?: string; readonly url?: string }[] };

/** Where an index has a wheel, by its page of the project: JSON (PEP 691), or HTML (PEP 503) where it has no other. */
async function wheelAddress(
  index: string,
  project: string,
  wheel: string,
  signal: AbortSignal,
): Promise<string> {
  const page = `${withoutSlash(index)}/${project}/`;
  const headers = { accept: 'application/vnd.pypi.simple.v1+json, text/html;q=0.2' };
  const { url, bytes } = await download(page, { bytesMax: REGISTRY_DOCUMENT_BYTES_MAX, headers, signal });
  const text = bytes.toString('utf8');
  const found = text.trimStart().startsWith('{')
    ? (JSON.parse(text) as ProjectPage).files?.find(({ filename }) => filename === wheel)?.url
    : linkTo(text, wheel);
  if (found === undefined) throw new DownloadFailed(`${page} has no ${wheel}`);
  return new URL(found, url).href;
}

function linkTo(html: string, wheel: string): string | undefined {
  const addresses = [...html.matchAll(/<a\s[^>]*?href="([^"]*)"/gi)].map(([, href = '']) =>
    href.replaceAll('&amp;', '&'),
  );
  return addresses.find((address) => {
    const path = address.replace(/[?#].*$/s, '');
    return path.slice(path.lastIndexOf('/') + 1) === wheel;
  });
}
