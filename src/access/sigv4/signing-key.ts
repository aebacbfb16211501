import { createHmac } from 'node:crypto';
import { signingKeysMax } from '../limits.ts';

/** What a signature is good for: one day, region and service. */
export type CredentialScope = { readonly date: string; readonly region: string; readonly service: string };

/** The key that signs within a scope. */
export type SigningKey = (secretAccessKey: string, scope: CredentialScope) => Buffer;

export const terminator = 'aws4_request';

export const deriveSigningKey: SigningKey = (secretAccessKey, { date, region, service }) =>
  [date, region, service, terminator].reduce(hmac, Buffer.from(`AWS4${secretAccessKey}`));

/** `deriveSigningKey` that remembers: four hashes fewer per request. Forgets the oldest beyond `keysMax`. */
export function rememberSigningKeys(keysMax: number = signingKeysMax): SigningKey {
  const known = new Map<string, Buffer>();
  return (secretAccessKey, scope) => {
    const name = `${scope.date}/${scope.region}/${scope.service}/${secretAccessKey}`;
    const remembered = known.get(name);
    if (remembered !== undefined) return remembered;
    for (const oldest of known.keys()) {
      if (known.size < keysMax) break;
      known.delete(oldest);
    }
    const key = deriveSigningKey(secretAccessKey, scope);
    known.set(name, key);
    return key;
  };
}

export function hmac(key: Uint8Array, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}
