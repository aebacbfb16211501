/** The archive comment of a zip, where its signature is kept: pure. Source: APPNOTE.TXT, 4.3.16, "End of central directory record". */
const endSignature = 0x06054b50;
const endBytes = 22;
const commentBytesMax = 0xffff;

export type CommentedZip = {
  /** All before the comment and its length, not copied: with a length of zero behind it, it is what signatures are made over. */
  readonly head: Buffer;
  readonly comment: string;
};

/** Undefined for what does not end as a zip does. Finds the end where unzipping finds it: the last place that looks like one. */
export function splitComment(zip: Buffer): CommentedZip | undefined {
  for (let at = zip.length - endBytes; at >= Math.max(0, zip.length - endBytes - commentBytesMax); at--) {
    if (zip.readUInt32LE(at) !== endSignature) continue;
    if (zip.readUInt16LE(at + endBytes - 2) !== zip.length - endBytes - at) return undefined;
    return { head: zip.subarray(0, at + endBytes - 2), comment: zip.toString('latin1', at + endBytes) };
  }
  return undefined;
}

/** Puts a comment into a zip that has none. */
export function withComment(bare: Buffer, comment: string): Buffer {
  const text = Buffer.from(comment, 'latin1');
  if (text.length > commentBytesMax)
    throw new RangeError(`a zip's comment has at most ${commentBytesMax} bytes`);
  const zip = Buffer.concat([bare, text]);
  zip.writeUInt16LE(text.length, bare.length - 2);
  return zip;
}
