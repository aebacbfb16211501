import { homedir, totalmem } from 'node:os';
import { resolve } from 'node:path';
import {
  ConfigError,
  functionHosts,
  hostNames,
  loopbackAddress,
  oneOf,
  registryMirrors,
  serviceEndpoints,
  substitutes,
  webAddress,
  wholeNumber,
} from './config-values.ts';
import { defaultDataFolder } from './data-folder.ts';
import { defaultSearchPath } from './search-path.ts';

export { ConfigError } from './config-values.ts';

/** Every setting, with its unit in its name. Read once at start; the only reader of the environment. */
export type Config = {
  readonly port: number;
  readonly host: string;
  /** Names besides the loopback ones under which tools may reach the AWS API (`Host` header). */
  readonly allowedHosts: readonly string[];
  readonly dataFolder: string;
  readonly iam: 'audit' | 'enforce';
  readonly isolation: 'auto' | 'bubblewrap' | 'process';
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error';
  readonly npmRegistry: string;
  readonly pythonIndex: string;
  /** Execution environments alive at once on this node. */
  readonly environmentsMax: number;
  /** Runtimes that wait booted for a function; 0: none. */
  readonly prebooted: number;
  readonly accountConcurrency: number;
  /** Folders, separated by colons, in which interpreters are looked for. */
  readonly searchPath: string;
  /** A docker config.json with the users and passwords of registries. */
  readonly registryCredentials: string | undefined;
  /** Addresses of registries by the names that images have for them; `ecr` is all of ECR. */
  readonly registryMirrors: ReadonlyMap<string, string>;
  /** Of the file that says whose code signatures count; empty for nobody's. */
  readonly signingProfilesFile: string;
  /** Where services that run elsewhere are reached, by their names. */
  readonly endpoints: ReadonlyMap<string, URL>;
  /** How much of the processor a function gets: whatever is free, or by its memory as on AWS. */
  readonly cpu: 'shared' | 'proportional';
  /** The network that functions see. */
  readonly network: 'auto' | 'isolated' | 'host';
  /** Services that functions reach from networks of their own. */
  readonly functionHosts: readonly { readonly host: string; readonly port: number }[];
  /** By runtime id, the version of an installed interpreter that stands in for the one AWS has. */
  readonly runtimeSubstitutes: Readonly<Record<string, string>>;
};

/** A Node.js environment at rest; measured 2026-11: 60 MB resident. */
const environmentBytesTypical = 60 * 1024 * 1024;

type Setting<Name extends keyof Config> = {
  readonly flag: string;
  readonly variable: string;
  readonly value: string;
  readonly describe: string;
  readonly byDefault: string;
  /** What the help says of the default, where it says something else. */
  readonly byDefaultShown?: string;
  parse(text: string): Config[Name];
};

type Settings = { readonly [Name in keyof Config]: Setting<Name> };

