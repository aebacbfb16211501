import { chmod, mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { PlatformLog } from '#observe';
import { DownloadFailed } from '../download.ts';
import { SDK_NAMES_TOLD_MAX, SDK_RETRY_MS } from '../limits.ts';
import { openToAll } from '../scratch.ts';
import type { Part } from './part.ts';
import { SdkStock, type StockOptions } from './sdk-stock.ts';

export type SdkOptions = StockOptions & {
  readonly log: PlatformLog;
  /** Compiles a folder for a runtime. May reject: then it is used as it is. */
  readonly compile: (runtime: string, folder: string) => Promise<unknown>;
};

type Failure = { readonly untilMs: number; readonly reason: string; readonly told: Set<string> };

/** The AWS SDKs that managed runtimes bring along on AWS: unpacked as functions come to need them, where all functions see them. */
export class Sdk {
  readonly #options: SdkOptions;
  readonly #stock: SdkStock;
  readonly #folder: string;
  readonly #there = new Set<string>();
  readonly #compiled = new Set<string>();
  /** Names that there will never be, told once. */
  readonly #told = new Set<string>();
  /** By their addresses, registries that gave nothing when they were last asked. */
  readonly #failures = new Map<string, Failure>();
  #last: Promise<void> = Promise.resolve();
  #working = new AbortController();
  #closed = false;

  constructor(folder: string, options: SdkOptions) {
    this.#folder = folder;
    this.#options = options;
    this.#stock = new SdkStock(options);
  }

  /**
   * Resolves when the runtime's functions find these packages and what they need, or when the operator's log says why they do not; the
   * next call after a pause then tries again. Never rejects.
   */
  async furnish(runtime: string, names: readonly string[]): Promise<void> {
    const { unpinned } = this.#stock.needed(runtime, names);
    if (unpinned.length > 0 || this.#missing(runtime, names).length > 0) {
      // One at a time: what one has brought the next need not.
      const turn = this.#last.then(() => this.#putAll(runtime, names));
      this.#last = turn;
      await turn;
    }
    const { parts, unknown } = this.#stock.needed(runtime, names);
    this.#tellUnknown(unknown);
    for (const part of parts) this.#compile(runtime, part);
  }

  #missing(runtime: string, names: readonly string[]): readonly Part[] {
    return this.#stock.needed(runtime, names).parts.filter(({ place }) => !this.#there.has(place));
  }

  /** Once for each runtime. Nobody waits: a function may start meanwhile. */
  #compile(runtime: string, { place, isCompiled }: Part): void {
    if (isCompiled !== true || !this.#there.has(place) || this.#compiled.has(runtime)) return;
    this.#compiled.add(runtime);
    this.#options.compile(runtime, join(this.#folder, place)).catch((error: unknown) => {
      this.#options.log.debug('the AWS SDK could not be compiled', { runtime, error: String(error) });
    });
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

  /** Nothing is put there any more. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#working.abort();
    await this.#last;
  }

  async #putAll(runtime: string, names: readonly string[]): Promise<void> {
    const { clock } = this.#options;
    const registry = this.#stock.registryOf(runtime);
    const failure = this.#failures.get(registry);
    if (this.#closed) return;
    if (failure !== undefined && clock.now() < failure.untilMs) {
      this.#tellFailure(failure, registry, runtime, names);
      return;
    }
    this.#failures.delete(registry);
    try {
      this.#working = new AbortController();
      const putMissing = () =>
        this.#stock.within(
          this.#missing(runtime, names),
          (part, signal) => this.#put(part, signal),
          this.#working,
        );
      // What is pinned may be here already, whether the registry is or not.
      await putMissing();
      const { unpinned } = this.#stock.needed(runtime, names);
      await this.#stock.within(unpinned, (client, signal) => this.#stock.pin(client, signal), this.#working);
      await putMissing();
    } catch (error) {
      if (this.#closed) return;
      const reason = error instanceof Error ? error.message : String(error);
      const fresh = { untilMs: clock.now() + SDK_RETRY_MS, reason, told: new Set<string>() };
      this.#failures.set(registry, fresh);
      this.#tellFailure(fresh, registry, runtime, names);
    }
  }

  /** Once for what each function names. */
  #tellFailure({ reason, told }: Failure, registry: string, runtime: string, names: readonly string[]): void {
    const packages = names.join(', ');
    if (told.has(packages) || told.size >= SDK_NAMES_TOLD_MAX) return;
    told.add(packages);
    this.#options.log.warn('packages of the AWS SDK that functions name are not here', {
      runtime,
      packages,
      reason,
      remedy: `let this host reach ${registry} once, or package them with the function`,
    });
  }

  /** It appears whole or not at all. */
  async #put({ name, place, archives }: Part, signal: AbortSignal): Promise<void> {
    const path = join(this.#folder, place);
    const incoming = join(this.#folder, `.incoming-${this.#options.random.uuid()}`);
    try {
      for (const archive of archives) {
        const bytes = await this.#stock.archives.get(archive, signal);
        await archive.unpack(bytes, join(incoming, archive.folder)).catch((cause: unknown) => {
          throw new DownloadFailed(`${name} cannot be unpacked: ${String(cause)}`, { cause });
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
