import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Clock, Random } from '#ambient';
import { downloadFailed } from '../download.ts';
import { SDK_NAMES_TOLD_MAX, SDK_PARTS_IN_FLIGHT_MAX, SDK_TIMEOUT_MS } from '../limits.ts';
import { packageRuntimesFile } from '../scratch.ts';
import { Archives } from './archives.ts';
import { fittingReleases } from './fitting-release.ts';
import { type NodejsLock, nodejsFamilies, nodejsParts } from './nodejs-parts.ts';
import type { Archive, Needed } from './part.ts';
import { type PythonLock, pythonParts } from './python-parts.ts';

export type StockOptions = {
  readonly dataFolder: string;
  readonly npmRegistry: string;
  readonly pythonIndex: string;
  readonly clock: Clock;
  readonly random: Random;
  /** Left out: what the project pins. */
  readonly locks?: Locks;
};

/** The locks, with the versions that were chosen beside them. */
type Pins = Locks & {
  readonly families: ReturnType<typeof nodejsFamilies>;
  /** Of the lock for JavaScript as the project has it. */
  readonly digest: string;
};

/** AWS has all that there are; anything else of theirs only where one needs it. */
const CLIENT = /^@aws-sdk\/client-[a-z0-9-]+$/;

const NOTHING: Needed = { parts: [], unpinned: [], unknown: [] };

type Locks = { readonly nodejs: NodejsLock; readonly python: PythonLock };

function readLocks(): Locks {
  const read = <T>(name: string) => JSON.parse(readFileSync(packageRuntimesFile(name), 'utf8')) as T;
  return { nodejs: read<NodejsLock>('nodejs-sdk.json'), python: read<PythonLock>('python-sdk.json') };
}

/** The versions of AWS's SDKs that the project pins, and what is fetched of them. */
export class SdkStock {
  readonly archives: Archives;
  readonly #options: StockOptions;
  /** Clients that the registry does not have either. */
  readonly #nowhere = new Set<string>();
  #pins: Pins | undefined;

  constructor(options: StockOptions) {
    this.#options = options;
    this.archives = new Archives(options.dataFolder, options.random);
  }

  /** What functions of a runtime need of an SDK that import these packages. */
  needed(runtime: string, names: readonly string[]): Needed {
    if (names.length === 0) return NOTHING;
    if (runtime.startsWith('nodejs')) {
      const { nodejs, families } = this.#pinned();
      const { parts, unknown } = nodejsParts(nodejs, families, names, this.#options.npmRegistry);
      const mayBeAsked = this.#nowhere.size < SDK_NAMES_TOLD_MAX;
      const isUnpinned = (name: string): boolean =>
        mayBeAsked && CLIENT.test(name) && !this.#nowhere.has(name);
      return {
        parts,
        unpinned: unknown.filter(isUnpinned),
        unknown: unknown.filter((name) => !isUnpinned(name)),
      };
    }
    const [, version] = /^python(3\.\d+)$/.exec(runtime) ?? [];
    return version === undefined
      ? NOTHING
      : pythonParts(this.#pinned().python, version, this.#options.pythonIndex);
  }

  /**
   * Chooses a version of a client of which none is pinned, and remembers which: `needed` then knows it, or knows that it is nowhere. Throws
   * `DownloadFailed`.
   */
  async pin(client: string, signal: AbortSignal): Promise<void> {
    const { nodejs, digest } = this.#pinned();
    // Chosen beside other versions it would not go with these.
    const note = `${client.replace('/', '+')}-${digest}`;
    const noted = (await this.archives.note(note)) as NodejsLock | undefined;
    const found = noted ?? (await fittingReleases(client, nodejs, this.#options.npmRegistry, signal));
    if (found === undefined) {
      this.#nowhere.add(client);
      return;
    }
    if (noted === undefined) await this.archives.keepNote(note, found);
    const more = { ...found, ...this.#pinned().nodejs };
    this.#pins = { ...this.#pinned(), nodejs: more, families: nodejsFamilies(more) };
  }

  /** Where a runtime's SDK comes from. */
  registryOf(runtime: string): string {
    const { npmRegistry, pythonIndex } = this.#options;
    return runtime.startsWith('nodejs') ? npmRegistry : pythonIndex;
  }

  /** Fetches all there is for a runtime, to be unpacked when it is needed. Returns the number of packages. Throws `DownloadFailed`. */
  async fetchAll(runtime: string): Promise<number> {
    const archives = this.#all(runtime);
    await this.within(archives, async (archive, signal) => {
      await this.archives.get(archive, signal);
    });
    return archives.length;
  }

  /** How many packages there are for a runtime, and how many of them are fetched. */
  async count(runtime: string): Promise<{ readonly fetched: number; readonly all: number }> {
    const archives = this.#all(runtime);
    return { fetched: await this.archives.count(archives), all: archives.length };
  }

  /** Works a few at a time and all within one time limit; the first failure ends it. Throws `DownloadFailed`. */
  async within<T>(
    items: readonly T[],
    work: (item: T, signal: AbortSignal) => Promise<void>,
    abort = new AbortController(),
  ): Promise<void> {
    const timer = this.#options.clock.after(SDK_TIMEOUT_MS, () => abort.abort(new Error('it took too long')));
    const queue = items.values();
    const lane = async (): Promise<void> => {
      for (const item of queue) {
        if (abort.signal.aborted) return;
        await work(item, abort.signal).catch((error: unknown) => abort.abort(error));
      }
    };
    await Promise.all(Array.from({ length: SDK_PARTS_IN_FLIGHT_MAX }, lane));
    timer.cancel();
    if (abort.signal.aborted) throw downloadFailed(abort.signal.reason);
  }

  #all(runtime: string): readonly Archive[] {
    const names = runtime.startsWith('nodejs') ? Object.keys(this.#pinned().nodejs) : ['boto3'];
    return this.needed(runtime, names).parts.flatMap((part) => part.archives);
  }

  /** Read when they are first asked for: most functions bring all they need. */
  #pinned(): Pins {
    if (this.#pins === undefined) {
      const locks = this.#options.locks ?? readLocks();
      const digest = createHash('sha256').update(JSON.stringify(locks.nodejs)).digest('hex').slice(0, 8);
      this.#pins = { ...locks, families: nodejsFamilies(locks.nodejs), digest };
    }
    return this.#pins;
  }
}
