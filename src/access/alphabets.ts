/** Of access key ids and unique ids. */
export const base32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** Of secret access keys. */
export const base64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** As many characters as the bytes have five whole bits for. */
export function inBase32(bytes: Uint8Array): string {
  let text = '';
  let held = 0;
  let bits = 0;
  for (const byte of bytes) {
    held = ((held << 8) | byte) & 0xfff;
    bits += 8;
    for (; bits >= 5; bits -= 5) text += base32[(held >> (bits - 5)) & 31];
  }
  return text;
}
