import { createHash } from 'node:crypto';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { InnerListener, InnerPort, LauncherConfiguration } from '../launcher-protocol.ts';
import {
  NAMESPACES_REMOVED_AT_ONCE,
  NETWORKS_AHEAD_MAX,
  NETWORKS_MAX,
  NETWORKS_PER_BLOCK,
  NETWORKS_TOP_UP_MS,
} from '../limits.ts';
import { claimBlock, claimsIn } from './address-blocks.ts';
import { firewall, innerRules, placeOf, prefixesOf } from './firewall.ts';
import { type ForwardPrograms, findObstacle } from './forward-policy.ts';
import { endForwarding, startForwarding } from './host-forwarding.ts';
import { type ListenerHandle, openListeners } from './listeners-inside.ts';
import { type NameServers, readNameServers } from './name-servers.ts';
import { runOrThrow } from './run-program.ts';
import { Turns } from './turns.ts';

/** Programs that make network namespaces, as found; root alone may use them. */
export const NETWORK_PROGRAMS = ['ip', 'nft', 'nsenter', 'flock'] as const;
export type NetworkPrograms = Partial<Record<(typeof NETWORK_PROGRAMS)[number], string>> & ForwardPrograms;
/** Looked for as well, and not needed. */
export const FORWARD_PROGRAMS = ['iptables-legacy'] as const;

/** A network namespace of an environment's own. */
export type Network = {
  readonly number: number;
  /** By which the gateway reaches services on its loopback. */
  readonly address: string;
  /** What `nsenter` enters it by. */
  readonly path: string;
  /** Name servers as seen from inside. */
  readonly resolvConf: string;
  /** In whose user namespace it is; undefined: the host's. */
  readonly holder?: number;
};

type Opened = { readonly programs: Found; readonly names: NameServers };

const NAMESPACES = '/run/netns';

/**
 * Network namespaces with address translation and the inner listeners. A few wait ready, and each is used again when its environment
 * is gone: nothing in it could be changed by a function, which has no capability there.
 */
export class Networks {
  readonly #programs: NetworkPrograms;
  readonly #folder: string;
  readonly #gatewayUid: number | undefined;
  readonly #ports: readonly InnerPort[];
  readonly #tag: string;
  readonly #give: (number: number, name: InnerListener, handle: ListenerHandle) => void;
  readonly #readNames: typeof readNameServers;
  readonly #idle: Promise<Network>[] = [];
  readonly #making = new Set<Promise<Network>>();
  /** More at once than there are processors would all be late. */
  readonly #turns = new Turns(availableParallelism());
  /** By the number of networks that came before: claimed when their first network is made. */
  readonly #blocks: Promise<number>[] = [];
  /** Of networks that could not be made. */
  readonly #freeNumbers: number[] = [];
  #count = 0;
  /** How many are to wait ready: more each time when none did. */
  #ahead = 1;
  #opened: Promise<Opened> | undefined;
  #topping: Promise<void> | undefined;

  constructor(
    { scratchFolder, gateway, innerPorts }: LauncherConfiguration,
    programs: NetworkPrograms,
    give: (number: number, name: InnerListener, handle: ListenerHandle) => void,
    readNames: typeof readNameServers = readNameServers,
  ) {
    this.#programs = programs;
    this.#gatewayUid = gateway?.uid;
    this.#ports = innerPorts;
    this.#folder = join(scratchFolder, 'networks');
    this.#tag = createHash('sha256').update(scratchFolder).digest('hex').slice(0, 6);
    this.#give = give;
    this.#readNames = readNames;
  }

