import assert from 'node:assert/strict';
import { it } from 'node:test';
import { NETWORKS_MAX } from '../limits.ts';
import { firewall, placeOf } from './firewall.ts';

it('every network has addresses of its own, all in the block that the rules translate', () => {
  const seen = new Set<string>();
  for (const tag of ['000000', '00001f', '00ff1e']) {
    for (let number = 0; number < NETWORKS_MAX; number += 1) {
      const { outer, inner, link } = placeOf(tag, number);
      assert.match(inner, /^198\.(18|19)\.\d{1,3}\.\d{1,3}$/);
      assert.ok(link.length <= 15, 'the kernel takes 15 characters');
      seen.add(outer).add(inner);
    }
  }
  assert.equal(seen.size, 3 * 2 * NETWORKS_MAX);
  const [open, closed] = [true, false].map((forwarding) =>
    firewall('00001f', { forwarding, gatewayUid: 1_000 }),
  );
  assert.doesNotMatch(open ?? '', /iifname !=/);
  assert.match(closed ?? '', /iifname != "lmbt\*" oifname != "lmbt\*" drop/);
  assert.match(closed ?? '', /meta skuid != \{ 0, 1000 \} reject/);
  assert.match(closed ?? '', /ip saddr 198\.19\.240\.0\/20 oifname != "lmbt\*" masquerade/);
  assert.equal(placeOf('00001f', NETWORKS_MAX - 1).inner, '198.19.255.254');
});
