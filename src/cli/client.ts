import { readRootCredentials, signRequest } from '#access';
import { systemClock } from '#ambient';
import { type AwsError, loadModel, parseError, parseOutput, serializeRequest } from '#wire';
import { readClientConfig, readConfig } from '../config.ts';
import { CommandError } from './command-line.ts';

export type ClientFlags = { readonly endpoint?: string; readonly region?: string; readonly data?: string };

/** Calls one operation of a running Lambent, as any AWS client would. Rejects with the service's `AwsError`. */
export type Client = (
  service: string,
  operation: string,
  input: Readonly<Record<string, unknown>>,
) => Promise<Record<string, unknown>>;

export function openClient(flags: ClientFlags): Client {
  const config = readClientConfig(flags);
  const credentials = config.credentials ?? rootCredentials(flags);
  return async (service, operation, input) => {
    const model = loadModel(service);
    const request = serializeRequest(model, operation, input);
    const url = new URL(
      `${config.endpoint}${request.path}${request.query === '' ? '' : `?${request.query}`}`,
    );
    const headers = signRequest({
      method: request.method,
      path: request.path,
      query: request.query,
      headers: { ...request.headers, host: url.host },
      body: request.body,
      credentials,
      region: config.region,
      service: model.signingName,
      nowMs: systemClock().now(),
    });
    const response = await send(
      url,
      { method: request.method, headers, body: Buffer.from(request.body) },
      config.endpoint,
    );
    const answer = {
      status: response.status,
      headers: Object.fromEntries(response.headers),
      body: Buffer.from(await response.arrayBuffer()),
    };
    if (response.ok) return parseOutput(model, operation, answer);
    throw parseError(model, answer);
  };
}

type Sent = {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
};

function send(url: URL, { method, headers, body }: Sent, endpoint: string): Promise<Response> {
  const sent = { method, headers, ...(body.length === 0 ? {} : { body: Buffer.from(body) }) };
  return answerFrom(endpoint, url, sent);
}

/** What a running Lambent answers; where there is none, a `CommandError` that says so. */
export async function answerFrom(endpoint: string, url: URL, sent: RequestInit = {}): Promise<Response> {
  try {
    return await fetch(url, sent);
  } catch (error) {
    throw new CommandError(
      `nothing answers at ${endpoint} (${causeOf(error)}). Is Lambent running? Start it with "lambent start" or name it with --endpoint.`,
    );
  }
}

/** Where a name has several addresses and none answers, there is a code and no message. */
function causeOf(error: unknown): string {
  if (!(error instanceof Error && error.cause instanceof Error)) return String(error);
  const { message, code }: NodeJS.ErrnoException = error.cause;
  return message === '' ? String(code) : message;
}

/** The root credentials of this user's data folder; where they cannot be read, a name and password that audit mode accepts. */
function rootCredentials(flags: ClientFlags): { accessKeyId: string; secretAccessKey: string } {
  const { dataFolder } = readConfig(flags.data === undefined ? {} : { dataFolder: flags.data });
  return readRootCredentials(dataFolder) ?? { accessKeyId: 'lambent', secretAccessKey: 'lambent' };
}

/** An error of the service as one line. */
export function describeAwsError(error: AwsError): string {
  return `${error.code}: ${error.message}`;
}
