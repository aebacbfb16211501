import type { SigningCredentials } from '#access';
import type { Random } from '#ambient';
import type { FunctionRecord, VersionRecord } from '../records/function.ts';
import { isCustomRuntime } from '../runtimes.ts';

/** Whether an invocation waits for an environment, or it is there ahead of them. */
export type InitializationType = 'on-demand' | 'provisioned-concurrency';

type Situation = {
  readonly record: Pick<FunctionRecord, 'name' | 'region'>;
  readonly version: VersionRecord;
  readonly logStreamName: string;
  /** What the function signs its AWS calls with. */
  readonly credentials: Required<SigningCredentials>;
  /** `http://host:port` of this Lambent. */
  readonly endpoint: string;
  /** `host:port` of the environment's own Runtime API. */
  readonly runtimeApi: string;
  readonly initializationType: InitializationType;
  /** Those of the function's image, where it is one. */
  readonly imageVariables?: Readonly<Record<string, string>> | undefined;
};

/**
 * The environment of a function's process, complete but for what the sandbox driver decides. The function's own variables win over
 * those that AWS lets them override. Source: Lambda developer guide, "Defined runtime environment variables".
 */
export function environmentVariables(situation: Situation): Record<string, string> {
  const { record, version, logStreamName, credentials, endpoint, runtimeApi } = situation;
  const { initializationType, imageVariables } = situation;
  return {
    ...(imageVariables ?? systemVariables(version.runtime)),
    AWS_XRAY_CONTEXT_MISSING: 'LOG_ERROR',
    AWS_XRAY_DAEMON_ADDRESS: '169.254.100.1:2000',
    _AWS_XRAY_DAEMON_ADDRESS: '169.254.100.1',
    _AWS_XRAY_DAEMON_PORT: '2000',
    // Not on AWS: lets the SDK inside the function reach this Lambent.
    AWS_ENDPOINT_URL: endpoint,
    ...version.variables,
    ...(imageVariables === undefined && { _HANDLER: version.handler }),
    AWS_REGION: record.region,
    AWS_DEFAULT_REGION: record.region,
    ...(hasExecutionEnvironment(version) && { AWS_EXECUTION_ENV: `AWS_Lambda_${version.runtime}` }),
    AWS_LAMBDA_FUNCTION_NAME: record.name,
    AWS_LAMBDA_FUNCTION_VERSION: version.version,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(version.memoryMiB),
    AWS_LAMBDA_INITIALIZATION_TYPE: initializationType,
    AWS_LAMBDA_LOG_GROUP_NAME: version.logGroup,
    AWS_LAMBDA_LOG_STREAM_NAME: logStreamName,
    ...loggingVariables(version),
    AWS_LAMBDA_RUNTIME_API: runtimeApi,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_SESSION_TOKEN: credentials.sessionToken,
    ...(olderJava.test(version.runtime) && {
      AWS_ACCESS_KEY: credentials.accessKeyId,
      AWS_SECRET_KEY: credentials.secretAccessKey,
    }),
  };
}

/** What a runtime boots with that is given its function later: all that it reads then and that no function may have changed. */
export function bootVariables(runtime: string): Record<string, string> {
  return systemVariables(runtime);
}

/** Source: Lambda developer guide: neither custom runtimes nor images have it. */
function hasExecutionEnvironment({ runtime, imageUri }: VersionRecord): boolean {
  return imageUri === undefined && !isCustomRuntime(runtime);
}

/** What AWS's own file system goes with; an image brings its own. */
function systemVariables(runtime: string): Record<string, string> {
  return {
    LANG: 'en_US.UTF-8',
    TZ: ':UTC',
    ...(isStartedByShell(runtime) && { SHLVL: '0' }),
    LD_LIBRARY_PATH:
      '/var/lang/lib:/lib64:/usr/lib64:/var/runtime:/var/runtime/lib:/var/task:/var/task/lib:/opt/lib',
    ...languageVariables(runtime),
  };
}

/** What the runtimes go by when they write and filter log lines. */
function loggingVariables({ jsonLogging }: VersionRecord): Record<string, string> {
  if (jsonLogging === undefined) return {};
  return { AWS_LAMBDA_LOG_FORMAT: 'JSON', AWS_LAMBDA_LOG_LEVEL: jsonLogging.applicationLevel };
}

/** Java before 17 has its keys under two more names. Observed 2025-11, recorded introspection of each runtime. */
const olderJava = /^java(8|11)(\.|$)/;

function languageVariables(runtime: string): Record<string, string> {
  const node = /^nodejs(\d+)\.x$/.exec(runtime)?.[1];
  if (node !== undefined) {
    return {
      NODE_PATH: `/opt/nodejs/node${node}/node_modules:/opt/nodejs/node_modules:/var/runtime/node_modules:/var/runtime:/var/task`,
    };
  }
  const ruby = /^ruby(\d+\.\d+)$/.exec(runtime)?.[1];
  if (ruby !== undefined) {
    return {
      GEM_HOME: '/var/runtime',
      GEM_PATH: `/var/task/vendor/bundle/ruby/${ruby}.0:/opt/ruby/gems/${ruby}.0:/var/runtime:/var/runtime/ruby/${ruby}.0`,
      RUBYLIB: '/var/task:/var/runtime/lib:/opt/ruby/lib',
    };
  }
  if (runtime.startsWith('python')) return { PYTHONPATH: '/var/runtime', LC_CTYPE: 'C.UTF-8' };
  if (runtime.startsWith('dotnet')) {
    return {
      DOTNET_ROOT: '/var/lang/bin',
      LAMBDA_RUNTIME_NAME: runtime,
      // So that certificates are not read twice, of the file and of the folder.
      ...(runtime === 'dotnet8' && { SSL_CERT_FILE: '/var/runtime/empty-certificates.crt' }),
    };
  }
  // Amazon Linux 2 has no languages of its own below /var/lang.
  if (runtime === 'provided.al2') {
    return {
      PATH: '/usr/local/bin:/usr/bin/:/bin:/opt/bin',
      LD_LIBRARY_PATH: '/lib64:/usr/lib64:/var/runtime:/var/runtime/lib:/var/task:/var/task/lib:/opt/lib',
    };
  }
  return {};
}

/** On AWS, and shells leave their mark. Observed 2026-01. */
function isStartedByShell(runtime: string): boolean {
  return !isCustomRuntime(runtime) && !runtime.startsWith('java');
}

/** `2026/08/20/[$LATEST]…`; in a group of the user's choosing, where functions meet, with the function's name. */
export function logStreamNameOf(
  { record, version }: Pick<Situation, 'record' | 'version'>,
  nowMs: number,
  random: Random,
): string {
  const day = new Date(nowMs).toISOString().slice(0, 10).replaceAll('-', '/');
  const own = version.logGroup === `/aws/lambda/${record.name}`;
  return `${day}/${own ? '' : record.name}[${version.version}]${random.bytes(16).toString('hex')}`;
}
