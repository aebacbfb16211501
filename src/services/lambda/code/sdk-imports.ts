import type { Dirent } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { namedPackagesMax, scannedBytesMax, scannedContextMax, scannedFilesMax } from './limits.ts';

/** A function's unpacked code, and what its layers make together. */
export type SearchedTrees = { readonly folder: string; readonly layersFolder?: string };

/**
 * Packages of the AWS SDK that code of a runtime imports and that neither it nor its layers have, in the order of the alphabet: on AWS the
 * runtime brings them. Of very large code only a part is read, what lies in `node_modules` last.
 */
export async function sdkImports(
  runtime: string,
  { folder, layersFolder }: SearchedTrees,
): Promise<readonly string[]> {
  const [, node] = /^nodejs(\d+)\.x$/.exec(runtime) ?? [];
  const python = /^python3\.\d+$/.test(runtime);
  if (node === undefined && !python) return [];
  const language = python ? pythonLanguage : nodeLanguage;
  const places = python
    ? ['python', `python/lib/${runtime}/site-packages`]
    : ['nodejs/node_modules', `nodejs/node${node}/node_modules`];
  const layers = layersFolder === undefined ? [] : places.map((place) => join(layersFolder, place));
  const present = new Set<string>();
  for (const layer of layers) for (const name of await language.packagesIn(layer)) present.add(name);
  const search = new Search(language);
  await search.walk(folder, present);
  if (layersFolder !== undefined) await search.walk(layersFolder, present);
  return [...search.missing].sort();
}

type Language = {
  readonly isSource: RegExp;
  /** How the names of packages begin. */
  readonly marks: readonly string[];
  /** What stands before a name that is imported. */
  readonly before: RegExp;
  readonly name: RegExp;
  /** Where code in a folder finds packages that lie there. */
  readonly packagesBeside: string;
  /** Those of the SDK in a folder of packages. */
  packagesIn(folder: string): Promise<readonly string[]>;
};

const nodeScopes = ['@aws-sdk', '@smithy', '@aws-crypto'];

const nodeLanguage: Language = {
  isSource: /\.[cm]?js$/,
  marks: nodeScopes.map((scope) => `${scope}/`),
  before: /(?:require|import|from|resolve)\s*\(?\s*["'`]$/,
  // Two that AWS's runtime lacks too: messages in the SDK itself, and so in bundles, tell how to import them.
  name: /^(?!@aws-sdk\/signature-v4(?:a|-crt)\b)@[a-z-]+\/[a-z0-9][a-z0-9.-]*/,
  packagesBeside: 'node_modules',
  async packagesIn(folder) {
    const scopes = nodeScopes.map(async (scope) =>
      (await namesIn(join(folder, scope))).map((name) => `${scope}/${name}`),
    );
    return (await Promise.all(scopes)).flat();
  },
};

const pythonPackages = ['boto3', 'botocore', 's3transfer', 'jmespath', 'dateutil', 'six', 'urllib3'];

const pythonLanguage: Language = {
  isSource: /\.py$/,
  marks: pythonPackages,
  before: /(?:^|\n)[ \t]*(?:from[ \t]+|import[ \t]+(?:[\w.]+(?:[ \t]+as[ \t]+\w+)?[ \t]*,[ \t]*)*)$/,
  name: new RegExp(`^(?:${pythonPackages.join('|')})\\b`),
  packagesBeside: '',
  async packagesIn(folder) {
    const names = (await namesIn(folder)).map((name) => name.replace(/\.py$/, ''));
    return pythonPackages.filter((name) => names.includes(name));
  },
};

async function namesIn(folder: string): Promise<readonly string[]> {
  return await readdir(folder).catch(() => []);
}

/** One search, through several trees. */
class Search {
  readonly missing = new Set<string>();
  readonly #language: Language;
  #bytesLeft = scannedBytesMax;
  #filesLeft = scannedFilesMax;

  constructor(language: Language) {
    this.#language = language;
  }

  /** `present`: the packages that code here finds already. Links are not followed: what they lead to is in the tree itself. */
  async walk(folder: string, present: ReadonlySet<string>): Promise<void> {
    const { isSource, packagesBeside, packagesIn } = this.#language;
    const beside = new Set([...present, ...(await packagesIn(join(folder, packagesBeside)))]);
    const entries = (await readdir(folder, { withFileTypes: true })).sort(packagesLast);
    for (const entry of entries) {
      if (this.#filesLeft <= 0) return;
      const path = join(folder, entry.name);
      if (entry.isFile() && isSource.test(entry.name)) await this.#scan(path, beside);
      // Of the SDK itself what it needs is there, or comes with it.
      else if (entry.isDirectory() && !nodeScopes.includes(entry.name)) await this.walk(path, beside);
    }
  }

  /** Only what is around the names is looked at: a bundle may have millions of characters in a line. */
  async #scan(path: string, present: ReadonlySet<string>): Promise<void> {
    const { size } = await stat(path);
    this.#filesLeft -= 1;
    if (size > this.#bytesLeft) return;
    this.#bytesLeft -= size;
    const bytes = await readFile(path);
    const { marks, before, name } = this.#language;
    for (const mark of marks) {
      for (let at = bytes.indexOf(mark); at !== -1; at = bytes.indexOf(mark, at + mark.length)) {
        if (!before.test(bytes.toString('latin1', Math.max(0, at - scannedContextMax), at))) continue;
        const [found] = name.exec(bytes.toString('latin1', at, at + scannedContextMax)) ?? [];
        if (found === undefined || present.has(found)) continue;
        if (this.missing.size < namedPackagesMax) this.missing.add(found);
      }
    }
  }
}

function packagesLast(one: Dirent, other: Dirent): number {
  return (
    Number(one.isDirectory()) - Number(other.isDirectory()) ||
    Number(isPackages(one)) - Number(isPackages(other))
  );
}

function isPackages({ name }: Dirent): boolean {
  return name === nodeLanguage.packagesBeside;
}
