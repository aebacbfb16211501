import { createHash } from 'node:crypto';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { totalmem } from 'node:os';
import { join } from 'node:path';
import type { Clock } from '#ambient';
import type { LauncherConfiguration, StartCommand } from '../launcher-protocol.ts';
import { HOST_MEMORY_SHARE_MAX, SHM_BYTES, TMP_MEMORY_SHARE_MAX } from '../limits.ts';
import { Cgroup, type CgroupHome, openCgroupHome, removeCgroupHome, settingsOf } from './cgroup.ts';
import { readHierarchies } from './cgroup-host.ts';
import { Holder, sweepHolders } from './holder.ts';
import { MemoryFolders } from './memory-folders.ts';
import type { Network } from './networks.ts';
import { type NetworkMaker, openNetworks } from './open-networks.ts';
import { type TmpFolder, TmpImages, type TmpPrograms, unmountBelow } from './tmp-images.ts';
import type { UserNetworkPrograms } from './user-networks.ts';

/** What the processes of one environment hold of the host. */
export type Held = {
  readonly cgroup: Cgroup;
  /** Undefined: the host's. */
  readonly network: Network | undefined;
  release(): Promise<void>;
};

const MIB = 1024 * 1024;
const TMP_MEMORY_BYTES_MAX = Math.floor(totalmem() * TMP_MEMORY_SHARE_MAX);

/** Control groups and file systems that the launcher process hands to environments. */
export class Resources {
  readonly #configuration: LauncherConfiguration;
  readonly #programs: TmpPrograms & UserNetworkPrograms;
  readonly #images: TmpImages;
  readonly #memoryFolders: MemoryFolders;
  readonly #networks: NetworkMaker;
  #holder: Promise<Holder> | undefined;
  #home: Promise<CgroupHome> | undefined;
  /** Why `/tmp` is the sandbox's own, and memory. */
  #tmpReason: string | undefined;

