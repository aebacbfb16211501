import { createHash } from 'node:crypto';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { totalmem } from 'node:os';
import { join } from 'node:path';
import type { LauncherConfiguration, StartCommand } from '../launcher-protocol.ts';
import { HOST_MEMORY_SHARE_MAX, SHM_BYTES } from '../limits.ts';
import { Cgroup, type CgroupHome, openCgroupHome, removeCgroupHome, settingsOf } from './cgroup.ts';
import { readHierarchies } from './cgroup-host.ts';
import type { Network, NetworkPrograms } from './networks.ts';
import { type NetworkMaker, openNetworks } from './open-networks.ts';
import { type TmpFolder, TmpImages, type TmpPrograms, unmountBelow } from './tmp-images.ts';

/** What the processes of one environment hold of the host. */
export type Held = {
  readonly cgroup: Cgroup;
  /** Undefined: the host's. */
  readonly network: Network | undefined;
  release(): Promise<void>;
};

const MIB = 1024 * 1024;

/** Control groups and file systems that the launcher process hands to environments. */
export class Resources {
  readonly #configuration: LauncherConfiguration;
  readonly #programs: TmpPrograms;
  readonly #images: TmpImages;
  readonly #networks: NetworkMaker;
  #home: Promise<CgroupHome> | undefined;
  /** Why `/tmp` is memory here. */
  #tmpReason: string | undefined;

  constructor(
    configuration: LauncherConfiguration,
    programs: TmpPrograms & NetworkPrograms,
    give: Parameters<typeof openNetworks>[2],
  ) {
    this.#configuration = configuration;
    this.#networks = openNetworks(configuration, programs, give);
    this.#programs = programs;
    this.#images = new TmpImages(this.#tmpRoot, programs);
  }

  /** Undefined: its `/tmp` is memory, or a folder like any other. */
  async tmpFor({ isolation, tmpMiB }: StartCommand, uid: number | null): Promise<TmpFolder | undefined> {
    return isolation === 'bubblewrap' ? await this.#tmp(tmpMiB, uid) : undefined;
  }

  /** Limits from the first instruction on. On failure nothing is held. */
  async hold(start: StartCommand, tmp: TmpFolder | undefined): Promise<Held> {
    // What lies in a file system made of memory counts as memory, and is not the function's to pay for.
    const files =
      start.isolation === 'process' ? 0 : SHM_BYTES + (tmp === undefined ? start.tmpMiB * MIB : 0);
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
    facts.tmp = this.#tmpReason === undefined ? 'a file system of its own on disk' : `no: ${this.#tmpReason}`;
    return facts;
  }

  /** What functions lack in networks of their own. Rejects with the reason where they cannot have any. */
  async tryNetwork(): Promise<Readonly<Record<string, string>>> {
    this.#networks.giveBack(await this.#networks.take());
    return (await this.#networks.describe?.()) ?? {};
  }

  /** Removes what was made on this scratch folder, by a predecessor too. None of it may be held by anything alive. */
  async sweep(): Promise<void> {
    const text = await readFile(this.#record, 'utf8').catch(() => '');
    for (const folder of text.split('\n')) {
      if (folder.endsWith(`/${this.#name}`)) await removeCgroupHome(folder);
    }
    await rm(this.#record, { force: true });
    await this.#networks.sweep();
    if (this.#configuration.uidBase === null) return;
    if (this.#programs.umount !== undefined) await unmountBelow(this.#tmpRoot, this.#programs.umount);
    await rm(this.#tmpRoot, { recursive: true, force: true });
  }

  /** Nothing is held any more, and nothing waits. */
  async close(): Promise<void> {
    await this.#images.close();
    await this.sweep();
  }

  async #tmp(sizeMiB: number, uid: number | null): Promise<TmpFolder | undefined> {
    if (uid === null) this.#tmpReason = 'only root may mount';
    if (uid === null || this.#tmpReason !== undefined) return undefined;
    try {
      return await this.#images.take(sizeMiB, uid);
    } catch (error) {
      this.#tmpReason = error instanceof Error ? error.message : String(error);
      return undefined;
    }
  }

  async #network({ network }: StartCommand): Promise<Network | undefined> {
    return network === 'host' ? undefined : await this.#networks.take();
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

  /** Where the folders of control groups are written down, for whoever has to remove them. */
  get #record(): string {
    return join(this.#configuration.scratchFolder, 'control-groups');
  }

  get #name(): string {
    const digest = createHash('sha256').update(this.#configuration.scratchFolder).digest('hex');
    return `lambent-${digest.slice(0, 16)}`;
  }
}