export const settings: Settings = {
  port: {
    flag: '--port',
    variable: 'LAMBENT_PORT',
    value: 'number',
    describe: 'TCP port of the AWS API and of API invocations; 0 picks a free one',
    byDefault: '4566',
    parse: (text) => wholeNumber(text, 0, 65_535),
  },
  host: {
    flag: '--host',
    variable: 'LAMBENT_HOST',
    value: 'address',
    describe: 'address to listen on; only loopback addresses until there are users and roles',
    byDefault: '127.0.0.1',
    parse: (text) => loopbackAddress(text),
  },
  allowedHosts: {
    flag: '--allowed-hosts',
    variable: 'LAMBENT_ALLOWED_HOSTS',
    value: 'names',
    describe: 'host names, separated by commas, that the AWS API answers to besides localhost',
    byDefault: '',
    parse: (text) => hostNames(text),
  },
  dataFolder: {
    flag: '--data',
    variable: 'LAMBENT_DATA',
    value: 'folder',
    describe: 'where everything is kept',
    byDefault: defaultDataFolder(),
    parse: (text) => resolve(text),
  },
  iam: {
    flag: '--iam',
    variable: 'LAMBENT_IAM',
    value: 'mode',
    describe:
      'audit: accept any credentials and report what AWS would refuse; enforce: only the root credentials, and functions as their roles',
    byDefault: 'audit',
    parse: (text) => oneOf(text, ['audit', 'enforce']),
  },
  isolation: {
    flag: '--isolation',
    variable: 'LAMBENT_ISOLATION',
    value: 'driver',
    describe:
      'how functions are kept from the host: auto, bubblewrap or process (with --iam enforce, auto never means process)',
    byDefault: 'auto',
    parse: (text) => oneOf(text, ['auto', 'bubblewrap', 'process']),
  },
  logLevel: {
    flag: '--log-level',
    variable: 'LAMBENT_LOG_LEVEL',
    value: 'level',
    describe: 'debug, info, warn or error',
    byDefault: 'info',
    parse: (text) => oneOf(text, ['debug', 'info', 'warn', 'error']),
  },
  npmRegistry: {
    flag: '--npm-registry',
    variable: 'LAMBENT_NPM_REGISTRY',
    value: 'url',
    describe: 'where other lines of Node.js and the AWS SDK of functions in JavaScript are fetched from',
    byDefault: 'https://registry.npmjs.org/',
    parse: (text) => webAddress(text),
  },
  pythonIndex: {
    flag: '--python-index',
    variable: 'LAMBENT_PYTHON_INDEX',
    value: 'url',
    describe: 'where the AWS SDK of functions in Python is fetched from, a simple index',
    byDefault: 'https://pypi.org/simple/',
    parse: (text) => webAddress(text),
  },
  environmentsMax: {
    flag: '--environments-max',
    variable: 'LAMBENT_ENVIRONMENTS_MAX',
    value: 'number',
    describe: 'execution environments alive at once; by default what half of the memory holds',
    byDefault: String(Math.max(4, Math.floor(totalmem() / 2 / environmentBytesTypical))),
    parse: (text) => wholeNumber(text, 1, 10_000),
  },
  prebooted: {
    flag: '--prebooted',
    variable: 'LAMBENT_PREBOOTED',
    value: 'number',
    describe: 'runtimes of the kinds lately used that wait booted, so that cold starts are short; 0: none',
    byDefault: '4',
    parse: (text) => wholeNumber(text, 0, 1_000),
  },
  accountConcurrency: {
    flag: '--account-concurrency',
    variable: 'LAMBENT_ACCOUNT_CONCURRENCY',
    value: 'number',
    describe: 'concurrent executions of an account in a region, and a tenth of its requests a second',
    byDefault: '1000',
    parse: (text) => wholeNumber(text, 100, 1_000_000),
  },
  searchPath: {
    flag: '--search-path',
    variable: 'LAMBENT_SEARCH_PATH',
    value: 'folders',
    describe: 'where interpreters are looked for',
    byDefault: defaultSearchPath(process.env.PATH ?? '/usr/local/bin:/usr/bin:/bin', homedir()),
    byDefaultShown:
      'PATH, and where version managers such as pyenv, uv, rbenv, SDKMAN! and mise keep versions',
    parse: (text) => text,
  },
  registryCredentials: {
    flag: '--registry-credentials',
    variable: 'LAMBENT_REGISTRY_CREDENTIALS',
    value: 'file',
    describe: 'docker config.json with the users and passwords of container registries',
    byDefault: '',
    parse: (text) => (text === '' ? undefined : resolve(text)),
  },
  registryMirrors: {
    flag: '--registry-mirrors',
    variable: 'LAMBENT_REGISTRY_MIRRORS',
    value: 'pairs',
    describe:
      'where container registries are really found, as name=address separated by commas; the name ecr is all of ECR, and only loopback addresses and those with http:// are asked without TLS',
    byDefault: '',
    parse: (text) => registryMirrors(text),
  },
  signingProfilesFile: {
    flag: '--signing-profiles',
    variable: 'LAMBENT_SIGNING_PROFILES',
    value: 'file',
    describe: 'JSON file with the certificates of signing profiles whose code signatures count',
    byDefault: '',
    parse: (text) => (text === '' ? '' : resolve(text)),
  },
  endpoints: {
    flag: '--endpoints',
    variable: 'LAMBENT_ENDPOINTS',
    value: 'service=url',
    describe: 'AWS services elsewhere, separated by commas, such as s3=https://s3.eu-west-1.amazonaws.com',
    byDefault: '',
    parse: (text) => serviceEndpoints(text),
  },
  cpu: {
    flag: '--cpu',
    variable: 'LAMBENT_CPU',
    value: 'mode',
    describe:
      'shared: functions use whatever processor time is free; proportional: by their memory, as on AWS (needs control groups)',
    byDefault: 'shared',
    parse: (text) => oneOf(text, ['shared', 'proportional']),
  },
  network: {
    flag: '--network',
    variable: 'LAMBENT_NETWORK',
    value: 'mode',
    describe:
      "isolated: each function reaches the outside and Lambent, not this host or other functions (needs root, iproute2 and nftables); host: functions share this host's network; auto: isolated where it can be had",
    byDefault: 'auto',
    parse: (text) => oneOf(text, ['auto', 'isolated', 'host']),
  },
  functionHosts: {
    flag: '--function-hosts',
    variable: 'LAMBENT_FUNCTION_HOSTS',
    value: 'host:port',
    describe:
      "services of this host, or that it reaches, that isolated functions may reach by that name, separated by commas, such as a developer's database at localhost:5432",
    byDefault: '',
    parse: (text) => functionHosts(text),
  },
  runtimeSubstitutes: {
    flag: '--runtime-substitutes',
    variable: 'LAMBENT_RUNTIME_SUBSTITUTES',
    value: 'pairs',
    describe:
      'interpreters that may stand in where the exact version is missing, such as ruby3.3=3.1,java21=17',
    byDefault: '',
    parse: (text) => substitutes(text),
  },
};

