import { createCipheriv, createDecipheriv, createHmac } from 'node:crypto';
import type { Clock, Random } from '#ambient';
import { inBase32 } from '../alphabets.ts';
import type { Caller } from '../caller.ts';
import { openedSessionsMax, sessionTokenCharactersMax } from '../limits.ts';
import type { SigningCredentials } from '../sigv4/sign.ts';
import { callerOf, type RoleSession } from './role-session.ts';

/** Temporary keys of a role. Never logged. */
export type TemporaryCredentials = Required<SigningCredentials> & { readonly expiresAtMs: number };

/** A token that is one of ours, and all that follows from it. Whether its time is over is not judged. */
export type OpenedSession = TemporaryCredentials & { readonly caller: Caller };

/** Makes temporary credentials and knows them again, without keeping any: all there is to know of a session is sealed in its token. */
export type Sessions = {
  issue(session: RoleSession, lifeMs: number): TemporaryCredentials;
  /** Undefined for what was never given out, down to the last bit. */
  open(sessionToken: string): OpenedSession | undefined;
};

/** What every token begins with: of another version, or another's, it is not even tried. */
export const tokenPrefix = 'Lambent1';

const cipher = 'aes-256-gcm';
const nonceBytes = 12;
const tagBytes = 16;

/** `masterKey` has 32 bytes. Keys follow from tokens, so that who changes a token has a secret for none. */
export function createSessions(parts: {
  readonly masterKey: Buffer;
  readonly clock: Clock;
  readonly random: Random;
}): Sessions {
  const { masterKey, clock, random } = parts;
  const sealingKey = createHmac('sha256', masterKey).update('lambent session token').digest();
  const signingSecret = createHmac('sha256', masterKey).update('lambent session secret').digest();
  const opened = new Map<string, OpenedSession>();

  return {
    issue(session, lifeMs) {
      const expiresAtMs = clock.now() + lifeMs;
      const sealed = seal(sealingKey, random.bytes(nonceBytes), { ...session, expiresAtMs });
      const sessionToken = `${tokenPrefix}${sealed.toString('base64')}`;
      return { ...keysOf(signingSecret, sessionToken), sessionToken, expiresAtMs };
    },
    open(sessionToken) {
      const known = opened.get(sessionToken);
      if (known !== undefined) return known;
      const session = unseal(sealingKey, sessionToken);
      if (session === undefined) return undefined;
      const { expiresAtMs } = session;
      const keys = keysOf(signingSecret, sessionToken);
      const found = { ...keys, sessionToken, expiresAtMs, caller: callerOf(session) };
      for (const oldest of opened.keys()) {
        if (opened.size < openedSessionsMax) break;
        opened.delete(oldest);
      }
      opened.set(sessionToken, found);
      return found;
    },
  };
}

type Sealed = RoleSession & { readonly expiresAtMs: number };

function seal(key: Buffer, nonce: Buffer, session: Sealed): Buffer {
  const sealing = createCipheriv(cipher, key, nonce).setAAD(Buffer.from(tokenPrefix));
  const text = JSON.stringify(session);
  return Buffer.concat([nonce, sealing.update(text, 'utf8'), sealing.final(), sealing.getAuthTag()]);
}

function unseal(key: Buffer, token: string): Sealed | undefined {
  if (!token.startsWith(tokenPrefix) || token.length > sessionTokenCharactersMax) return undefined;
  const text = token.slice(tokenPrefix.length);
  const sealed = Buffer.from(text, 'base64');
  // One way to write a token, or there would be several with one content.
  if (sealed.length <= nonceBytes + tagBytes || sealed.toString('base64') !== text) return undefined;
  const nonce = sealed.subarray(0, nonceBytes);
  const opening = createDecipheriv(cipher, key, nonce, { authTagLength: tagBytes })
    .setAAD(Buffer.from(tokenPrefix))
    .setAuthTag(sealed.subarray(-tagBytes));
  try {
    const content = Buffer.concat([opening.update(sealed.subarray(nonceBytes, -tagBytes)), opening.final()]);
    return JSON.parse(content.toString('utf8')) as Sealed;
  } catch {
    return undefined;
  }
}

/** In AWS's form: `ASIA` with 16 characters, and 40 characters of secret. */
function keysOf(
  signingSecret: Buffer,
  token: string,
): Pick<TemporaryCredentials, 'accessKeyId' | 'secretAccessKey'> {
  const bytes = createHmac('sha512', signingSecret).update(token).digest();
  return {
    accessKeyId: `ASIA${inBase32(bytes.subarray(0, 10))}`,
    secretAccessKey: bytes.subarray(10, 40).toString('base64'),
  };
}
