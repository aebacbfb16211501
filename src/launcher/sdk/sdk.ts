import { readFileSync } from 'node:fs';
import { chmod, mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Clock, Random } from '#ambient';
import type { PlatformLog } from '#observe';
import { downloadFailed } from '../download.ts';
import { SDK_NAMES_TOLD_MAX, SDK_PARTS_IN_FLIGHT_MAX, SDK_RETRY_MS, SDK_TIMEOUT_MS } from '../limits.ts';
import { openToAll, packageRuntimesFile } from '../scratch.ts';
import { Archives } from './archives.ts';
import { type NodejsLock, nodejsFamilies, nodejsParts } from './nodejs-parts.ts';
import type { Needed, Part } from './part.ts';
import { type PythonLock, pythonParts } from './python-parts.ts';

export type SdkOptions = {
  readonly dataFolder: string;
  readonly npmRegistry: string;
  readonly pythonIndex: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: PlatformLog;
  /** Left out: what the project pins. */
  readonly locks?: Locks;
};

type Locks = { readonly nodejs: NodejsLock; readonly python: PythonLock };
type Pins = Locks & { readonly families: ReturnType<typeof nodejsFamilies> };

function readLocks(): Locks {
  const read = <T>(name: string) => JSON.parse(readFileSync(packageRuntimesFile(name), 'utf8')) as T;
  return { nodejs: read<NodejsLock>('nodejs-sdk.json'), python: read<PythonLock>('python-sdk.json') };
}

function pinsOf(locks: Locks): Pins {
  return { ...locks, families: nodejsFamilies(locks.nodejs) };
}

/** The AWS SDKs that managed runtimes bring along on AWS, fetched as functions come to need them. */
export class Sdk {
  readonly #options: SdkOptions;
  readonly #archives: Archives;
  /** Where the parts are put, which functions see read-only. */
  readonly #folder: string;
  readonly #there = new Set<string>();
  /** Names that there will never be, told once. */
  readonly #told = new Set<string>();
  #pausedUntilMs = Number.NEGATIVE_INFINITY;
  #last: Promise<void> = Promise.resolve();
  #pins: Pins | undefined;

  constructor(folder: string, options: SdkOptions) {
    this.#options = options;
    this.#folder = folder;
    this.#archives = new Archives(options.dataFolder, options.random);
  }

  /**
   * Resolves when the runtime's functions find these packages and what they need, or when the operator's log says why they do not; the
   * next call after a pause then tries again. Never rejects.
   */
  async furnish(runtime: string, names: readonly string[]): Promise<void> {
    const { parts, unknown } = this.#needed(runtime, names);
    this.#tellUnknown(unknown);
    const isMissing = ({ place }: Part): boolean => !this.#there.has(place);
    if (!parts.some(isMissing)) return;
    // One at a time: what one has brought the next need not.
    const turn = this.#last.then(() => this.#putAll(runtime, parts.filter(isMissing)));
    this.#last = turn;
    await turn;
  }

  /** Fetches all there is for a runtime, to be unpacked when it is needed. Returns the number of packages. Throws `DownloadFailed`. */
  async fetchAll(runtime: string): Promise<number> {
    const archives = this.#all(runtime).parts.flatMap((part) => part.archives);
    await this.#within(archives, async (archive, signal) => {
      await this.#archives.get(archive, signal);
    });
    return archives.length;
  }

  /** How many packages there are for a runtime, and how many of them are fetched. */
  async count(runtime: string): Promise<{ readonly fetched: number; readonly all: number }> {
    const archives = this.#all(runtime).parts.flatMap((part) => part.archives);
    return { fetched: await this.#archives.count(archives), all: archives.length };
  }

  #all(runtime: string): Needed {
    return this.#needed(
      runtime,
      runtime.startsWith('nodejs') ? Object.keys(this.#pinned().nodejs) : ['boto3'],
    );
  }

  #needed(runtime: string, names: readonly string[]): Needed {
    const { npmRegistry, pythonIndex } = this.#options;
    if (names.length === 0) return { parts: [], unknown: [] };
    if (runtime.startsWith('nodejs')) {
      const { nodejs, families } = this.#pinned();
      return nodejsParts(nodejs, families, names, npmRegistry);
    }
    const [, version] = /^python(3\.\d+)$/.exec(runtime) ?? [];
    return version === undefined
      ? { parts: [], unknown: [] }
      : pythonParts(this.#pinned().python, version, pythonIndex);
  }

  /** Read when they are first asked for: most functions bring all they need. */
  #pinned(): Pins {
    this.#pins ??= pinsOf(this.#options.locks ?? readLocks());
    return this.#pins;
  }

  #tellUnknown(names: readonly string[]): void {
    const fresh = names.filter((name) => !this.#told.has(name));
    if (fresh.length === 0 || this.#told.size >= SDK_NAMES_TOLD_MAX) return;
    for (const name of fresh) this.#told.add(name);
    this.#options.log.warn('functions name packages of the AWS SDK that do not come with Lambent', {
      packages: fresh.join(', '),
      remedy: 'package them with the function, or put them into a layer',
    });
  }

  async #putAll(runtime: string, parts: readonly Part[]): Promise<void> {
    const { clock, log, npmRegistry, pythonIndex } = this.#options;
    if (clock.now() < this.#pausedUntilMs) return;
    const registry = runtime.startsWith('nodejs') ? npmRegistry : pythonIndex;
    try {
      await this.#within(parts, (part, signal) => this.#put(part, signal));
    } catch (error) {
      this.#pausedUntilMs = clock.now() + SDK_RETRY_MS;
      const missing = parts.filter(({ place }) => !this.#there.has(place)).map(({ name }) => name);
      log.warn('the AWS SDK that functions of this runtime name is not here', {
        runtime,
        packages: missing.join(', '),
        reason: downloadFailed(error).message,
        remedy: `let this host reach ${registry} once, or package them with the function`,
      });
    }
  }

  /** A few at a time and all within one time limit; the first failure ends it. */
  async #within<T>(
    items: readonly T[],
    work: (item: T, signal: AbortSignal) => Promise<void>,
  ): Promise<void> {
    const abort = new AbortController();
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
    if (abort.signal.aborted) throw abort.signal.reason;
  }

  /** It appears whole or not at all. */
  async #put({ name, place, archives }: Part, signal: AbortSignal): Promise<void> {
    const path = join(this.#folder, place);
    const incoming = join(this.#folder, `.incoming-${this.#options.random.uuid()}`);
    try {
      for (const archive of archives) {
        const bytes = await this.#archives.get(archive, signal);
        await archive.unpack(bytes, join(incoming, archive.folder)).catch((cause: unknown) => {
          throw new Error(`${name} cannot be unpacked: ${String(cause)}`, { cause });
        });
      }
      await openToAll(incoming);
      await mkdir(dirname(path), { recursive: true });
      await chmod(dirname(path), 0o755);
      await rename(incoming, path);
      this.#there.add(place);
    } finally {
      await rm(incoming, { recursive: true, force: true });
    }
  }
}