/** What calls to services elsewhere are signed with: variables alone, since a command line is for all to read. */
const credentialVariables = {
  accessKeyId: 'LAMBENT_EXTERNAL_ACCESS_KEY_ID',
  secretAccessKey: 'LAMBENT_EXTERNAL_SECRET_ACCESS_KEY',
  sessionToken: 'LAMBENT_EXTERNAL_SESSION_TOKEN',
} as const;

/** Variables of ours that are no settings of the server. */
const otherVariables: readonly string[] = ['LAMBENT_ENDPOINT', ...Object.values(credentialVariables)];

type Environment = Readonly<Record<string, string | undefined>>;

/** Flags win over `LAMBENT_*` variables, those over defaults. Throws `ConfigError`; an unknown `LAMBENT_*` variable is an error too. */
export function readConfig(
  flags: Readonly<Partial<Record<keyof Config, string>>>,
  environment: Environment = process.env,
): Config {
  refuseUnknownVariables(environment);
  const read = <Name extends keyof Config>(name: Name): Config[Name] => {
    const setting: Settings[Name] = settings[name];
    const flag = flags[name];
    const variable = environment[setting.variable];
    const [text, source] =
      flag !== undefined
        ? [flag, setting.flag]
        : variable !== undefined && variable !== ''
          ? [variable, setting.variable]
          : [setting.byDefault, setting.flag];
    try {
      return setting.parse(text) as Config[Name];
    } catch (error) {
      // A password in a URL is shown to nobody.
      const shown = text.replace(/\/\/[^/@,]*@/g, '//…@');
      throw new ConfigError(`${source} ${shown}: ${error instanceof Error ? error.message : error}`);
    }
  };
  const config = {
    port: read('port'),
    host: read('host'),
    allowedHosts: read('allowedHosts'),
    dataFolder: read('dataFolder'),
    iam: read('iam'),
    isolation: read('isolation'),
    logLevel: read('logLevel'),
    npmRegistry: read('npmRegistry'),
    pythonIndex: read('pythonIndex'),
    environmentsMax: read('environmentsMax'),
    prebooted: read('prebooted'),
    accountConcurrency: read('accountConcurrency'),
    searchPath: read('searchPath'),
    registryCredentials: read('registryCredentials'),
    registryMirrors: read('registryMirrors'),
    signingProfilesFile: read('signingProfilesFile'),
    endpoints: read('endpoints'),
    cpu: read('cpu'),
    network: read('network'),
    functionHosts: read('functionHosts'),
    runtimeSubstitutes: read('runtimeSubstitutes'),
  };
  if (config.network === 'host' && config.functionHosts.length > 0)
    throw new ConfigError('--function-hosts opens nothing with --network host: functions reach all of it');
  return config;
}

