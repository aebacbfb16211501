/** A function URL's configuration as the API shows it, and what may be in one. */
import type {
  Cors,
  CreateFunctionUrlConfigRequest,
  CreateFunctionUrlConfigResponse,
  FunctionUrlConfig,
} from '#models/lambda';
import type { CallContext } from '#service';
import { InvalidParameterValueException, ResourceNotFoundException } from '../../errors.ts';
import { functionUrl } from '../../function-urls/address.ts';
import { type FunctionReference, functionArn } from '../../names.ts';
import { aliasNamed } from '../../records/aliases.ts';
import type { CorsRecord, FunctionRecord, FunctionUrlRecord } from '../../records/function.ts';

/** As CreateFunctionUrlConfig answers. Quirk: it and the update say nothing of an `InvokeMode` that was never asked for. */
export function toCreatedConfig(
  record: FunctionRecord,
  url: FunctionUrlRecord,
  { endpoint }: Pick<CallContext, 'endpoint'>,
): CreateFunctionUrlConfigResponse {
  return {
    FunctionUrl: functionUrl(url.urlId, record.region, endpoint),
    FunctionArn: functionArn(record, url.qualifier),
    AuthType: url.authType,
    ...(url.cors === undefined ? {} : { Cors: toCors(url.cors) }),
    CreationTime: url.createdAt,
    ...(url.invokeMode === undefined ? {} : { InvokeMode: url.invokeMode }),
  };
}

export function toUpdatedConfig(
  record: FunctionRecord,
  url: FunctionUrlRecord,
  context: CallContext,
): FunctionUrlConfig {
  return { ...toCreatedConfig(record, url, context), LastModifiedTime: url.lastModified };
}

/** As get and list answer. */
export function toUrlConfig(
  record: FunctionRecord,
  url: FunctionUrlRecord,
  context: CallContext,
): FunctionUrlConfig {
  return { InvokeMode: 'BUFFERED', ...toUpdatedConfig(record, url, context) };
}

/** The function whose URL is created or updated, or AWS's 404, which says the same of a missing alias. */
export function withTarget(found: FunctionRecord | undefined, reference: FunctionReference): FunctionRecord {
  const { qualifier } = reference;
  const isThere = found !== undefined && (qualifier === undefined || aliasNamed(found, qualifier));
  if (!isThere) throw new ResourceNotFoundException('Function does not exist');
  return found;
}

/** What was found, or AWS's 404 for a URL that is not there, whatever it is that is missing. */
export function presentUrl<T>(found: T | undefined): T {
  if (found === undefined) throw new ResourceNotFoundException('The resource you requested does not exist.');
  return found;
}

/** The present moment as configurations show it. */
export function urlTime(nowMs: number): string {
  return new Date(nowMs).toISOString().replace('Z', '000Z');
}

/** The model knows no third. */
export function authTypeOf(authType: string): FunctionUrlRecord['authType'] {
  return authType === 'NONE' ? 'NONE' : 'AWS_IAM';
}

/** The model knows no third. */
export function invokeModeOf(
  mode: CreateFunctionUrlConfigRequest['InvokeMode'],
): FunctionUrlRecord['invokeMode'] {
  return mode === undefined || mode === 'BUFFERED' ? mode : 'RESPONSE_STREAM';
}

export function corsOf(cors: Cors): CorsRecord {
  const { AllowCredentials, AllowHeaders, AllowMethods, AllowOrigins, ExposeHeaders, MaxAge } = cors;
  const record = {
    allowCredentials: AllowCredentials,
    allowHeaders: printable('AllowHeaders', AllowHeaders),
    allowMethods: printable('AllowMethods', AllowMethods),
    allowOrigins: printable('AllowOrigins', AllowOrigins),
    exposeHeaders: printable('ExposeHeaders', ExposeHeaders),
    maxAgeSeconds: MaxAge,
  };
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined));
}

/** They go into headers of answers. The text is ours: AWS's is not known. */
function printable(member: string, values: readonly string[] | undefined): readonly string[] | undefined {
  const unfit = values?.find((value) => !/^[\x21-\x7e]*$/.test(value));
  if (unfit === undefined) return values;
  throw new InvalidParameterValueException(
    `Cors.${member} contains a value that no header can carry: ${JSON.stringify(unfit)}`,
  );
}

function toCors(cors: CorsRecord): Cors {
  const { allowCredentials, allowHeaders, allowMethods, allowOrigins, exposeHeaders, maxAgeSeconds } = cors;
  return {
    AllowCredentials: allowCredentials,
    AllowHeaders: allowHeaders && [...allowHeaders],
    AllowMethods: allowMethods && [...allowMethods],
    AllowOrigins: allowOrigins && [...allowOrigins],
    ExposeHeaders: exposeHeaders && [...exposeHeaders],
    MaxAge: maxAgeSeconds,
  };
}
