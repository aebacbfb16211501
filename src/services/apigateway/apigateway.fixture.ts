import type { Caller } from '#access';
import { seededRandom, VirtualClock } from '#ambient';
import { type Fabric, memoryFabric } from '#fabric';
import type { Operations } from '#models/apigateway';
import type { PlatformLog } from '#observe';
import type { Call, CallContext, Operation, ServiceDependencies } from '#service';
import { AwsError, type HttpRequest, type HttpResponse } from '#wire';
import { apigatewayService } from './index.ts';

export const account = '000000000000';
export const region = 'us-east-1';
export const functionArn = `arn:aws:lambda:${region}:${account}:function:my-function`;
export const functionUri = `arn:aws:apigateway:${region}:lambda:path/2015-03-31/functions/${functionArn}/invocations`;

const root: Caller = {
  type: 'root',
  account,
  arn: `arn:aws:iam::${account}:root`,
  userId: account,
  verified: false,
};

/** The context of a call from outside. */
export function contextOf(endpoint = 'http://localhost:4566'): CallContext {
  return {
    requestId: '00000000-0000-4000-8000-000000000000',
    account,
    region,
    caller: root,
    receivedAtMs: 0,
    endpoint,
    wouldDeny() {},
  };
}

/** What the fake Lambda was asked. */
export type Invoked = {
  readonly event: Record<string, unknown>;
  readonly context: CallContext;
  readonly functionName: string;
};

/** What the fake Lambda answers: a JSON value to return, or a function that does worse. */
export type FakeFunction = (invoked: Invoked) => unknown;

/** A request as the edge makes it. `url` begins with a path; headers are `[name, value, …]`. */
export function requestOf(
  method: string,
  url: string,
  options: {
    readonly headers?: readonly string[];
    readonly body?: string | Buffer;
    readonly host?: string;
  } = {},
): HttpRequest {
  const host = options.host ?? 'localhost:4566';
  const rawHeaders = ['Host', host, ...(options.headers ?? [])];
  const headers: Record<string, string> = {};
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = (rawHeaders[index] ?? '').toLowerCase();
    const value = rawHeaders[index + 1] ?? '';
    headers[name] = headers[name] === undefined ? value : `${headers[name]}, ${value}`;
  }
  const [path = '', query = ''] = url.split('?', 2);
  return {
    id: '11111111-2222-4333-8444-555555555555',
    method,
    path,
    query,
    rawHeaders,
    headers,
    host: host.replace(/:\d+$/, '').toLowerCase(),
    sourceIp: '203.0.113.7',
    protocol: 'HTTP/1.1',
    secure: false,
    receivedAtMs: Date.UTC(2026, 0, 2, 3, 4, 5, 678),
    readBody: () => Promise.resolve(Buffer.from(options.body ?? '')),
    onAbort() {},
  };
}

/** An answer with its headers by lower-case name, repeated ones joined. */
export type Answer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
};

export function answerOf({ status, headers, body }: HttpResponse): Answer {
  const byName: Record<string, string> = {};
  for (let index = 0; index < headers.length; index += 2) {
    const name = (headers[index] ?? '').toLowerCase();
    byName[name] =
      byName[name] === undefined ? (headers[index + 1] ?? '') : `${byName[name]}, ${headers[index + 1]}`;
  }
  return {
    status,
    headers: byName,
    body: typeof body === 'string' ? body : Buffer.from(body as Uint8Array).toString(),
  };
}

type Name = keyof Operations & string;

/** The service on a fabric in memory, with a fake Lambda behind it. */
export async function openApiGateway(fake: FakeFunction = () => ({}), reuse?: Fabric) {
  const clock = new VirtualClock();
  const fabric = reuse ?? memoryFabric(clock);
  const lines: string[] = [];
  const push = (message: string) => void lines.push(message);
  const log: PlatformLog = { debug: push, info: push, warn: push, error: push };
  const call = (async (_service: string, _operation: string, input: unknown, context: CallContext) => {
    const { FunctionName, Payload } = input as { FunctionName: string; Payload: Uint8Array };
    const event = JSON.parse(Buffer.from(Payload).toString()) as Record<string, unknown>;
    const result = await fake({ event, context, functionName: FunctionName });
    if (result instanceof FunctionFailure) return { FunctionError: 'Unhandled', Payload: Buffer.from('{}') };
    return { Payload: Buffer.from(JSON.stringify(result)) };
  }) as unknown as Call;
  const service = await apigatewayService({
    clock,
    random: seededRandom(7),
    fabric,
    log,
    call,
    endpoint: () => 'http://localhost:4566',
  } as unknown as ServiceDependencies);

  const operate = <N extends Name>(
    name: N,
    input: Operations[N]['input'],
  ): Promise<Operations[N]['output']> => {
    const operation = service.table[name] as unknown as Operation<
      unknown,
      Operations[N]['input'],
      Operations[N]['output']
    >;
    return operation.handle(service.room, input, contextOf());
  };
  const [door] = service.doors;
  if (!door) throw new Error('the service has no door');
  const serve = async (request: HttpRequest): Promise<Answer> => answerOf(await door.serve(request));
  return { service, clock, fabric, log: lines, operate, door, serve };
}

export type OpenApiGateway = Awaited<ReturnType<typeof openApiGateway>>;

/** Returned by a fake function whose handler threw. */
export class FunctionFailure {}

/** An API with its root resource. */
export async function createApi(
  gateway: OpenApiGateway,
  input: Partial<Operations['CreateRestApi']['input']> = {},
) {
  const { id = '', rootResourceId = '' } = await gateway.operate('CreateRestApi', {
    name: 'my-rest-api',
    ...input,
  });
  return { restApiId: id, rootResourceId };
}

/** An API whose `method` on `path` calls the fake function, deployed to the stage `Prod`. Returns its id. */
export async function deployProxy(
  gateway: OpenApiGateway,
  options: {
    readonly path?: readonly string[];
    readonly method?: string;
    readonly api?: Partial<Operations['CreateRestApi']['input']>;
    readonly integration?: Partial<Operations['PutIntegration']['input']>;
    readonly variables?: Record<string, string>;
  } = {},
): Promise<string> {
  const { restApiId, rootResourceId } = await createApi(gateway, options.api);
  let resourceId = rootResourceId;
  for (const pathPart of options.path ?? []) {
    resourceId =
      (await gateway.operate('CreateResource', { restApiId, parentId: resourceId, pathPart })).id ?? '';
  }
  const method = { restApiId, resourceId, httpMethod: options.method ?? 'ANY' };
  await gateway.operate('PutMethod', { ...method, authorizationType: 'NONE' });
  await gateway.operate('PutIntegration', {
    ...method,
    type: 'AWS_PROXY',
    integrationHttpMethod: 'POST',
    uri: functionUri,
    ...options.integration,
  });
  await gateway.operate('CreateDeployment', { restApiId, stageName: 'Prod', variables: options.variables });
  return restApiId;
}

/** What a refused operation answers: status, code and text. */
export async function refusalOf(operation: Promise<unknown>): Promise<readonly [number, string, string]> {
  try {
    await operation;
  } catch (error) {
    if (error instanceof AwsError) return [error.status, error.code, error.message];
    throw error;
  }
  throw new Error('the operation was not refused');
}
