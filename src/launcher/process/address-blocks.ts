import { BLOCKS, prefixesOf } from './firewall.ts';
import { runOrThrow } from './run-program.ts';

/** An empty table claims a block of addresses for a Lambent: `lambent_<tag>_<block>`. */
type Claim = { readonly tag: string; readonly block: number };

/** Claims of all Lambents of this host. Pure. `text` is what `nft list tables` says. */
export function claimsIn(text: string): readonly Claim[] {
  const found = text.matchAll(/^table inet lambent_([0-9a-f]{6})_(\d+)$/gm);
  return [...found].map(([, tag = '', block]) => ({ tag, block: Number(block) }));
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
    const claimants = await claimantsOf(nft, block);
    if (claimants.length > 0) continue;
    await runOrThrow(nft, ['add', 'table', 'inet', `${table}_${block}`]);
    if ((await claimantsOf(nft, block)).every((claimant) => claimant === tag)) return block;
    await runOrThrow(nft, ['delete', 'table', 'inet', `${table}_${block}`]);
  }
  throw new Error('other Lambents of this host have all addresses for networks');
}

async function claimantsOf(nft: string, block: number): Promise<readonly string[]> {
  const claims = claimsIn(await runOrThrow(nft, ['list', 'tables', 'inet']));
  return claims.filter((claim) => claim.block === block).map((claim) => claim.tag);
}
