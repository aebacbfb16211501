/**
 * What other programs' rules make of what functions send to the outside. A packet has to be accepted in every chain that hangs at the
 * hook, so rules of ours cannot speak for it; and rules of others are not ours to change.
 */
import { readFile } from 'node:fs/promises';
import { NFT_OUTPUT_BYTES_MAX } from '../limits.ts';
import { runOrThrow } from './run-program.ts';

export type ForwardPrograms = { nft?: string; 'iptables-legacy'?: string };

/** A chain that drops what it is not told to accept, and what to tell it. */
export type Obstacle = { readonly finding: string; readonly remedy: string };

type Chain = {
  readonly family: string;
  readonly table: string;
  readonly name: string;
  readonly hook?: string;
  readonly policy?: string;
};
type Rule = { readonly chain: string; readonly expr: readonly Readonly<Record<string, unknown>>[] };
type Entry = { readonly chain?: Chain; readonly rule?: Rule };

/** Undefined: nothing is known to be in the way. */
export async function findObstacle(programs: ForwardPrograms): Promise<Obstacle | undefined> {
  const { nft, 'iptables-legacy': iptables } = programs;
  const list = (...what: string[]): Promise<string> =>
    runOrThrow(nft ?? '', ['--json', 'list', ...what], { outputBytesMax: NFT_OUTPUT_BYTES_MAX });
  for (const { family, table } of forwardChainsIn(await list('chains').catch(() => ''))) {
    const obstacle = obstacleIn(await list('table', family, table).catch(() => ''));
    if (obstacle !== undefined) return obstacle;
  }
  const legacy = await readFile('/proc/net/ip_tables_names', 'latin1').catch(() => '');
  if (iptables === undefined || !/^filter$/m.test(legacy)) return undefined;
  return legacyObstacleIn(
    await runOrThrow(iptables, ['-S'], { outputBytesMax: NFT_OUTPUT_BYTES_MAX }).catch(() => ''),
  );
}

/** Pure. The chains of others at the hook, in what `nft --json list chains` says. */
export function forwardChainsIn(json: string): readonly Pick<Chain, 'family' | 'table' | 'name'>[] {
  return chainsIn(entriesOf(json)).map(({ family, table, name }) => ({ family, table, name }));
}

/** Pure. `json` is what `nft --json list table` says of one of their tables. */
export function obstacleIn(json: string): Obstacle | undefined {
  const entries = entriesOf(json);
  const rules = entries.flatMap(({ rule }) => (rule === undefined ? [] : [rule]));
  if (rules.some(acceptsOurs)) return undefined;
  const found = chainsIn(entries).find((chain) => {
    const last = rules.findLast((rule) => rule.chain === chain.name);
    return chain.policy === 'drop' || (last !== undefined && endsAll(last));
  });
  if (found === undefined) return undefined;
  const { family, table, name } = found;
  const hasDockers = entries.some(({ chain }) => chain?.name === 'DOCKER-USER');
  const place = `${family} ${table} ${hasDockers ? 'DOCKER-USER' : name}`;
  return {
    finding: `the chain ${name} of the table ${family} ${table} drops what functions send to the outside`,
    remedy:
      table === 'firewalld'
        ? 'firewall-cmd --permanent --zone=trusted --add-source=198.18.0.0/15 && firewall-cmd --reload'
        : `nft insert rule ${place} iifname "lmbt*" accept && nft insert rule ${place} oifname "lmbt*" ct state established,related accept`,
  };
}

/** Pure. `text` is what `iptables-legacy -S` says. */
export function legacyObstacleIn(text: string): Obstacle | undefined {
  if (!/^-P FORWARD DROP$/m.test(text) || /^-A .*-i lmbt\+.* -j ACCEPT/m.test(text)) return undefined;
  const chain = /^-N DOCKER-USER$/m.test(text) ? 'DOCKER-USER' : 'FORWARD';
  return {
    finding: 'the policy of the chain FORWARD of iptables drops what functions send to the outside',
    remedy: `iptables-legacy -I ${chain} -i lmbt+ -j ACCEPT && iptables-legacy -I ${chain} -o lmbt+ -m conntrack --ctstate ESTABLISHED,RELATED -j ACCEPT`,
  };
}

function entriesOf(json: string): readonly Entry[] {
  try {
    return (JSON.parse(json) as { readonly nftables: readonly Entry[] }).nftables;
  } catch {
    // Cut off, or nothing at all: nothing is known.
    return [];
  }
}

function chainsIn(entries: readonly Entry[]): readonly Chain[] {
  return entries.flatMap(({ chain }) =>
    chain?.hook === 'forward' && /^(ip|inet)$/.test(chain.family) && !chain.table.startsWith('lambent_')
      ? [chain]
      : [],
  );
}

function acceptsOurs({ expr }: Rule): boolean {
  return expr.some((part) => 'accept' in part) && /"lmbt|"198\.18\.0\.0"/.test(JSON.stringify(expr));
}

/** firewalld's way: not the policy but a last rule without conditions. */
function endsAll({ expr }: Rule): boolean {
  return (
    expr.every((part) => 'drop' in part || 'reject' in part || 'counter' in part) &&
    expr.some((part) => !('counter' in part))
  );
}
