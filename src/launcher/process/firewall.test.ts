import assert from 'node:assert/strict';
import { it } from 'node:test';
import { NETWORKS_MAX, NETWORKS_PER_BLOCK } from '../limits.ts';
import { claimsIn } from './address-blocks.ts';
import { BLOCKS, firewall, placeOf } from './firewall.ts';

it('every network has addresses of its own, in the range that the rules translate', () => {
  const seen = new Set<string>();
  for (const block of [0, 1, BLOCKS - 1])
    for (let number = 0; number < NETWORKS_PER_BLOCK; number += 1) {
      const { outer, inner } = placeOf('000000', number, block);
      for (const address of [outer, inner]) assert.match(address, /^198\.1[89]\.\d{1,3}\.\d{1,3}$/);
      seen.add(outer).add(inner);
    }
  assert.equal(seen.size, 3 * 2 * NETWORKS_PER_BLOCK);
  assert.equal(placeOf('000000', 1, BLOCKS - 1).inner, '198.19.248.3');
  assert.equal(placeOf('000000', NETWORKS_PER_BLOCK - 1, BLOCKS - 1).inner, '198.19.255.255');
  assert.equal(placeOf('000000', 0, 0).linkGroup, 1_275_068_416);
  assert.ok(placeOf('00ff1e', NETWORKS_MAX - 1, 0).link.length <= 15, 'the kernel takes 15 characters');
});

it('the rules keep a host that did not forward from it, and lead questions to a resolver that is there', () => {
  const rules = (forwarding: boolean, resolver?: string) =>
    firewall('00001f', { forwarding, gatewayUid: 1_000, resolver });
  assert.doesNotMatch(rules(true), /iifname != "lmbt\*" oifname != "lmbt\*" drop/);
  assert.match(rules(false), /iifname != "lmbt\*" oifname != "lmbt\*" drop/);
  assert.match(rules(true), /meta skuid != \{ 0, 1000 \} reject/);
  assert.match(rules(true), /ip saddr 198\.18\.0\.0\/15 oifname != "lmbt\*" masquerade/);
  assert.doesNotMatch(rules(true), /dport 53/);
  assert.match(rules(true, '127.0.0.2'), /dport 53 dnat ip to 127\.0\.0\.2\n/);
});

it('tells the claims of every Lambent from tables of rules and of others', () => {
  const text = `table inet filter
table inet lambent_00001f
table inet lambent_00001f_63
table inet lambent_abcdef
table inet lambent_abcdef_0
table inet lambent_abcdef0
`;
  assert.deepEqual(claimsIn(text), [
    { tag: '00001f', block: 63 },
    { tag: 'abcdef', block: 0 },
  ]);
});
