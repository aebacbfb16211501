import { BLOCKS, prefixesOf } from './firewall.ts';
import { runOrThrow } from './run-program.ts';

/** What the tables of all Lambents of this host say: an empty one claims a block of addresses, `lambent_<tag>_<block>`. */
export type Tables = {
  /** Tags of other Lambents, each with a table of rules. */
  readonly others: readonly string[];
  /** Blocks and those who claim them. */
  readonly claims: readonly { readonly tag: string; readonly block: number }[];
};

/** Pure. `text` is what `nft list tables` says. */
export function tablesIn(text: string, tag: string): Tables {
  const found = [...text.matchAll(/^table inet lambent_([0-9a-f]{6})(?:_(\d+))?$/gm)];
  return {
    others: found.flatMap(([, owner = '', block]) => (block === undefined && owner !== tag ? [owner] : [])),
    claims: found.flatMap(([, owner = '', block]) =>
      block === undefined ? [] : [{ tag: owner, block: Number(block) }],
    ),
  };
}

/**
 * Claims a block that no other Lambent of this host has, nor this one. Two who claim the same at once both see it and let go; the
 * order in which blocks are tried depends on the tag.
 */
export async function claimBlock(nft: string, tag: string): Promise<number> {
  const { table } = prefixesOf(tag);
  const first = Number.parseInt(tag, 16);
  // Odd, so that every block has its turn.
  const step = ((first >>> 5) % BLOCKS) | 1;
  for (let turn = 0; turn < BLOCKS; turn += 1) {
    const block = (first + turn * step) % BLOCKS;
    const claimants = await claimantsOf(nft, tag, block);
    if (claimants.length > 0) continue;
    await runOrThrow(nft, ['add', 'table', 'inet', `${table}_${block}`]);
    if ((await claimantsOf(nft, tag, block)).every((claimant) => claimant === tag)) return block;
    await runOrThrow(nft, ['delete', 'table', 'inet', `${table}_${block}`]);
  }
  throw new Error('other Lambents of this host have all addresses for networks');
}

async function claimantsOf(nft: string, tag: string, block: number): Promise<readonly string[]> {
  const { claims } = tablesIn(await runOrThrow(nft, ['list', 'tables', 'inet']), tag);
  return claims.filter((claim) => claim.block === block).map((claim) => claim.tag);
}
