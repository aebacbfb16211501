import yauzl, { type Entry, type ZipFile } from 'yauzl';
import { unzippedBytesMax } from '../limits.ts';
import { entryPath } from './entry-path.ts';
import { treeNodesMax, zipEntriesMax } from './limits.ts';
import { ZipRejected } from './zip-rejected.ts';

/** One file or link to unpack. `path` is relative with `/`, checked, and unique. */
export type PlannedEntry = {
  readonly path: string;
  readonly mode: number;
  readonly entry: Entry;
  readonly dataStart: number;
};

/** Everything a package holds, known before anything is written. Folders come parents first. */
export type UnzipPlan = {
  readonly folders: readonly string[];
  readonly files: readonly PlannedEntry[];
  readonly links: readonly PlannedEntry[];
};

type Kind = 'file' | 'folder' | 'link';

const typeMask = 0o170000;
const kindOfType: ReadonlyMap<number, Kind> = new Map([
  [0o100000, 'file'],
  [0o040000, 'folder'],
  [0o120000, 'link'],
]);
/** "Version made by" of zips whose attributes carry Unix modes: Unix, and macOS's own. */
const unixHosts: readonly number[] = [3, 19];

/** Reads and checks the central directory. Throws `ZipRejected`, or what yauzl throws for a file that is no zip. */
export async function planUnzip(zip: ZipFile): Promise<UnzipPlan> {
  if (zip.entryCount === 0) throw new ZipRejected('not-a-zip', 'the zip has no entries');
  if (zip.entryCount > zipEntriesMax) throw new ZipRejected('unsafe', `more than ${zipEntriesMax} entries`);
  const kinds = new Map<string, Kind>();
  const planned: Record<'file' | 'link', PlannedEntry[]> = { file: [], link: [] };
  let declaredBytes = 0;
  for await (const entry of zip.eachEntry()) {
    declaredBytes += entry.uncompressedSize;
    // A package has to stay below what a function with its layers may reach. Observed 2022-09.
    if (declaredBytes >= unzippedBytesMax)
      throw new ZipRejected('too-large', `not smaller than ${unzippedBytesMax} bytes`);
    const name = yauzl.getFileNameLowLevel(
      entry.generalPurposeBitFlag,
      entry.fileNameRaw,
      entry.extraFields,
      true,
    );
    const mode = unixHosts.includes(entry.versionMadeBy >>> 8) ? entry.externalFileAttributes >>> 16 : 0;
    const kind = kindOf(name, mode);
    const parts = entryPath(name);
    addNode(kinds, parts, kind);
    if (kind === 'folder') continue;
    if (!entry.canDecodeFileData())
      throw new ZipRejected('not-a-zip', `cannot decode the entry ${JSON.stringify(name)}`);
    const { fileDataStart } = await zip.readLocalFileHeaderPromise(entry, { minimal: true });
    planned[kind].push({ path: parts.join('/'), mode, entry, dataStart: fileDataStart });
  }
  refuseOverlaps([...planned.file, ...planned.link]);
  const folders = [...kinds].filter(([, kind]) => kind === 'folder').map(([path]) => path);
  return { folders, files: planned.file, links: planned.link };
}

function kindOf(name: string, mode: number): Kind {
  const type = mode & typeMask;
  if (type === 0) return name.endsWith('/') ? 'folder' : 'file';
  const kind = kindOfType.get(type);
  if (kind === undefined)
    throw new ZipRejected('unsafe', `${JSON.stringify(name)} is neither a file, a folder nor a link`);
  if (name.endsWith('/') !== (kind === 'folder')) {
    throw new ZipRejected('unsafe', `the name and the type of ${JSON.stringify(name)} contradict each other`);
  }
  return kind;
}

/** Takes in an entry and the folders above it. A name may come twice only as a folder, and nothing lies below a file or a link. */
function addNode(kinds: Map<string, Kind>, parts: readonly string[], kind: Kind): void {
  if (parts.length === 0 && kind !== 'folder') throw new ZipRejected('unsafe', 'an entry replaces the root');
  let path = '';
  parts.forEach((part, depth) => {
    path = path === '' ? part : `${path}/${part}`;
    const wanted = depth === parts.length - 1 ? kind : 'folder';
    const present = kinds.get(path);
    if (present === undefined) kinds.set(path, wanted);
    else if (present !== 'folder' || wanted !== 'folder') {
      throw new ZipRejected('unsafe', `${JSON.stringify(path)} comes more than once`);
    }
  });
  if (kinds.size > treeNodesMax)
    throw new ZipRejected('unsafe', `more than ${treeNodesMax} files and folders`);
}

/** Entries that share bytes are how a small zip unpacks to petabytes; no honest tool writes them. */
function refuseOverlaps(entries: readonly PlannedEntry[]): void {
  const ranges = entries
    .map(({ entry, dataStart }) => ({
      start: entry.relativeOffsetOfLocalHeader,
      end: dataStart + entry.compressedSize,
    }))
    .sort((a, b) => a.start - b.start);
  ranges.forEach((range, index) => {
    const next = ranges[index + 1];
    if (next !== undefined && next.start < range.end) throw new ZipRejected('unsafe', 'entries overlap');
  });
}
