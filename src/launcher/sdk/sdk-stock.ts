import { readFileSync } from 'node:fs';
import type { Clock, Random } from '#ambient';
import { downloadFailed } from '../download.ts';
import { SDK_PARTS_IN_FLIGHT_MAX, SDK_TIMEOUT_MS } from '../limits.ts';
import { packageRuntimesFile } from '../scratch.ts';
import { Archives } from './archives.ts';
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

type Locks = { readonly nodejs: NodejsLock; readonly python: PythonLock };

function readLocks(): Locks {
  const read = <T>(name: string) => JSON.parse(readFileSync(packageRuntimesFile(name), 'utf8')) as T;
  return { nodejs: read<NodejsLock>('nodejs-sdk.json'), python: read<PythonLock>('python-sdk.json') };
}

/** The versions of AWS's SDKs that the project pins, and what is fetched of them. */
export class SdkStock {
  readonly archives: Archives;
  readonly #options: StockOptions;
  #pins: (Locks & { readonly families: ReturnType<typeof nodejsFamilies> }) | undefined;

  constructor(options: StockOptions) {
    this.#options = options;
    this.archives = new Archives(options.dataFolder, options.random);
  }

  /** What functions of a runtime need of an SDK that import these packages. */
  needed(runtime: string, names: readonly string[]): Needed {
    if (names.length === 0) return { parts: [], unknown: [] };
    if (runtime.startsWith('nodejs')) {
      const { nodejs, families } = this.#pinned();
      return nodejsParts(nodejs, families, names, this.#options.npmRegistry);
    }
    const [, version] = /^python(3\.\d+)$/.exec(runtime) ?? [];
    return version === undefined
      ? { parts: [], unknown: [] }
      : pythonParts(this.#pinned().python, version, this.#options.pythonIndex);
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
  #pinned() {
    if (this.#pins === undefined) {
      const locks = this.#options.locks ?? readLocks();
      this.#pins = { ...locks, families: nodejsFamilies(locks.nodejs) };
    }
    return this.#pins;
  }
}
