import { createHash } from 'node:crypto';
import { access, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { InnerListener, InnerPort, LauncherConfiguration } from '../launcher-protocol.ts';
import { NETWORKS_MAX } from '../limits.ts';
import { firewall, innerRules, placeOf, prefixesOf } from './firewall.ts';
import { type ListenerHandle, openListeners } from './listeners-inside.ts';
import { OneAhead } from './one-ahead.ts';
import { runProgram } from './run-program.ts';

/** Programs that make network namespaces, as found; root alone may use them. */
export const NETWORK_PROGRAMS = ['ip', 'nft', 'nsenter'] as const;
export type NetworkPrograms = Partial<Record<(typeof NETWORK_PROGRAMS)[number], string>>;

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

const NAMESPACES = '/run/netns';
const FORWARDING = '/proc/sys/net/ipv4/ip_forward';

/** `/etc/resolv.conf` names a server on the host's loopback where systemd-resolved runs; this one names the servers behind it. */
const RESOLV_CONFS = ['/run/systemd/resolve/resolv.conf', '/etc/resolv.conf'] as const;

/**
 * Network namespaces with address translation and the two inner listeners. One waits ready, and each is used again when its
 * environment is gone: nothing in it could be changed by a function, which has no capability there.
 */
export class Networks {
  readonly #programs: NetworkPrograms;
  readonly #folder: string;
  readonly #gatewayUid: number | undefined;
  readonly #ports: readonly InnerPort[];
  readonly #tag: string;
  readonly #give: (number: number, name: InnerListener, handle: ListenerHandle) => void;
  readonly #networks = new OneAhead(() => this.#make());
  readonly #made: string[] = [];
  #opened: Promise<void> | undefined;

  constructor(
    { scratchFolder, gateway, innerPorts }: LauncherConfiguration,
    programs: NetworkPrograms,
    give: (number: number, name: InnerListener, handle: ListenerHandle) => void,
  ) {
    this.#programs = programs;
    this.#gatewayUid = gateway?.uid;
    this.#ports = innerPorts;
    this.#folder = join(scratchFolder, 'networks');
    this.#tag = createHash('sha256').update(scratchFolder).digest('hex').slice(0, 6);
    this.#give = give;
  }

  /** Rejects where this machine cannot make one; the message says why. */
  async take(): Promise<Network> {
    this.#opened ??= this.#open();
    await this.#opened;
    return await this.#networks.take();
  }

  /** Nothing of its environment is alive any more. */
  giveBack(network: Network): void {
    this.#networks.giveBack(network);
  }

  /** Removes every namespace and rule made on this scratch folder, by a predecessor too. */
  async sweep(): Promise<void> {
    await this.#networks.forget();
    const { ip, nft } = this.#programs;
    const { namespace, link, table } = prefixesOf(this.#tag);
    const left = (await readdir(NAMESPACES).catch(() => [])).filter((name) => name.startsWith(namespace));
    if (ip === undefined || nft === undefined) return;
    for (const name of left) {
      // Else the kernel removes the link some time after the namespace.
      await run(ip, ['link', 'del', link + name.slice(namespace.length)]).catch(() => undefined);
      await run(ip, ['netns', 'del', name]).catch(() => undefined);
    }
    const before = await readFile(join(this.#folder, 'forwarding'), 'latin1').catch(() => undefined);
    if (before === undefined) return;
    await run(nft, ['delete', 'table', 'inet', table]).catch(() => undefined);
    const tables = await run(nft, ['list', 'tables']).catch(() => '');
    // Another Lambent on this host may need it.
    if (!/\binet lambent_/.test(tables)) await writeFile(FORWARDING, before).catch(() => undefined);
    await rm(this.#folder, { recursive: true, force: true });
  }

  async #open(): Promise<void> {
    const nft = this.#program('nft');
    for (const name of NETWORK_PROGRAMS) this.#program(name);
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    const before = await readFile(FORWARDING, 'latin1');
    await writeFile(join(this.#folder, 'forwarding'), before);
    const rules = join(this.#folder, 'rules');
    await writeFile(
      rules,
      firewall(this.#tag, { forwarding: before.trim() !== '0', gatewayUid: this.#gatewayUid }),
    );
    await run(nft, ['--file', rules]);
    await writeFile(join(this.#folder, 'inner-rules'), innerRules(this.#ports));
    await writeFile(FORWARDING, '1');
  }

  async #make(): Promise<Network> {
    if (this.#made.length >= NETWORKS_MAX) throw new Error(`more than ${NETWORKS_MAX} networks`);
    const number = this.#made.push('') - 1;
    const ip = this.#program('ip');
    const names = placeOf(this.#tag, number);
    const path = `${NAMESPACES}/${names.namespace}`;
    await run(ip, ['netns', 'add', names.namespace]);
    const outside = [
      'link',
      'add',
      names.link,
      'type',
      'veth',
      'peer',
      'name',
      'eth0',
      'netns',
      names.namespace,
    ];
    await run(ip, outside);
    await this.#batch([], number, [
      // No address of version 6: nothing translates those.
      `link set ${names.link} addrgenmode none`,
      `addr add ${names.outer}/30 dev ${names.link}`,
      `link set ${names.link} up`,
    ]);
    await this.#batch(['-n', names.namespace], number, [
      'link set eth0 addrgenmode none',
      'link set lo up',
      `addr add ${names.inner}/30 dev eth0`,
      'link set eth0 up',
      `route add default via ${names.outer}`,
    ]);
    const inside = [`--net=${path}`, '--', this.#program('nft'), '--file', join(this.#folder, 'inner-rules')];
    await run(this.#program('nsenter'), inside);
    const enter = [this.#program('nsenter'), `--net=${path}`, '--'];
    await openListeners(enter, this.#ports, (name, handle) => this.#give(number, name, handle));
    return { number, address: names.inner, path, resolvConf: await hostResolvConf() };
  }

  async #batch(options: readonly string[], number: number, commands: readonly string[]): Promise<void> {
    const file = join(this.#folder, `${number}.batch`);
    await writeFile(file, `${commands.join('\n')}\n`);
    await run(this.#program('ip'), [...options, '-batch', file]);
    await rm(file);
  }

  #program(name: (typeof NETWORK_PROGRAMS)[number]): string {
    const path = this.#programs[name];
    if (path === undefined) throw new Error(`${name} is not installed`);
    return path;
  }
}

async function run(file: string, args: readonly string[]): Promise<string> {
  const result = await runProgram({ file, arguments: args, cwd: '/', variables: {} });
  if (!result.succeeded) throw new Error(`${file} says: ${result.reason}`);
  return result.output;
}

/** The host's list of name servers that are within reach from another network. */
export async function hostResolvConf(): Promise<string> {
  for (const path of RESOLV_CONFS) {
    const there = await access(path).then(
      () => true,
      () => false,
    );
    if (there) return path;
  }
  throw new Error('this host has no /etc/resolv.conf');
}
