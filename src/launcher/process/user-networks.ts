import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import type { Clock, Timer } from '#ambient';
import type { LauncherConfiguration } from '../launcher-protocol.ts';
import {
  HOST_ADDRESSES_PERIOD_MS,
  NETWORKS_MAX,
  PROBE_OUTPUT_BYTES_MAX,
  PROBE_TIMEOUT_MS,
  SOCKET_PATH_BYTES_MAX,
} from '../limits.ts';
import { firewall, innerRules, placeOf } from './firewall.ts';
import { type Holder, type HolderPrograms, type HolderSource, within } from './holder.ts';
import { openListeners } from './listeners-inside.ts';
import { hostResolvConf, type Network, type NetworkPrograms, type Networks } from './networks.ts';
import { OneAhead } from './one-ahead.ts';
import { hostRules, localAddressesIn, OUTSIDE, outsideRules } from './user-firewall.ts';
import { WayIn } from './way-in.ts';

/** The program that carries an ordinary user's packets to the host's own sockets, as found. */
export const USER_NETWORK_PROGRAMS = ['pasta'] as const;
export type UserNetworkPrograms = HolderPrograms &
  NetworkPrograms &
  Partial<Record<(typeof USER_NETWORK_PROGRAMS)[number], string>>;

/** Or the kernel takes nothing for the loopback that comes from elsewhere. */
const LET_IN = 'echo 1 > /proc/sys/net/ipv4/conf/eth0/route_localnet && exec "$1" --file "$2"';

/** Where nothing can be and the kernel refuses to connect. */
const NOWHERE = '255.255.255.255';

/**
 * Networks as root's, without root: the holder's own network is the router between them, with the same rules, and one pasta is its
 * way out. Sandboxes have no capability in any of it.
 */
export class UserNetworks {
  readonly #holders: () => Promise<Holder>;
  readonly #programs: UserNetworkPrograms;
  readonly #folder: string;
  readonly #tag: string;
  readonly #ports: LauncherConfiguration['innerPorts'];
  readonly #give: ConstructorParameters<typeof Networks>[2];
  readonly #networks = new OneAhead(() => this.#make());
  #router: Promise<Holder> | undefined;
  #wayIn: WayIn | undefined;
  #pasta: Promise<void> | undefined;
  #hostAddresses: readonly string[] = [];
  readonly #clock: Clock;
  #next: Timer | undefined;
  #made = 0;

  constructor(
    { scratchFolder, innerPorts }: LauncherConfiguration,
    programs: UserNetworkPrograms,
    give: ConstructorParameters<typeof Networks>[2],
    { holders, clock }: HolderSource,
  ) {
    this.#clock = clock;
    this.#programs = programs;
    this.#folder = join(scratchFolder, 'networks');
    this.#tag = createHash('sha256').update(scratchFolder).digest('hex').slice(0, 6);
    this.#give = give;
    this.#ports = innerPorts;
    this.#holders = holders;
  }

