import assert from 'node:assert/strict';
import { it } from 'node:test';
import { systemClock, systemRandom } from '#ambient';
import { SdkStock } from './sdk-stock.ts';

const stock = new SdkStock({
  dataFolder: '/nonexistent',
  npmRegistry: 'http://127.0.0.1:1',
  pythonIndex: 'http://127.0.0.1:1',
  clock: systemClock(),
  random: systemRandom(),
});

it('the project pins what clients and libraries need, each with a checksum', async () => {
  const names = ['client-s3', 'client-dynamodb', 'lib-dynamodb', 'lib-storage', 's3-request-presigner'];
  const { parts, unpinned, unknown } = stock.needed(
    'nodejs24.x',
    names.map((name) => `@aws-sdk/${name}`),
  );
  assert.deepEqual([unpinned, unknown], [[], []]);
  const found = new Set(parts.map(({ name }) => name));
  for (const name of [...names.map((each) => `@aws-sdk/${each}`), '@aws-sdk/core', '@smithy/core', 'tslib'])
    assert.ok(found.has(name), name);
  for (const { archives } of parts) for (const { digest } of archives) assert.equal(digest.length, 64);
});

it('pins boto3 with what it needs for every version of Python that AWS has', () => {
  for (const [runtime, place] of [
    ['python3.9', 'python/site-packages/3.9'],
    ['python3.10', 'python/site-packages/3.10'],
    ['python3.14', 'python/site-packages/3.10'],
  ] as const) {
    const [part] = stock.needed(runtime, ['boto3']).parts;
    assert.equal(part?.place, place);
    assert.deepEqual(
      part?.archives.map(({ file }) => file.split('-')[0]),
      ['boto3', 'botocore', 'jmespath', 'python_dateutil', 's3transfer', 'six', 'urllib3'],
    );
    for (const { digest } of part?.archives ?? []) assert.equal(digest.length, 32);
  }
});
