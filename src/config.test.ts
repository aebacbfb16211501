import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ConfigError, readClientConfig, readConfig, readExternalCredentials } from './config.ts';

test('flags win over variables, variables over defaults', () => {
  const config = readConfig({ port: '5000' }, { LAMBENT_PORT: '6000', LAMBENT_IAM: 'enforce' });
  assert.equal(config.port, 5000);
  assert.equal(config.iam, 'enforce');
  assert.equal(config.host, '127.0.0.1');
  // Root's is where services keep theirs, unless there is one in its home already.
  assert.match(config.dataFolder, /\.lambent$|^\/var\/lib\/lambent\/data$/);
});

test('every bad value is one readable line that names where it came from', () => {
  const cases: [Parameters<typeof readConfig>[0], Record<string, string>, RegExp][] = [
    [{ port: '65536' }, {}, /^--port 65536: expected a whole number from 0 to 65535$/],
    [{ port: '4566x' }, {}, /^--port 4566x/],
    [{ iam: 'off' }, {}, /^--iam off: expected one of audit, enforce$/],
    [
      {},
      { LAMBENT_ISOLATION: 'docker' },
      /^LAMBENT_ISOLATION docker: expected one of auto, bubblewrap, process$/,
    ],
    [{ host: '0.0.0.0' }, {}, /^--host 0\.0\.0\.0: Lambent listens on loopback addresses only/],
    [{ host: '127.0.0.256' }, {}, /loopback/],
    [{ host: '::' }, {}, /loopback/],
    [{ allowedHosts: 'a_b' }, {}, /not a host name/],
    [{ npmRegistry: 'file:///etc' }, {}, /http or https/],
    [{ registryMirrors: 'ecr' }, {}, /^--registry-mirrors ecr: ecr is not name=address$/],
    [{ registryMirrors: 'ecr=http://a/b' }, {}, /http:\/\/a\/b is not host:port/],
    [{ registryMirrors: 'ecr=ftp://a' }, {}, /is not host:port/],
    [{ functionHosts: 'localhost' }, {}, /^--function-hosts localhost: localhost is not host:port, such as/],
    [{ functionHosts: 'localhost:0' }, {}, /localhost:0 is not host:port/],
    [{ functionHosts: 'localhost:65536' }, {}, /is not host:port/],
    [{ functionHosts: 'a b:1' }, {}, /is not host:port/],
    [{ functionHosts: '[::1]:5432' }, {}, /is not host:port/],
    [{ functionHosts: '10.0.0.7:5432' }, {}, /10\.0\.0\.7 is an address: functions find a host by its name/],
    [{ functionHosts: 'localhost:9001' }, {}, /^--function-hosts localhost:9001: port 9001 is Lambent's own/],
    [
      {},
      { LAMBENT_FUNCTION_HOSTS: 'db:4566' },
      /^LAMBENT_FUNCTION_HOSTS db:4566: port 4566 is Lambent's own/,
    ],
    [{ functionHosts: 'a:1,b:1' }, {}, /port 1 twice/],
    [{ functionHosts: 'a:1,a:2,a:3,a:4,a:5,a:6,a:7,a:8,a:9' }, {}, /at most 8 hosts/],
    [{ functionHosts: 'a:1', network: 'host' }, {}, /^--function-hosts opens nothing with --network host: /],
    [{}, { LAMBENT_PROT: '1' }, /^LAMBENT_PROT is no setting of Lambent/],
    [{ endpoints: 's3' }, {}, /^--endpoints s3: expected service=url, such as s3=http/],
    [
      {},
      { LAMBENT_ENDPOINTS: 's3=file:///etc' },
      /^LAMBENT_ENDPOINTS s3=file:\/\/\/etc: expected service=url/,
    ],
    [{ endpoints: '=http://a' }, {}, /expected service=url/],
    [{ endpoints: '../s3=http://a' }, {}, /expected service=url/],
    [{ endpoints: 's3=http://a?b' }, {}, /a URL ends with its path/],
    [{ endpoints: 's3=http://a,s3=http://b' }, {}, /s3 has one endpoint/],
    [
      { endpoints: 's3=http://me:secret@a' },
      {},
      /^--endpoints s3=http:\/\/…@a: no credentials in a URL: they belong in variables$/,
    ],
  ];
  for (const [flags, environment, expected] of cases) {
    assert.throws(
      () => readConfig(flags, environment),
      (error) => error instanceof ConfigError && expected.test(error.message),
    );
  }
});

test('hosts are opened to functions by name and port', () => {
  const { functionHosts } = readConfig({ functionHosts: 'localhost:5432, Db.Internal:6379' }, {});
  assert.deepEqual(functionHosts, [
    { host: 'localhost', port: 5432 },
    { host: 'db.internal', port: 6379 },
  ]);
  assert.deepEqual(readConfig({}, {}).functionHosts, []);
});

test('registries are found where they are said to be', () => {
  const { registryCredentials, registryMirrors } = readConfig(
    { registryMirrors: 'ecr=localhost:5000, registry.lan:5000=http://registry.lan:5000' },
    { LAMBENT_REGISTRY_CREDENTIALS: '/home/me/.docker/config.json' },
  );
  assert.equal(registryCredentials, '/home/me/.docker/config.json');
  assert.deepEqual(
    [...registryMirrors],
    [
      ['ecr', 'localhost:5000'],
      ['registry.lan:5000', 'http://registry.lan:5000'],
    ],
  );
  assert.equal(readConfig({}, {}).registryCredentials, undefined);
});

test('the client finds the server where the server was told to be', () => {
  assert.equal(readClientConfig({}, { LAMBENT_PORT: '4570' }).endpoint, 'http://127.0.0.1:4570');
  assert.equal(
    readClientConfig({}, { AWS_ENDPOINT_URL: 'http://localhost:1/' }).endpoint,
    'http://localhost:1',
  );
  const client = readClientConfig(
    { region: 'eu-west-1' },
    { AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b' },
  );
  assert.deepEqual(client.credentials, { accessKeyId: 'a', secretAccessKey: 'b' });
  assert.equal(client.region, 'eu-west-1');
});

test('services elsewhere: by name, with credentials from variables alone', () => {
  const { endpoints } = readConfig({ endpoints: 's3=http://127.0.0.1:9000, sns=https://a/b ,' }, {});
  assert.deepEqual(
    [...endpoints].map(([service, { href }]) => [service, href]),
    [
      ['s3', 'http://127.0.0.1:9000/'],
      ['sns', 'https://a/b'],
    ],
  );
  const id = 'LAMBENT_EXTERNAL_ACCESS_KEY_ID';
  const secret = 'LAMBENT_EXTERNAL_SECRET_ACCESS_KEY';
  const token = 'LAMBENT_EXTERNAL_SESSION_TOKEN';
  const pair = { [id]: 'a', [secret]: 'b/+=' };
  const keys = { accessKeyId: 'a', secretAccessKey: 'b/+=' };
  assert.deepEqual(readExternalCredentials({ endpoints }, pair), keys);
  assert.deepEqual(readExternalCredentials({ endpoints }, { ...pair, [token]: 't' }), {
    ...keys,
    sessionToken: 't',
  });
  assert.equal(readExternalCredentials({ endpoints: new Map() }, {}), undefined);
  assert.equal(readConfig({}, pair).endpoints.size, 0, 'the variables are known');
  for (const environment of [{}, { [id]: 'a' }, { [secret]: 'b' }, { ...pair, [id]: '' }]) {
    assert.throws(() => readExternalCredentials({ endpoints }, environment), {
      name: 'ConfigError',
      message: `--endpoints needs credentials to call with, in the variables ${id} and ${secret}`,
    });
  }
  assert.throws(() => readExternalCredentials({ endpoints }, { ...pair, [secret]: 'my\nsecret' }), {
    message: `${secret} is no credential`,
  });
});