  /** Rejects where this machine cannot make one; the message says why. */
  async take(): Promise<Network> {
    this.#router ??= this.#open();
    const holder = await this.#router;
    if (!(await this.#hasPasta())) await this.#openOutside(holder);
    return await this.#networks.take();
  }

  /** Nothing of its environment is alive any more. */
  giveBack(network: Network): void {
    this.#networks.giveBack(network);
  }

  /** All else ends with the holder. */
  async sweep(): Promise<void> {
    this.#next?.cancel();
    this.#wayIn?.close();
    await this.#networks.forget();
    await rm(this.#folder, { recursive: true, force: true });
  }

  async #open(): Promise<Holder> {
    for (const name of ['pasta', 'ip', 'nft', 'nsenter', 'unshare'] as const) this.#program(name);
    const holder = await this.#holders();
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    this.#hostAddresses = await readHostAddresses();
    await this.#load(holder, [
      firewall(this.#tag, { forwarding: true, gatewayUid: process.getuid?.() }),
      outsideRules(this.#hostAddresses),
    ]);
    await holder.run('/bin/sh', ['-c', 'echo 1 > /proc/sys/net/ipv4/ip_forward']);
    await writeFile(this.#innerRules, innerRules(this.#ports));
    this.#wayIn = new WayIn(holder, this.#program('nsenter'));
    await this.#openOutside(holder);
    this.#watch(holder);
    return holder;
  }

  async #make(): Promise<Network> {
    if (this.#made >= NETWORKS_MAX) throw new Error(`more than ${NETWORKS_MAX} networks`);
    const number = this.#made;
    this.#made += 1;
    const holder = await this.#holders();
    const { link, outer, inner } = placeOf(this.#tag, number);
    const path = join(this.#folder, String(number));
    const ip = this.#program('ip');
    await writeFile(path, '');
    await holder.run(this.#program('unshare'), [`--net=${path}`, '--', ip, 'link', 'set', 'lo', 'up']);
    await this.#batch(
      holder,
      `${path}.outer`,
      [ip],
      [
        `link add ${link} type veth peer name eth0 netns ${path}`,
        `link set ${link} addrgenmode none`,
        `addr add ${outer}/30 dev ${link}`,
        `link set ${link} up`,
      ],
    );
    await this.#batch(
      holder,
      `${path}.inner`,
      [this.#program('nsenter'), `--net=${path}`, '--', ip],
      [
        'link set eth0 addrgenmode none',
        `addr add ${inner}/30 dev eth0`,
        'link set eth0 up',
        `route add default via ${outer}`,
      ],
    );
    const wayIn = [
      ...[`--net=${path}`, '--', '/bin/sh', '-c', LET_IN, 'sh'],
      this.#program('nft'),
      this.#innerRules,
    ];
    await holder.run(this.#program('nsenter'), wayIn);
    const entry = holder.outside(path);
    const enter = [this.#program('nsenter'), ...within(holder.pid), `--net=${entry}`, '--'];
    await openListeners(enter, this.#ports, (name, handle) => this.#give(number, name, handle));
    const address = await this.#openWayIn(`${path}.in`, inner);
    return { number, address, path: entry, resolvConf: await hostResolvConf(), holder: holder.pid };
  }

  /** Returns what `reachInside` is told. */
  async #openWayIn(path: string, inner: string): Promise<string> {
    if (Buffer.byteLength(path) > SOCKET_PATH_BYTES_MAX) return NOWHERE;
    await this.#wayIn?.open(path, inner);
    return path;
  }

  async #openOutside(holder: Holder): Promise<void> {
    this.#pasta ??= this.#startPasta(holder);
    try {
      await this.#pasta;
    } finally {
      this.#pasta = undefined;
    }
  }

  /** Attached by links that are removed with the holder: then it ends. */
  async #startPasta(holder: Holder): Promise<void> {
    const child = spawn(
      this.#program('pasta'),
      [
        // The way out and no other: no ports into here nor from here to the host's loopback, nor an address that stands for the host.
        ...['--quiet', '--ipv4-only', '-t', 'none', '-u', 'none', '-T', 'none', '-U', 'none', '--no-map-gw'],
        ...['--config-net', '--ns-ifname', OUTSIDE.link, '--address', OUTSIDE.inner],
        ...['--netmask', OUTSIDE.prefix, '--gateway', OUTSIDE.outer, '--pid', this.#pidFile],
        ...['--userns', holder.link('user'), '--netns', holder.link('net')],
      ],
      { cwd: '/', env: {}, stdio: ['ignore', 'ignore', 'pipe'], timeout: PROBE_TIMEOUT_MS },
    );
    let said = '';
    (child.stderr as Readable).on('data', (chunk: Buffer) => {
      said = (said + chunk.toString('utf8')).slice(0, PROBE_OUTPUT_BYTES_MAX);
    });
    // It stays in the background once everything is in place.
    const [code] = (await once(child, 'close')) as [number | null];
    if (code !== 0) throw new Error(`pasta says: ${complaint(said) ?? `exit status ${code}`}`);
  }

  async #hasPasta(): Promise<boolean> {
    const pid = (await readFile(this.#pidFile, 'latin1').catch(() => '')).trim();
    if (pid === '') return false;
    return (await readFile(`/proc/${pid}/cmdline`, 'latin1').catch(() => '')).includes(this.#pidFile);
  }

  #watch(holder: Holder): void {
    this.#next = this.#clock.after(HOST_ADDRESSES_PERIOD_MS, () => {
      this.#watch(holder);
      this.#refresh(holder).catch(() => undefined);
    });
  }

  async #refresh(holder: Holder): Promise<void> {
    const found = await readHostAddresses();
    if (found.join() === this.#hostAddresses.join()) return;
    await this.#load(holder, [hostRules(found)]);
    this.#hostAddresses = found;
  }

  async #load(holder: Holder, rules: readonly string[]): Promise<void> {
    const file = join(this.#folder, 'rules');
    await writeFile(file, rules.join(''));
    await holder.run(this.#program('nft'), ['--file', file]);
  }

  async #batch(
    holder: Holder,
    batch: string,
    [ip = '', ...args]: readonly string[],
    commands: readonly string[],
  ): Promise<void> {
    await writeFile(batch, `${commands.join('\n')}\n`);
    await holder.run(ip, [...args, '-batch', batch]);
    await rm(batch);
  }

  get #innerRules(): string {
    return join(this.#folder, 'inner-rules');
  }

  get #pidFile(): string {
    return join(this.#folder, 'pasta.pid');
  }

  #program(name: keyof UserNetworkPrograms): string {
    const path = this.#programs[name];
    if (path === undefined) throw new Error(`${name} is not installed`);
    return path;
  }
}

async function readHostAddresses(): Promise<string[]> {
  return localAddressesIn(await readFile('/proc/net/fib_trie', 'latin1'));
}

/** Of what it says, the line that is not about a log that it has not. */
function complaint(said: string): string | undefined {
  return said.split('\n').find((line) => line !== '' && !line.includes('syslog'));
}
