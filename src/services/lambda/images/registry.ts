import { createHash } from 'node:crypto';
import { type Clock, delay } from '#ambient';
import type { RegistrySettings } from '#service';
import { parseChallenge } from './challenge.ts';
import { credentialsFor, type RegistryCredentials } from './credentials.ts';
import { type Answer, get, readBody } from './exchange.ts';
import type { ImageName } from './image-name.ts';
import { ImageProblem } from './image-problem.ts';
import { attemptsMax, manifestBytesMax, retryDelayMs, tokenAnswerBytesMax } from './limits.ts';
import { mayLead, registryOrigin } from './registries.ts';

/** One repository of a registry, as long as one pull takes. Throws `ImageProblem`. Source: OCI distribution specification 1.1, "Pull". */
export class Repository {
  readonly #name: ImageName;
  readonly #origin: URL;
  readonly #settings: RegistrySettings;
  readonly #clock: Clock;
  readonly #signal: AbortSignal;
  #authorization: string | undefined;

  constructor(name: ImageName, settings: RegistrySettings, clock: Clock, signal: AbortSignal) {
    this.#name = name;
    this.#origin = registryOrigin(name, settings);
    this.#settings = settings;
    this.#clock = clock;
    this.#signal = signal;
  }

  /** A manifest or index by tag or digest, whose bytes are those of the digest. `type` is the media type it was sent as. */
  async manifest(reference: string, accept: readonly string[]): Promise<FetchedManifest> {
    return this.attempting(async () => {
      const answer = await this.#get(`manifests/${reference}`, accept.join(', '));
      const bytes = await readBody(answer, manifestBytesMax);
      const digest = createHash('sha256').update(bytes).digest('hex');
      if (reference.startsWith('sha256:') && reference !== `sha256:${digest}`)
        throw new ImageProblem('invalid', `the registry sent another manifest than ${reference}`);
      return { bytes, digest, type: answer.headers['content-type']?.split(';')[0]?.trim() ?? '' };
    });
  }

  /** A blob as it is sent: nothing about it has been checked. Whoever gets it reads or destroys it. */
  async blob(digest: string): Promise<Answer['body']> {
    return (await this.#get(`blobs/${digest}`)).body;
  }

  /** Throws unless the repository has the blob, and gives it to us. Nothing of it is read. */
  async prove(digest: string): Promise<void> {
    await this.attempting(async () => (await this.blob(digest)).destroy());
  }

  /** Tries anew, a bounded number of times, what failed for want of an answer. */
  async attempting<T>(work: () => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await work();
      } catch (error) {
        const again = error instanceof ImageProblem && error.kind === 'unreachable';
        if (!again || attempt >= attemptsMax || this.#signal.aborted) throw error;
        await delay(this.#clock, retryDelayMs * 2 ** (attempt - 1));
      }
    }
  }

  async #get(path: string, accept?: string): Promise<Answer> {
    const url = new URL(`/v2/${this.#name.repository}/${path}`, this.#origin);
    let answer = await this.#send(url, accept);
    if (answer.status === 401) {
      answer.body.destroy();
      // Also a token that has expired meanwhile.
      this.#authorization = await this.#authorize(answer.headers['www-authenticate']);
      answer = await this.#send(url, accept);
    }
    if (answer.status === 200) return answer;
    answer.body.destroy();
    throw this.#problemOf(answer.status, path);
  }

  #send(url: URL, accept: string | undefined): Promise<Answer> {
    const authorization = this.#authorization;
    return get(
      url,
      { ...(accept !== undefined && { accept }), ...(authorization !== undefined && { authorization }) },
      this.#signal,
    );
  }

  async #authorize(header: string | undefined): Promise<string> {
    const challenge = parseChallenge(header);
    if (challenge === undefined) throw this.#problemOf(401, 'the repository');
    const credentials = await credentialsFor(this.#name.registry, this.#settings.registryCredentials);
    if (challenge.scheme === 'bearer') return `Bearer ${await this.#token(challenge, credentials)}`;
    if (credentials === undefined) throw this.#problemOf(401, 'the repository');
    return basic(credentials);
  }

  async #token(
    { realm, service }: { readonly realm: string; readonly service?: string },
    credentials: RegistryCredentials | undefined,
  ): Promise<string> {
    const url = URL.parse(realm);
    if (url === null || !mayLead(this.#origin, url))
      throw new ImageProblem('invalid', `${this.#origin.host} sends to a token service that it must not`);
    if (service !== undefined) url.searchParams.set('service', service);
    url.searchParams.set('scope', `repository:${this.#name.repository}:pull`);
    const authorization = credentials && basic(credentials);
    const answer = await get(url, { ...(authorization !== undefined && { authorization }) }, this.#signal);
    if (answer.status !== 200) {
      answer.body.destroy();
      throw this.#problemOf(answer.status, 'a token');
    }
    const token = tokenIn(await readBody(answer, tokenAnswerBytesMax));
    if (token === undefined)
      throw new ImageProblem('unreachable', `the token service ${url.host} sent no token`);
    return token;
  }

  #problemOf(status: number, what: string): ImageProblem {
    const asked = `${this.#origin.host} answered ${status} for ${what} of ${this.#name.repository}`;
    if (status === 401 || status === 403) {
      const file = this.#settings.registryCredentials;
      return new ImageProblem(
        'denied',
        `${asked}, ${file === undefined ? 'asked without credentials' : `with what ${file} has for ${this.#name.registry}`}`,
      );
    }
    return new ImageProblem(status === 404 ? 'missing' : 'unreachable', asked);
  }
}

export type FetchedManifest = {
  readonly bytes: Buffer;
  /** Lower-case hex SHA-256 of the bytes. */
  readonly digest: string;
  readonly type: string;
};

function basic({ user, password }: RegistryCredentials): string {
  return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
}

function tokenIn(body: Buffer): string | undefined {
  try {
    const { token, access_token: accessToken } = JSON.parse(body.toString()) as Readonly<
      Record<string, unknown>
    >;
    const found = token ?? accessToken;
    // What is no header value would make the request throw.
    return typeof found === 'string' && /^[\x21-\x7e]+$/.test(found) ? found : undefined;
  } catch {
    return undefined;
  }
}
