/**
 * Writes `runtimes/nodejs-sdk.json` and `runtimes/python-sdk.json`: the versions and checksums of the AWS SDKs that managed runtimes
 * bring along. `npm` and `pip` resolve them from the registries that they are configured for; run it to move to newer ones.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** What functions import of `@aws-sdk`. */
const clients = [
  ...['api-gateway', 'apigatewaymanagementapi', 'apigatewayv2', 'appconfigdata', 'athena'],
  ...['bedrock-agent-runtime', 'bedrock-runtime', 'cloudformation', 'cloudfront', 'cloudwatch'],
  ...['cloudwatch-logs', 'cognito-identity-provider', 'comprehend', 'dynamodb', 'ec2', 'ecs', 'eventbridge'],
  ...['firehose', 'glue', 'iam', 'iot-data-plane', 'kinesis', 'kms', 'lambda', 'polly', 'rds-data'],
  ...['rekognition', 's3', 'scheduler', 'secrets-manager', 'ses', 'sesv2', 'sfn', 'sns', 'sqs', 'ssm', 'sts'],
  ...['textract', 'transcribe', 'translate', 'xray'],
];
const libraries = [
  ...['cloudfront-signer', 'credential-providers', 'dsql-signer', 'lib-dynamodb', 'lib-storage'],
  ...['polly-request-presigner', 'rds-signer', 's3-presigned-post', 's3-request-presigner', 'types'],
  'util-dynamodb',
];
/** What they import beside it: bundlers leave `@smithy` out as well. */
const beside = [
  ...['@smithy/fetch-http-handler', '@smithy/node-http-handler', '@smithy/protocol-http'],
  ...['@smithy/signature-v4', '@smithy/smithy-client', '@smithy/util-stream', '@aws-crypto/sha256-js'],
];

/** By the folder of the SDK in the Python runtimes, the version of Python that it is resolved for. */
const pythons = ['3.9', '3.10'];

const runtimes = fileURLToPath(new URL('../runtimes/', import.meta.url));

type NpmLock = {
  readonly packages: Readonly<
    Record<
      string,
      {
        readonly version: string;
        readonly integrity: string;
        readonly dependencies?: Readonly<Record<string, string>>;
        readonly peerDependencies?: Readonly<Record<string, string>>;
      }
    >
  >;
};

type PipReport = {
  readonly install: readonly {
    readonly metadata: { readonly name: string };
    readonly download_info: {
      readonly url: string;
      readonly archive_info: { readonly hashes: { readonly sha256: string } };
    };
  }[];
};

const folder = mkdtempSync(join(tmpdir(), 'lambent-lock-'));
try {
  write('nodejs-sdk.json', lockNodejs());
  write('python-sdk.json', Object.fromEntries(pythons.map((python) => [python, lockPython(python)])));
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function lockNodejs() {
  const names = [
    ...[...clients.map((name) => `client-${name}`), ...libraries].map((name) => `@aws-sdk/${name}`),
    ...beside,
  ];
  const dependencies = Object.fromEntries(names.map((name) => [name, 'latest']));
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, dependencies }));
  run('npm', ['install', '--package-lock-only', '--ignore-scripts', '--no-audit', '--no-fund']);
  const { packages } = JSON.parse(readFileSync(join(folder, 'package-lock.json'), 'utf8')) as NpmLock;
  const entries = Object.entries(packages).filter(([path]) => path !== '');
  return Object.fromEntries(
    entries.map(([path, { version, integrity, dependencies = {}, peerDependencies = {} }]) => [
      path.slice('node_modules/'.length),
      { version, integrity, dependencies: Object.keys({ ...dependencies, ...peerDependencies }) },
    ]),
  );
}

function lockPython(python: string) {
  const report = join(folder, `${python}.json`);
  const only = ['--python-version', python, '--only-binary', ':all:', '--target', join(folder, 'none')];
  run('pip', ['install', '--quiet', '--dry-run', '--ignore-installed', ...only, '--report', report, 'boto3']);
  const { install } = JSON.parse(readFileSync(report, 'utf8')) as PipReport;
  const wheels = install.map(({ metadata, download_info }) => {
    const wheel = decodeURIComponent(new URL(download_info.url).pathname.split('/').at(-1) ?? '');
    return [
      metadata.name.toLowerCase(),
      { wheel, sha256: download_info.archive_info.hashes.sha256 },
    ] as const;
  });
  return Object.fromEntries(wheels.sort(([one], [other]) => one.localeCompare(other)));
}

function run(program: string, programArguments: readonly string[]): void {
  const { status, error } = spawnSync(program, programArguments, { cwd: folder, stdio: 'inherit' });
  if (status !== 0) throw error ?? new Error(`${program} ended with ${status}`);
}

/** One package a line, so that a change of one is a change of one line. */
function write(name: string, lock: Readonly<Record<string, unknown>>): void {
  const lines = Object.entries(lock).map(
    ([key, value]) => `  ${JSON.stringify(key)}: ${JSON.stringify(value)}`,
  );
  writeFileSync(join(runtimes, name), `{\n${lines.join(',\n')}\n}\n`);
  console.log(`${name}: ${lines.length} entries`);
}