  constructor(
    configuration: LauncherConfiguration,
    programs: TmpPrograms & UserNetworkPrograms,
    give: Parameters<typeof openNetworks>[2],
    clock: Clock,
  ) {
    this.#configuration = configuration;
    const source = { holders: () => this.#openHolder(clock), clock };
    this.#networks = openNetworks(configuration, programs, give, source);
    this.#programs = programs;
    this.#images = new TmpImages(this.#tmpRoot, programs);
    this.#memoryFolders = new MemoryFolders(source, programs, {
      folder: this.#tmpRoot,
      bytesMax: TMP_MEMORY_BYTES_MAX,
    });
  }

  /** Undefined: its `/tmp` is memory, or a folder like any other. */
  async tmpFor({ isolation, tmpMiB }: StartCommand, uid: number | null): Promise<TmpFolder | undefined> {
    return isolation === 'bubblewrap' ? await this.#tmp(tmpMiB, uid) : undefined;
  }

  /** Limits from the first instruction on. On failure nothing is held. */
  async hold(start: StartCommand, tmp: TmpFolder | undefined): Promise<Held> {
    // What lies in a file system made of memory counts as memory, and is not the function's to pay for.
    const isMemory = tmp === undefined || tmp.holder !== undefined;
    const files = start.isolation === 'process' ? 0 : SHM_BYTES + (isMemory ? start.tmpMiB * MIB : 0);
    const cgroup = await Cgroup.make(await this.#openHome(), start.id, {
      memoryBytes: start.memoryMiB * MIB + files,
      ...(this.#configuration.cpu === 'proportional' && { cpuMemoryMiB: start.memoryMiB }),
    });
    const network = await this.#network(start).catch(async (error: unknown) => {
      await cgroup.remove();
      throw error;
    });
    const release = async (): Promise<void> => {
      await cgroup.remove();
      if (network !== undefined) this.#networks.giveBack(network);
    };
    return { cgroup, network, release };
  }

  /** What this host gives, in one line each; a line that begins with `no` says why not. */
  async describe(): Promise<Record<string, string>> {
    const { hierarchies, missing } = await this.#openHome();
    const facts: Record<string, string> = {};
    for (const { version, folder, controllers } of hierarchies)
      for (const name of controllers) facts[name] = `control groups version ${version} at ${folder}`;
    for (const [name, reason] of missing) facts[name] = `no: ${reason}`;
    const uid = this.#configuration.uidBase;
    await (await this.#tmp(8, uid))?.remove();
    facts.tmp = this.#tmpReason === undefined ? tmpWords(uid) : `no: ${this.#tmpReason}`;
    return facts;
  }

  /** What functions lack in networks of their own. Rejects with the reason where they cannot have any. */
  async tryNetwork(): Promise<Readonly<Record<string, string>>> {
    this.#networks.giveBack(await this.#networks.take());
    return await this.#networks.describe();
  }

  /** Removes what was made on this scratch folder, by a predecessor too. None of it may be held by anything alive. */
  async sweep(): Promise<void> {
    const text = await readFile(this.#record, 'utf8').catch(() => '');
    for (const folder of text.split('\n')) {
      if (folder.endsWith(`/${this.#name}`)) await removeCgroupHome(folder);
    }
    await rm(this.#record, { force: true });
    await this.#networks.sweep();
    await this.#sweepHolders();
    if (this.#configuration.uidBase === null) return;
    if (this.#programs.umount !== undefined) await unmountBelow(this.#tmpRoot, this.#programs.umount);
    await rm(this.#tmpRoot, { recursive: true, force: true });
  }

  /** Nothing is held any more, and nothing waits. */
  async close(): Promise<void> {
    await this.#images.close();
    this.#memoryFolders.close();
    await this.sweep();
  }

  async #tmp(sizeMiB: number, uid: number | null): Promise<TmpFolder | undefined> {
    if (this.#tmpReason !== undefined) return undefined;
    try {
      return await (uid === null ? this.#memoryFolders.take(sizeMiB) : this.#images.take(sizeMiB, uid));
    } catch (error) {
      this.#tmpReason = error instanceof Error ? error.message : String(error);
      return undefined;
    }
  }

  async #network({ network }: StartCommand): Promise<Network | undefined> {
    return network === 'host' ? undefined : await this.#networks.take();
  }

  #openHolder(clock: Clock): Promise<Holder> {
    // Environments are without their `/tmp` and network if it is lost: with this process they end, and its successor starts anew.
    this.#holder ??= Holder.open(this.#programs, { folder: this.#holderFolder, clock }, () =>
      process.exit(1),
    );
    return this.#holder;
  }

  async #sweepHolders(): Promise<void> {
    if (this.#configuration.uidBase !== null) return;
    await this.#holder?.then(
      (holder) => holder.close(),
      () => undefined,
    );
    await sweepHolders(this.#holderFolder);
    await rm(this.#tmpRoot, { recursive: true, force: true });
  }

  #openHome(): Promise<CgroupHome> {
    this.#home ??= this.#makeHome();
    return this.#home;
  }

  async #makeHome(): Promise<CgroupHome> {
    const home = await openCgroupHome(await readHierarchies(), this.#name);
    // For the successor of a launcher process that dies: groups lie where that one was started.
    const folders = home.hierarchies.map(({ folder }) => `${folder}\n`).join('');
    await writeFile(this.#record, folders, { mode: 0o600 });
    for (const hierarchy of home.hierarchies) {
      const memoryBytes = Math.floor(totalmem() * HOST_MEMORY_SHARE_MAX);
      for (const [file, value] of settingsOf(hierarchy, { memoryBytes })) {
        if (file.startsWith('memory.') && !file.includes('oom.group'))
          await writeFile(join(hierarchy.folder, file), value).catch(() => undefined);
      }
    }
    return home;
  }

  get #tmpRoot(): string {
    return join(this.#configuration.scratchFolder, 'tmp');
  }

  get #holderFolder(): string {
    return join(this.#configuration.scratchFolder, 'holder');
  }

  /** Where the folders of control groups are written down, for whoever has to remove them. */
  get #record(): string {
    return join(this.#configuration.scratchFolder, 'control-groups');
  }

  get #name(): string {
    const digest = createHash('sha256').update(this.#configuration.scratchFolder).digest('hex');
    return `lambent-${digest.slice(0, 16)}`;
  }
}

function tmpWords(uid: number | null): string {
  const bound = Math.floor(TMP_MEMORY_BYTES_MAX / MIB);
  return uid === null
    ? `a file system of its own in memory, ${bound} MiB for all together`
    : 'a file system of its own on disk';
}
