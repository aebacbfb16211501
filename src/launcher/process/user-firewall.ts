/** What an ordinary user's networks add to `firewall`: their way out leads through the host's own sockets. Pure. */

/** The link between the router and pasta, in addresses that are nobody's on the internet (RFC 6333). */
export const OUTSIDE = {
  link: 'outside',
  inner: '192.0.0.2',
  outer: '192.0.0.1',
  prefix: '29',
  block: '192.0.0.0/29',
  resolver: '192.0.0.3',
} as const;

const TABLE = 'lambent_outside';

/**
 * Pasta asks the host to connect, and the host finds its own addresses nearest: they are refused before. So are all addresses that
 * the networks of this Lambent or another one have. Questions for names alone are let through to where pasta has the host's resolver.
 */
export function outsideRules(hostAddresses: readonly string[]): string {
  return `table ip ${TABLE} {
  set host { type ipv4_addr; flags interval; auto-merge; }
  chain forward {
    type filter hook forward priority -10; policy accept;
    oifname "${OUTSIDE.link}" ip daddr @host reject with icmp type admin-prohibited
    oifname "${OUTSIDE.link}" ip daddr ${OUTSIDE.resolver} meta l4proto { tcp, udp } th dport 53 accept
    oifname "${OUTSIDE.link}" ip daddr { 198.18.0.0/15, ${OUTSIDE.block} } reject with icmp type admin-prohibited
  }
}
${hostRules(hostAddresses)}`;
}

/** The host's addresses have changed; at no time are none of them refused. */
export function hostRules(hostAddresses: readonly string[]): string {
  const elements = hostAddresses.map((address) => `add element ip ${TABLE} host { ${address} }\n`);
  return `flush set ip ${TABLE} host\n${elements.join('')}`;
}

/**
 * The addresses and blocks that a kernel takes for its own, from its `/proc/net/fib_trie`, also those of interfaces that are down or
 * have no carrier.
 */
export function localAddressesIn(fibTrie: string): string[] {
  const found = new Set<string>();
  let address = '';
  for (const line of fibTrie.split('\n')) {
    address = /\|-- ([\d.]+)$/.exec(line)?.[1] ?? address;
    const prefix = /\/(\d+) \w+ LOCAL$/.exec(line)?.[1];
    if (prefix !== undefined) found.add(`${address}/${prefix}`);
  }
  return [...found].sort();
}
