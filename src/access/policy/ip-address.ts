/** An address as its 16-bit groups: two of version 4, eight of version 6. */
type Address = readonly number[];

/** An address range in CIDR notation. */
export type AddressRange = { readonly address: Address; readonly prefixBits: number };

export function parseAddress(text: string): Address | undefined {
  return text.includes(':') ? parseVersion6(text) : parseVersion4(text);
}

/** Without a prefix it is that address alone. */
export function parseRange(text: string): AddressRange | undefined {
  const slash = text.indexOf('/');
  const address = parseAddress(slash < 0 ? text : text.slice(0, slash));
  if (address === undefined) return undefined;
  const bits = address.length * 16;
  if (slash < 0) return { address, prefixBits: bits };
  const prefix = text.slice(slash + 1);
  if (!/^\d{1,3}$/.test(prefix) || Number(prefix) > bits) return undefined;
  return { address, prefixBits: Number(prefix) };
}

/** A range of one version never holds an address of the other. */
export function isInRange({ address: base, prefixBits }: AddressRange, address: Address): boolean {
  if (base.length !== address.length) return false;
  return base.every((group, index) => {
    const bits = Math.min(16, Math.max(0, prefixBits - index * 16));
    const mask = (0xffff << (16 - bits)) & 0xffff;
    return (group & mask) === ((address[index] ?? 0) & mask);
  });
}

function parseVersion4(text: string): Address | undefined {
  const bytes = text.split('.');
  if (bytes.length !== 4 || !bytes.every((byte) => /^(0|[1-9]\d{0,2})$/.test(byte) && Number(byte) < 256)) {
    return undefined;
  }
  const [a = 0, b = 0, c = 0, d = 0] = bytes.map(Number);
  return [a * 256 + b, c * 256 + d];
}

function parseVersion6(text: string): Address | undefined {
  const halves = text.split('::');
  const [head, tail] = halves.map(parseGroups);
  if (head === undefined || halves.length > 2) return undefined;
  if (halves.length === 1) return head.length === 8 ? head : undefined;
  if (tail === undefined) return undefined;
  const zeros = 8 - head.length - tail.length;
  return zeros < 1 ? undefined : [...head, ...Array.from({ length: zeros }, () => 0), ...tail];
}

function parseGroups(text: string): Address | undefined {
  if (text === '') return [];
  const groups: number[] = [];
  const written = text.split(':');
  for (const [index, group] of written.entries()) {
    const embedded = index === written.length - 1 && group.includes('.') ? parseVersion4(group) : undefined;
    if (embedded !== undefined) groups.push(...embedded);
    else if (/^[0-9a-fA-F]{1,4}$/.test(group)) groups.push(Number.parseInt(group, 16));
    else return undefined;
  }
  return groups;
}