/** Whoever enforces access does not fall back to no sandbox unless asked to by name. */
export function isolationFor({ iam, isolation }: Pick<Config, 'iam' | 'isolation'>): Config['isolation'] {
  return iam === 'enforce' && isolation === 'auto' ? 'bubblewrap' : isolation;
}

/** Credentials for services elsewhere; kept apart from `Config`, which is handed around. */
export type ExternalCredentials = {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
};

/** Undefined where no service is elsewhere. Throws `ConfigError` where one is and its credentials are not there. */
export function readExternalCredentials(
  { endpoints }: Pick<Config, 'endpoints'>,
  environment: Environment = process.env,
): ExternalCredentials | undefined {
  if (endpoints.size === 0) return undefined;
  const accessKeyId = environment[credentialVariables.accessKeyId];
  const secretAccessKey = environment[credentialVariables.secretAccessKey];
  const sessionToken = environment[credentialVariables.sessionToken];
  if (!accessKeyId || !secretAccessKey) {
    const { accessKeyId: id, secretAccessKey: secret } = credentialVariables;
    throw new ConfigError(`--endpoints needs credentials to call with, in the variables ${id} and ${secret}`);
  }
  for (const [name, value] of Object.entries({ accessKeyId, secretAccessKey, sessionToken })) {
    // Never shown, not even when it is wrong.
    if (value && !/^[\x21-\x7e]+$/.test(value))
      throw new ConfigError(
        `${credentialVariables[name as keyof typeof credentialVariables]} is no credential`,
      );
  }
  return { accessKeyId, secretAccessKey, ...(sessionToken ? { sessionToken } : {}) };
}

/** Where `lambent invoke`, `lambent logs` and `lambent usage` find a running Lambent, and as whom they call it. */
export type ClientConfig = {
  readonly endpoint: string;
  readonly region: string;
  /** Undefined: the root credentials of the data folder, or anything where they cannot be read. */
  readonly credentials?: {
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    readonly sessionToken?: string;
  };
};

export function readClientConfig(
  flags: { readonly endpoint?: string; readonly region?: string },
  environment: Environment = process.env,
): ClientConfig {
  const endpoint =
    flags.endpoint ??
    environment.LAMBENT_ENDPOINT ??
    environment.AWS_ENDPOINT_URL ??
    defaultEndpoint(environment);
  const accessKeyId = environment.AWS_ACCESS_KEY_ID;
  const secretAccessKey = environment.AWS_SECRET_ACCESS_KEY;
  const sessionToken = environment.AWS_SESSION_TOKEN;
  return {
    endpoint: webAddress(endpoint).replace(/\/+$/, ''),
    region: flags.region ?? environment.AWS_REGION ?? environment.AWS_DEFAULT_REGION ?? 'us-east-1',
    ...(accessKeyId && secretAccessKey
      ? { credentials: { accessKeyId, secretAccessKey, ...(sessionToken ? { sessionToken } : {}) } }
      : {}),
  };
}

function defaultEndpoint(environment: Environment): string {
  return `http://127.0.0.1:${environment.LAMBENT_PORT ?? settings.port.byDefault}`;
}

function refuseUnknownVariables(environment: Environment): void {
  const known = new Set([...Object.values(settings).map(({ variable }) => variable), ...otherVariables]);
  for (const name of Object.keys(environment)) {
    if (name.startsWith('LAMBENT_') && !known.has(name)) {
      throw new ConfigError(`${name} is no setting of Lambent; there are: ${[...known].join(', ')}`);
    }
  }
}
