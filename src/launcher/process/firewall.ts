/** Names and addresses of the network namespaces of one Lambent, and the rules between them and the host. Pure. */

import type { InnerPort } from '../launcher-protocol.ts';
import { NETWORKS_PER_BLOCK } from '../limits.ts';

/** 198.18.0.0/15 is set aside for testing networks (RFC 2544): nobody else's addresses. All Lambents of a host share it, by blocks. */
const ADDRESSES = { text: '198.18.0.0/15', first: ((198 << 24) >>> 0) + (18 << 16), count: 1 << 17 } as const;
/** A network is a link between two addresses (RFC 3021). */
const ADDRESSES_PER_NETWORK = 2;
export const BLOCKS = ADDRESSES.count / ADDRESSES_PER_NETWORK / NETWORKS_PER_BLOCK;

/** The kernel removes all links of a group at once. Group 0 has those of everybody, and people number theirs from 1. */
const LINK_GROUPS_FROM = 0x4c_00_00_00;

/** What the names of everything that belongs to one scratch folder begin with. `tag`: 6 hexadecimal digits of its own. */
export function prefixesOf(tag: string) {
  return {
    namespace: `lambent-${tag}-`,
    link: `lmbt${tag}.`,
    linkGroup: LINK_GROUPS_FROM + Number.parseInt(tag, 16),
    table: `lambent_${tag}`,
  } as const;
}

/** `block` is the one that this network is in. */
export function placeOf(tag: string, number: number, block: number) {
  const { namespace, link, linkGroup } = prefixesOf(tag);
  const index = block * NETWORKS_PER_BLOCK + (number % NETWORKS_PER_BLOCK);
  const first = ADDRESSES.first + index * ADDRESSES_PER_NETWORK;
  return {
    namespace: `${namespace}${number}`,
    link: `${link}${number}`,
    linkGroup,
    outer: dotted(first),
    inner: dotted(first + 1),
  } as const;
}

type Surroundings = {
  /** Whether the host forwards for others; else it still forwards nothing but this. */
  readonly forwarding: boolean;
  readonly gatewayUid: number | undefined;
  /** On the host's loopback, where it has one there. */
  readonly resolver: string | undefined;
};

/**
 * From a function to the host: nothing. To another function, to link-local addresses (a cloud's metadata) and to many at once:
 * nothing, nor to where others lead what is addressed to the host, as Docker does with ports of containers. To anywhere else: translated. To a function: answers, and what the gateway and root ask. Questions for names that are asked
 * of the host's end of a network reach the host's resolver as if they came from its loopback; it may listen to nobody else.
 */
export function firewall(tag: string, { forwarding, gatewayUid, resolver }: Surroundings): string {
  const { link, table } = prefixesOf(tag);
  return `table inet ${table}
delete table inet ${table}
table inet ${table} {
  chain input {
    type filter hook input priority -5; policy accept;
    iifname "${link}*" ct state established,related accept
    ${resolver === undefined ? '' : `iifname "${link}*" ip daddr ${resolver} ${names} ct status dnat accept`}
    iifname "${link}*" reject with icmpx admin-prohibited
  }
  ${resolver === undefined ? '' : resolverChains(link, resolver)}
  chain forward {
    type filter hook forward priority -5; policy accept;
    iifname "${link}*" oifname "lmbt*" reject with icmpx admin-prohibited
    iifname "${link}*" ip daddr { 0.0.0.0/8, 127.0.0.0/8, 169.254.0.0/16, 224.0.0.0/3 } reject with icmpx admin-prohibited
    iifname "${link}*" ip saddr != ${ADDRESSES.text} drop
    iifname "${link}*" ct status dnat reject with icmpx admin-prohibited
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
    ip saddr ${ADDRESSES.text} oifname != "lmbt*" masquerade
  }
}
`;
}

const names = 'meta l4proto { tcp, udp } th dport 53';

function resolverChains(link: string, resolver: string): string {
  return `chain prerouting {
    type nat hook prerouting priority -100; policy accept;
    iifname "${link}*" ip daddr ${ADDRESSES.text} ${names} dnat ip to ${resolver}
  }
  chain asking {
    type nat hook input priority 100; policy accept;
    iifname "${link}*" ct status dnat snat ip to 127.0.0.1
  }`;
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

function dotted(address: number): string {
  return [24, 16, 8, 0].map((shift) => (address >>> shift) & 0xff).join('.');
}
