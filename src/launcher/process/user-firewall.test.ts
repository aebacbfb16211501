import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hostRules, localAddressesIn, outsideRules } from './user-firewall.ts';

/** Of a host with one address, a bridge without carrier and a block of addresses that is its own. */
const fibTrie = `Main:
  +-- 0.0.0.0/0 3 0 5
     |-- 0.0.0.0
        /0 universe UNICAST
     +-- 192.0.2.0/24 2 0 2
        |-- 192.0.2.0
           /24 link UNICAST
Local:
  +-- 0.0.0.0/0 3 0 5
     +-- 127.0.0.0/8 2 0 2
        +-- 127.0.0.0/31 1 0 0
           |-- 127.0.0.0
              /8 host LOCAL
           |-- 127.0.0.1
              /32 host LOCAL
        |-- 127.255.255.255
           /32 link BROADCAST
     |-- 172.17.0.1
        /32 host LOCAL
     |-- 192.0.2.2
        /32 host LOCAL
     |-- 203.0.113.0
        /32 link BROADCAST
        /29 host LOCAL
`;

test('the addresses that a kernel takes for its own are read from its table', () => {
  assert.deepEqual(localAddressesIn(fibTrie), [
    '127.0.0.0/8',
    '127.0.0.1/32',
    '172.17.0.1/32',
    '192.0.2.2/32',
    '203.0.113.0/29',
  ]);
  assert.deepEqual(localAddressesIn(''), []);
});

test('what is refused on the way out is replaced at once, and answers on the way back are not refused', () => {
  const rules = outsideRules(['192.0.2.2/32']);
  assert.match(rules, /add element ip lambent_outside host \{ 192\.0\.2\.2\/32 \}\n$/);
  for (const line of rules.split('\n').filter((text) => text.includes('reject')))
    assert.match(line, /^ *oifname "outside" ip daddr /);
  assert.equal(
    hostRules(['192.0.2.3/32', '10.0.0.0/8']),
    'flush set ip lambent_outside host\n' +
      'add element ip lambent_outside host { 192.0.2.3/32 }\n' +
      'add element ip lambent_outside host { 10.0.0.0/8 }\n',
  );
  assert.equal(hostRules([]), 'flush set ip lambent_outside host\n');
});
