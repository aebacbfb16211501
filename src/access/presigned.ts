import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Clock } from '#ambient';
import { hmac } from './sigv4/signing-key.ts';

/** Hands out URLs of our own that carry their permission: for downloads that AWS serves from S3. */
export type Presigner = {
  /** `path` (encoded, no query) with a query that makes it valid for `expiresSeconds`. */
  presign(path: string, expiresSeconds: number): string;
  /** Whether path and query are exactly what `presign` gave out, and their time is not over. */
  isPresigned(path: string, query: string): boolean;
};

const form = /^X-Lambent-Expires=(\d{1,12})&X-Lambent-Signature=([0-9a-f]{64})$/;

/** The signing key is derived from `secret`, so that these signatures prove nothing elsewhere. */
export function createPresigner(secret: string, clock: Clock): Presigner {
  const key = createHmac('sha256', secret).update('lambent presigned url').digest();
  const signature = (path: string, expires: string): Buffer => hmac(key, `${expires}\n${path}`);
  return {
    presign(path, expiresSeconds) {
      if (path.includes('?')) throw new Error('a path to presign has no query');
      const expires = String(Math.floor(clock.now() / 1000) + expiresSeconds);
      return `${path}?X-Lambent-Expires=${expires}&X-Lambent-Signature=${signature(path, expires).toString('hex')}`;
    },
    isPresigned(path, query) {
      const [, expires, given] = form.exec(query) ?? [];
      if (expires === undefined || given === undefined) return false;
      const genuine = timingSafeEqual(signature(path, expires), Buffer.from(given, 'hex'));
      return genuine && clock.now() < Number(expires) * 1000;
    },
  };
}
