import { crc32, deflateRawSync } from 'node:zlib';

/** One entry, honest unless told otherwise. */
export type EntrySpec = {
  readonly name: string | Buffer;
  readonly data?: string | Buffer;
  /** Unix mode with its type bits; 0 for none, as zips from other systems have it. */
  readonly mode?: number;
  readonly stored?: boolean;
  /** What the directory says, if not the truth. */
  readonly declaredBytes?: number;
  readonly checksum?: number;
  readonly flags?: number;
  readonly method?: number;
  /** Uses the data of an earlier entry, by its index. */
  readonly sharedWith?: number;
};

export const fileMode = 0o100644;
export const linkMode = 0o120777;

/** A zip as no honest tool would write it. */
export function buildZip(specs: readonly EntrySpec[]): Buffer {
  const locals: Buffer[] = [];
  const directory: Buffer[] = [];
  const offsets: number[] = [];
  let offset = 0;
  for (const spec of specs) {
    const name = Buffer.from(spec.name);
    const data = Buffer.from(spec.data ?? '');
    const packed = spec.stored ? data : deflateRawSync(data);
    const fields = Buffer.alloc(26);
    fields.writeUInt16LE(20, 0);
    fields.writeUInt16LE(spec.flags ?? 0x800, 2);
    fields.writeUInt16LE(spec.method ?? (spec.stored ? 0 : 8), 4);
    fields.writeUInt32LE(spec.checksum ?? crc32(data), 10);
    fields.writeUInt32LE(packed.length, 14);
    fields.writeUInt32LE(spec.declaredBytes ?? data.length, 18);
    fields.writeUInt16LE(name.length, 22);
    const shared = spec.sharedWith === undefined ? undefined : offsets[spec.sharedWith];
    offsets.push(shared ?? offset);
    if (shared === undefined) {
      const local = Buffer.concat([Buffer.from('PK\x03\x04'), fields, name, packed]);
      locals.push(local);
      offset += local.length;
    }
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(((spec.mode ?? fileMode) << 16) >>> 0, 6);
    tail.writeUInt32LE(shared ?? offsets.at(-1) ?? 0, 10);
    const madeBy = Buffer.from([30, 3]);
    directory.push(Buffer.concat([Buffer.from('PK\x01\x02'), madeBy, fields, tail, name]));
  }
  const directoryBytes = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(specs.length, 8);
  end.writeUInt16LE(specs.length, 10);
  end.writeUInt32LE(directoryBytes.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...locals, directoryBytes, end]);
}
