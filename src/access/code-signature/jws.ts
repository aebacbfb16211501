/** JSON Web Signatures in compact form (RFC 7515), with the algorithms that go with keys worth having (RFC 7518, 8037): pure. */
import { type KeyObject, sign, verify } from 'node:crypto';

type Algorithm = { readonly name: string; readonly hash: string | null };

/** The key alone decides how a signature is made and checked: a header that says otherwise is a forgery. */
export function algorithmOf({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): Algorithm | undefined {
  if (asymmetricKeyType === 'ed25519') return { name: 'EdDSA', hash: null };
  if (asymmetricKeyType !== 'ec') return undefined;
  switch (asymmetricKeyDetails?.namedCurve) {
    case 'secp384r1':
      return { name: 'ES384', hash: 'sha384' };
    case 'prime256v1':
      return { name: 'ES256', hash: 'sha256' };
    default:
      return undefined;
  }
}

const dsaEncoding = 'ieee-p1363';

/** Throws `RangeError` for a key of another kind. */
export function signJws(payload: object, key: KeyObject): string {
  const algorithm = algorithmOf(key);
  if (algorithm === undefined) throw new RangeError('the key is none of P-384, P-256 and Ed25519');
  const input = `${encode({ alg: algorithm.name })}.${encode(payload)}`;
  return `${input}.${sign(algorithm.hash, Buffer.from(input), { key, dsaEncoding }).toString('base64url')}`;
}

export type Jws = {
  readonly header: Readonly<Record<string, unknown>>;
  /** What it claims. Nothing of it is proved. */
  readonly payload: Readonly<Record<string, unknown>>;
  isSignedWith(key: KeyObject): boolean;
};

/** Undefined for text that is no JWS. */
export function readJws(text: string): Jws | undefined {
  const match = /^([\w-]+)\.([\w-]+)\.([\w-]+)$/.exec(text);
  if (match === null) return undefined;
  const [, first = '', second = '', signature = ''] = match;
  const [header, payload] = [decode(first), decode(second)];
  if (header === undefined || payload === undefined) return undefined;
  return {
    header,
    payload,
    isSignedWith(key) {
      const algorithm = algorithmOf(key);
      if (algorithm === undefined || header.alg !== algorithm.name || header.crit !== undefined) return false;
      const bytes = Buffer.from(signature, 'base64url');
      return verify(algorithm.hash, Buffer.from(`${first}.${second}`), { key, dsaEncoding }, bytes);
    },
  };
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

function decode(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(text, 'base64url').toString());
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
