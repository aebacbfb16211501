/** Names and addresses of the network namespaces of one Lambent, and the rules between them and the host. Pure. */

import type { InnerPort } from '../launcher-protocol.ts';

/** What the names of everything that belongs to one scratch folder begin with. `tag`: 6 hexadecimal digits of its own. */
export function prefixesOf(tag: string) {
  return { namespace: `lambent-${tag}-`, link: `lmbt${tag}.`, table: `lambent_${tag}` } as const;
}

/** 198.18.0.0/15 is set aside for testing networks (RFC 2544): nobody else's addresses. Each Lambent takes a 32nd, each network 4. */
export function placeOf(tag: string, number: number) {
  const { namespace, link } = prefixesOf(tag);
  const first = blockOf(tag) + number * 4;
  return {
    namespace: `${namespace}${number}`,
    link: `${link}${number}`,
    outer: dotted(first + 1),
    inner: dotted(first + 2),
  } as const;
}

/**
 * From a function to the host: nothing. To another function, to link-local addresses (a cloud's metadata) and to many at once:
 * nothing. To anywhere else: translated. To a function: answers, and what the gateway (`gatewayUid`) and root ask. `forwarding`: whether
 * the host forwarded before; else it still forwards nothing but this.
 */
export function firewall(
  tag: string,
  { forwarding, gatewayUid }: { readonly forwarding: boolean; readonly gatewayUid: number | undefined },
): string {
  const { link, table } = prefixesOf(tag);
  const block = `${dotted(blockOf(tag))}/20`;
  return `table inet ${table} {
  chain input {
    type filter hook input priority -5; policy accept;
    iifname "${link}*" ct state established,related accept
    iifname "${link}*" reject with icmpx admin-prohibited
  }
  chain forward {
    type filter hook forward priority -5; policy accept;
    iifname "${link}*" oifname "lmbt*" reject with icmpx admin-prohibited
    iifname "${link}*" ip daddr { 0.0.0.0/8, 127.0.0.0/8, 169.254.0.0/16, 224.0.0.0/3 } reject with icmpx admin-prohibited
    iifname "${link}*" ip saddr != ${block} drop
    iifname "${link}*" accept
    oifname "${link}*" ct state established,related accept
    oifname "${link}*" drop
    ${forwarding ? '' : 'iifname != "lmbt*" oifname != "lmbt*" drop'}
  }
  chain output {
    type filter hook output priority -5; policy accept;
    oifname "${link}*" ct state new meta skuid != { ${[...new Set([0, gatewayUid ?? 0])].join(', ')} } reject with icmpx admin-prohibited
  }
  chain postrouting {
    type nat hook postrouting priority 100; policy accept;
    ip saddr ${block} oifname != "lmbt*" masquerade
  }
}
`;
}

/**
 * Inside a function's network: the host reaches what listens on its loopback, such as receivers of telemetry, but for the listeners
 * that are the gateway's own.
 */
export function innerRules(ports: readonly InnerPort[]): string {
  return `table ip lambent {
  chain prerouting {
    type nat hook prerouting priority -100; policy accept;
    iifname "eth0" tcp dport != { ${ports.map(({ port }) => port).join(', ')} } dnat to 127.0.0.1
  }
}
`;
}

/** The first address, as a number, of the 4,096 that a Lambent takes. */
function blockOf(tag: string): number {
  return ((198 << 24) >>> 0) + (18 << 16) + (Number.parseInt(tag, 16) % 32) * 4_096;
}

function dotted(address: number): string {
  return [24, 16, 8, 0].map((shift) => (address >>> shift) & 0xff).join('.');
}
