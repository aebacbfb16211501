import { Readable } from 'node:stream';
import type { HttpResponse, ServiceModel } from '#wire';

/** A request as the SDK hands it to its transport. */
export type SdkRequest = {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string | readonly string[] | null>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
};

/** One of the SDK's clients on a transport in memory. */
export type SdkClient = {
  /** Sends an operation; undefined when the SDK does not have it. */
  send(operation: string, input: object): Promise<Record<string, unknown>> | undefined;
  /** The SDK's class of an exception. */
  exceptionClass(name: string): (new (...args: never[]) => Error) | undefined;
};

type Sdk = Readonly<Record<string, unknown>>;
type Command = new (input: object) => object;
type Client = new (options: object) => { send(command: object): Promise<Record<string, unknown>> };

const packages: Readonly<Record<string, { readonly load: () => Promise<object>; readonly client: string }>> =
  {
    lambda: { load: () => import('@aws-sdk/client-lambda'), client: 'LambdaClient' },
    apigateway: { load: () => import('@aws-sdk/client-api-gateway'), client: 'APIGatewayClient' },
    apigatewayv2: { load: () => import('@aws-sdk/client-apigatewayv2'), client: 'ApiGatewayV2Client' },
    apigatewaymanagementapi: {
      load: () => import('@aws-sdk/client-apigatewaymanagementapi'),
      client: 'ApiGatewayManagementApiClient',
    },
    sts: { load: () => import('@aws-sdk/client-sts'), client: 'STSClient' },
    logs: { load: () => import('@aws-sdk/client-cloudwatch-logs'), client: 'CloudWatchLogsClient' },
    s3: { load: () => import('@aws-sdk/client-s3'), client: 'S3Client' },
  };

export const modelIds = Object.keys(packages);

/** The operations that the SDK's client of a service can send; undefined where that client is not installed. */
export async function sdkOperations(id: string): Promise<readonly string[] | undefined> {
  const sdk = await packages[id]?.load();
  if (sdk === undefined) return undefined;
  return Object.keys(sdk).flatMap((name) => /^([A-Z]\w*)Command$/.exec(name)?.[1] ?? []);
}

export async function openSdkClient(
  { id }: ServiceModel,
  answer: (request: SdkRequest) => HttpResponse,
): Promise<SdkClient> {
  const found = packages[id];
  if (!found) throw new Error(`no SDK package for ${id}`);
  const sdk = (await found.load()) as Sdk;
  const client = new (sdk[found.client] as Client)({
    region: 'us-east-1',
    endpoint: 'http://127.0.0.1:1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
    disableHostPrefix: true,
    // Of S3: the bucket in the path, no checksums that nobody asked for.
    forcePathStyle: true,
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    requestHandler: { handle: async (request: SdkRequest) => ({ response: toSdkResponse(answer(request)) }) },
  });
  return {
    send(operation, input) {
      const command = sdk[`${operation}Command`] as Command | undefined;
      return command && client.send(new command(input));
    },
    exceptionClass: (name) => sdk[name] as (new (...args: never[]) => Error) | undefined,
  };
}

function toSdkResponse({ status, headers: raw, body }: HttpResponse): object {
  const headers: Record<string, string> = {};
  for (let at = 0; at < raw.length; at += 2) headers[raw[at]?.toLowerCase() ?? ''] = raw[at + 1] ?? '';
  const isStream = typeof body === 'object' && 'pipe' in body;
  return { statusCode: status, headers, body: isStream ? body : Readable.from([Buffer.from(body)]) };
}

/** The query as the SDK's own transport prints it. */
export function printQuery(query: SdkRequest['query']): string {
  return Object.entries(query)
    .flatMap(([name, value]) =>
      (Array.isArray(value) ? value : [value]).map((single) => [name, single] as const),
    )
    .map(
      ([name, value]) => encodeURIComponent(name) + (value === null ? '' : `=${encodeURIComponent(value)}`),
    )
    .join('&');
}
