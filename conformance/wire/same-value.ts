/** Values without what two sides may differ in: prototypes, kinds of byte arrays, members that are undefined. */
export function plain(value: unknown): unknown {
  if (value instanceof Date) return { date: value.getTime() };
  if (value instanceof Uint8Array) return { bytes: Buffer.from(value).toString('hex') };
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([name, item]) => item !== undefined && name !== '$metadata');
  return Object.fromEntries(entries.map(([name, item]) => [name, plain(item)]));
}
