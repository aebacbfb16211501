import { createHash } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Clock, Timer } from '#ambient';
import type { LauncherConfiguration } from '../launcher-protocol.ts';
import {
  HOST_ADDRESSES_PERIOD_MS,
  NETWORKS_AHEAD_MAX,
  NETWORKS_MAX,
  NETWORKS_PER_BLOCK,
  NETWORKS_TOP_UP_MS,
} from '../limits.ts';
import { firewall, innerRules, placeOf } from './firewall.ts';
import { type Holder, type HolderPrograms, type HolderSource, within } from './holder.ts';
import { openListeners } from './listeners-inside.ts';
import { type NameServers, readNameServers } from './name-servers.ts';
import type { Network, NetworkPrograms, Networks } from './networks.ts';
import { type PASTA_PROGRAMS, Pasta } from './pasta.ts';
import { ReadyAhead } from './ready-ahead.ts';
import { hostRules, localAddressesIn, OUTSIDE, outsideRules } from './user-firewall.ts';
import { WayIn } from './way-in.ts';

export type UserNetworkPrograms = HolderPrograms &
  NetworkPrograms &
  Partial<Record<(typeof PASTA_PROGRAMS)[number], string>>;
const NEEDED = ['ip', 'nft', 'nsenter', 'unshare', 'pasta'] as const;
type Found = Readonly<Record<(typeof NEEDED)[number], string>>;

/** Or the kernel takes nothing for the loopback that comes from elsewhere. */
const LET_IN = 'echo 1 > /proc/sys/net/ipv4/conf/eth0/route_localnet && exec "$1" --file "$2"';

type Router = {
  readonly holder: Holder;
  readonly programs: Found;
  readonly names: NameServers;
  readonly pasta: Pasta;
  readonly wayIn: WayIn;
};

/**
 * Networks as root's, without root: the holder's own network is the router between them, with the same rules, and one pasta is its
 * way out. Sandboxes have no capability in any of it.
 */
export class UserNetworks {
  readonly #configuration: LauncherConfiguration;
  readonly #programs: UserNetworkPrograms;
  readonly #give: ConstructorParameters<typeof Networks>[2];
  readonly #holders: () => Promise<Holder>;
  readonly #clock: Clock;
  readonly #readAddresses: () => Promise<readonly string[]>;
  readonly #folder: string;
  readonly #tag: string;
  readonly #networks: ReadyAhead<Network>;
  #router: Promise<Router> | undefined;
  #hostAddresses: readonly string[] = [];
  #next: Timer | undefined;
  #count = 0;

  constructor(
    configuration: LauncherConfiguration,
    programs: UserNetworkPrograms,
    give: ConstructorParameters<typeof Networks>[2],
    { holders, clock }: HolderSource,
    readAddresses = readHostAddresses,
  ) {
    this.#configuration = configuration;
    this.#programs = programs;
    this.#give = give;
    this.#holders = holders;
    this.#clock = clock;
    this.#readAddresses = readAddresses;
    const ahead = { max: NETWORKS_AHEAD_MAX, afterMs: NETWORKS_TOP_UP_MS, clock };
    this.#networks = new ReadyAhead(() => this.#make(), ahead);
    this.#folder = join(configuration.scratchFolder, 'networks');
    this.#tag = createHash('sha256').update(configuration.scratchFolder).digest('hex').slice(0, 6);
  }

  /** Rejects where this machine cannot make one; the message says why. */
  async take(): Promise<Network> {
    const { holder, names, pasta } = await this.#opened();
    await pasta.open(holder, names.loopback !== undefined);
    return await this.#networks.take();
  }

  /** Nothing of its environment is alive any more. */
  giveBack(network: Network): void {
    this.#networks.giveBack(network);
  }

  /** What functions there lack, each with its remedy. */
  async describe(): Promise<Readonly<Record<string, string>>> {
    const { names } = await this.#opened();
    return names.described();
  }

  /** All else ends with the holder. */
  async sweep(): Promise<void> {
    this.#next?.cancel();
    await this.#networks.forget();
    await this.#router?.then(
      ({ wayIn }) => wayIn.close(),
      () => undefined,
    );
    await rm(this.#folder, { recursive: true, force: true });
  }