  /** Rejects where this machine cannot make one; the message says why. */
  async take(): Promise<Network> {
    const opened = await this.#ready();
    const ready = this.#idle.pop();
    if (ready === undefined && this.#count > 0) this.#ahead = Math.min(2 * this.#ahead, NETWORKS_AHEAD_MAX);
    // What went wrong ahead of time is no reason to fail now.
    const taken = ready?.catch(() => this.#make(opened)) ?? this.#make(opened);
    this.#topping ??= this.#topUp(opened);
    return await taken;
  }

  /** Nothing of its environment is alive any more. */
  giveBack(network: Network): void {
    this.#keep(Promise.resolve(network));
  }

  /** What functions there lack, each with its remedy. */
  async describe(): Promise<Readonly<Record<string, string>>> {
    const { names } = await this.#ready();
    const obstacle = await findObstacle(this.#programs);
    const facts: Record<string, string> = names.described();
    if (obstacle !== undefined) {
      facts.outside = obstacle.finding;
      facts.outsideRemedy = obstacle.remedy;
    }
    return facts;
  }

  /** Removes every namespace and rule made on this scratch folder, by a predecessor too. */
  async sweep(): Promise<void> {
    this.#opened = undefined;
    this.#idle.length = 0;
    await Promise.allSettled(this.#making);
    const { ip, nft, flock } = this.#programs;
    if (ip === undefined || nft === undefined) return;
    const { namespace, linkGroup, table } = prefixesOf(this.#tag);
    const left = (await readdir(NAMESPACES).catch(() => [])).filter((name) => name.startsWith(namespace));
    // Else the kernel removes links some time after their namespaces, and one by one takes longer.
    if (left.length > 0)
      await runOrThrow(ip, ['link', 'del', 'group', String(linkGroup)]).catch(() => undefined);
    await removeNamespaces(ip, left);
    const tables = await runOrThrow(nft, ['list', 'tables', 'inet']).catch(() => '');
    for (const { tag, block } of claimsIn(tables))
      if (tag === this.#tag)
        await runOrThrow(nft, ['delete', 'table', 'inet', `${table}_${block}`]).catch(() => undefined);
    if (flock !== undefined && tables.split('\n').includes(`table inet ${table}`))
      await endForwarding({ nft, flock }, this.#tag).catch(() => undefined);
    await rm(this.#folder, { recursive: true, force: true });
  }

  /** Not at once: whoever took one starts an environment now, and both would be slower. */
  async #topUp(opened: Opened): Promise<void> {
    await pause(NETWORKS_TOP_UP_MS, undefined, { ref: false });
    this.#topping = undefined;
    // Else all was swept meanwhile, or whoever waits comes first, and its take brings back here.
    if (this.#opened === undefined || this.#turns.areShort) return;
    while (this.#idle.length < this.#ahead && this.#count < NETWORKS_MAX) this.#keep(this.#make(opened));
  }

  #keep(network: Promise<Network>): void {
    this.#idle.push(network);
    // Whoever takes next makes another one.
    network.catch(() => {
      const index = this.#idle.indexOf(network);
      if (index >= 0) this.#idle.splice(index, 1);
    });
  }

  /** What failed once may work the next time. */
  async #ready(): Promise<Opened> {
    this.#opened ??= this.#open();
    try {
      return await this.#opened;
    } catch (error) {
      this.#opened = undefined;
      throw error;
    }
  }

  async #open(): Promise<Opened> {
    const programs = this.#found();
    const names = await this.#readNames();
    // What is read in sandboxes lies here too.
    await mkdir(this.#folder, { recursive: true, mode: 0o711 });
    const forwarding = await startForwarding(programs, this.#tag);
    const rules = join(this.#folder, 'rules');
    const surroundings = { forwarding, gatewayUid: this.#gatewayUid, resolver: names.loopback };
    await writeFile(rules, firewall(this.#tag, surroundings));
    await runOrThrow(programs.nft, ['--file', rules]);
    await writeFile(join(this.#folder, 'inner-rules'), innerRules(this.#ports));
    return { programs, names };
  }

  #make(opened: Opened): Promise<Network> {
    const making = this.#turns.take(() => this.#makeOne(opened));
    const made = (): unknown => this.#making.delete(making);
    this.#making.add(making);
    making.then(made, made);
    return making;
  }

  async #makeOne({ programs, names }: Opened): Promise<Network> {
    if (this.#count >= NETWORKS_MAX) throw new Error(`more than ${NETWORKS_MAX} networks`);
    const number = this.#freeNumbers.pop() ?? this.#count;
    this.#count += 1;
    try {
      const place = placeOf(this.#tag, number, await this.#blockOf(number, programs.nft));
      await runOrThrow(programs.ip, ['-batch', '-'], { input: outside(place).join('\n') });
      const path = `${NAMESPACES}/${place.namespace}`;
      const resolvConf = await this.#resolvConf(number, place, names);
      const rules = join(this.#folder, 'inner-rules');
      const { ip, nft, nsenter } = programs;
      const prepare = 'echo "$1" | "$2" -batch - && "$3" --file "$4" && shift 4 && exec "$@"';
      const shell = ['/bin/sh', '-c', prepare, 'sh', inside(place).join('\n'), ip, nft, rules];
      const enter = [nsenter, `--net=${path}`, '--', ...shell];
      await openListeners(enter, this.#ports, (name, handle) => this.#give(number, name, handle));
      return { number, address: place.inner, path, resolvConf };
    } catch (error) {
      const { link, namespace } = placeOf(this.#tag, number, 0);
      await runOrThrow(programs.ip, ['link', 'del', link]).catch(() => undefined);
      await removeNamespaces(programs.ip, [namespace]);
      this.#freeNumbers.push(number);
      this.#count -= 1;
      throw error;
    }
  }

  async #blockOf(number: number, nft: string): Promise<number> {
    const index = Math.floor(number / NETWORKS_PER_BLOCK);
    this.#blocks[index] ??= claimBlock(nft, this.#tag);
    try {
      return await this.#blocks[index];
    } catch (error) {
      delete this.#blocks[index];
      throw error;
    }
  }

  /** The host's file, or one of this network's own that leads to the host's loopback. */
  async #resolvConf(number: number, place: Place, names: NameServers): Promise<string> {
    const text = names.textFor(place.outer);
    if (text === undefined) return names.path;
    const path = join(this.#folder, `${number}.resolv.conf`);
    await writeFile(path, text, { mode: 0o644 });
    // Or the kernel sends and takes nothing of the loopback over this link; the rules let nothing else there.
    await writeFile(`/proc/sys/net/ipv4/conf/${place.link}/route_localnet`, '1');
    return path;
  }

  #found(): Found {
    const { ip = '', nft = '', nsenter = '', flock = '' } = this.#programs;
    for (const name of NETWORK_PROGRAMS)
      if (this.#programs[name] === undefined) throw new Error(`${name} is not installed`);
    return { ip, nft, nsenter, flock };
  }
}

type Found = Readonly<Record<(typeof NETWORK_PROGRAMS)[number], string>>;
type Place = ReturnType<typeof placeOf>;

/** Commands of `ip` on the host. */
function outside({ namespace, link, linkGroup, outer }: Place): string[] {
  return [
    `netns add ${namespace}`,
    `link add ${link} type veth peer name eth0 netns ${namespace}`,
    // No address of version 6: nothing translates those.
    `link set ${link} addrgenmode none`,
    `addr add ${outer}/31 dev ${link}`,
    `link set ${link} group ${linkGroup} up`,
  ];
}

/** Commands of `ip` in the namespace. */
function inside({ inner, outer }: Place): string[] {
  return [
    'link set eth0 addrgenmode none',
    'link set lo up',
    `addr add ${inner}/31 dev eth0`,
    'link set eth0 up',
    `route add default via ${outer}`,
  ];
}

async function removeNamespaces(ip: string, names: readonly string[]): Promise<void> {
  for (let first = 0; first < names.length; first += NAMESPACES_REMOVED_AT_ONCE) {
    const some = names.slice(first, first + NAMESPACES_REMOVED_AT_ONCE);
    const input = some.map((name) => `netns del ${name}`).join('\n');
    await runOrThrow(ip, ['-force', '-batch', '-'], { input }).catch(() => undefined);
  }
}
