import { canonicalRequest, type SignableRequest, sha256Hex } from './canonical-request.ts';
import { type CredentialScope, hmac, terminator } from './signing-key.ts';

export const algorithm = 'AWS4-HMAC-SHA256';

/** Everything about a signature but the secret. `timestamp` is in the basic format. */
export type SignatureTerms = {
  readonly scope: CredentialScope;
  readonly timestamp: string;
  readonly signedHeaders: readonly string[];
  readonly payloadHash: string;
};

/** The signature of a request under the signing key of its scope; both signing and verifying end here. */
export function calculateSignature(
  request: SignableRequest,
  terms: SignatureTerms,
  signingKey: Buffer,
): Buffer {
  const { date, region, service } = terms.scope;
  const canonical = canonicalRequest(
    request,
    { service, signedHeaders: terms.signedHeaders },
    terms.payloadHash,
  );
  const scope = `${date}/${region}/${service}/${terminator}`;
  return hmac(signingKey, `${algorithm}\n${terms.timestamp}\n${scope}\n${sha256Hex(canonical)}`);
}