  #opened(): Promise<Router> {
    this.#router ??= this.#open();
    return this.#router;
  }

  async #open(): Promise<Router> {
    const programs = this.#found();
    const names = await readNameServers();
    const holder = await this.#holders();
    // What is read in sandboxes lies here too.
    await mkdir(this.#folder, { recursive: true, mode: 0o711 });
    this.#hostAddresses = await this.#readAddresses();
    const rules = firewall(this.#tag, {
      forwarding: true,
      gatewayUid: process.getuid?.(),
      resolver: undefined,
    });
    const { nft } = programs;
    await this.#load(holder, nft, rules + outsideRules(this.#hostAddresses));
    await holder.run('/bin/sh', ['-c', 'echo 1 > /proc/sys/net/ipv4/ip_forward']);
    await writeFile(this.#innerRules, innerRules(this.#configuration.innerPorts));
    const pasta = new Pasta(programs.pasta, this.#folder);
    await pasta.open(holder, names.loopback !== undefined);
    this.#watch(holder, nft);
    return { holder, programs, names, pasta, wayIn: new WayIn(holder, programs.nsenter) };
  }

  async #make(): Promise<Network> {
    if (this.#count >= NETWORKS_MAX) throw new Error(`more than ${NETWORKS_MAX} networks`);
    const number = this.#count;
    this.#count += 1;
    const { holder, programs, names, wayIn } = await this.#opened();
    const { ip, nft, nsenter, unshare } = programs;
    const { link, outer, inner } = placeOf(this.#tag, number, Math.floor(number / NETWORKS_PER_BLOCK));
    const place = join(this.#folder, String(number));
    await writeFile(place, '');
    await holder.run(unshare, [`--net=${place}`, '--', ip, 'link', 'set', 'lo', 'up']);
    await batch(
      holder,
      `${place}.outer`,
      [ip],
      [
        `link add ${link} type veth peer name eth0 netns ${place}`,
        `link set ${link} addrgenmode none`,
        `addr add ${outer}/31 dev ${link}`,
        `link set ${link} up`,
      ],
    );
    const enter = [`--net=${place}`, '--'];
    await batch(
      holder,
      `${place}.inner`,
      [nsenter, ...enter, ip],
      [
        'link set eth0 addrgenmode none',
        `addr add ${inner}/31 dev eth0`,
        'link set eth0 up',
        `route add default via ${outer}`,
      ],
    );
    await holder.run(nsenter, [...enter, '/bin/sh', '-c', LET_IN, 'sh', nft, this.#innerRules]);
    const path = holder.outside(place);
    const fromOutside = [nsenter, ...within(holder.pid), `--net=${path}`, '--'];
    await openListeners(fromOutside, this.#configuration.innerPorts, (name, handle) =>
      this.#give(number, name, handle),
    );
    // Where the gateway's own socket is, paths are short enough.
    const address = join(dirname(this.#configuration.socketPath), String(number));
    await wayIn.open(address, inner);
    return { number, address, path, resolvConf: await this.#resolvConf(names), holder: holder.pid };
  }

  /** The host's file, or one that leads to the host's resolver where that is on its loopback. */
  async #resolvConf(names: NameServers): Promise<string> {
    const text = names.textFor(OUTSIDE.resolver);
    if (text === undefined) return names.path;
    const path = join(this.#folder, 'resolv.conf');
    await writeFile(path, text, { mode: 0o644 });
    return path;
  }

  #watch(holder: Holder, nft: string): void {
    this.#next = this.#clock.after(HOST_ADDRESSES_PERIOD_MS, () => {
      this.#watch(holder, nft);
      this.#refresh(holder, nft).catch(() => undefined);
    });
  }

  async #refresh(holder: Holder, nft: string): Promise<void> {
    const found = await this.#readAddresses();
    if (found.join() === this.#hostAddresses.join()) return;
    await this.#load(holder, nft, hostRules(found));
    this.#hostAddresses = found;
  }

  async #load(holder: Holder, nft: string, rules: string): Promise<void> {
    const file = join(this.#folder, 'rules');
    await writeFile(file, rules);
    await holder.run(nft, ['--file', file]);
  }

  get #innerRules(): string {
    return join(this.#folder, 'inner-rules');
  }

  #found(): Found {
    const found = NEEDED.map((name) => {
      const path = this.#programs[name];
      if (path === undefined) throw new Error(`${name} is not installed`);
      return [name, path] as const;
    });
    return Object.fromEntries(found) as Found;
  }
}

/** Runs commands of `ip` in the holder, from a file of their own. */
async function batch(
  holder: Holder,
  file: string,
  [ip = '', ...options]: readonly string[],
  commands: readonly string[],
): Promise<void> {
  await writeFile(file, `${commands.join('\n')}\n`);
  await holder.run(ip, [...options, '-batch', file]);
  await rm(file);
}

async function readHostAddresses(): Promise<readonly string[]> {
  return localAddressesIn(await readFile('/proc/net/fib_trie', 'latin1'));
}
