import assert from 'node:assert/strict';
import { test } from 'node:test';
import { traceOf } from './trace.ts';

const entropy = 'a'.repeat(24) + 'b'.repeat(16);
const root = '1-3152b799-8954dae64eda91bc9a23a7e8';
const begun = `Root=1-66aabbcc-${'a'.repeat(24)}`;
const parent = 'b'.repeat(16);

const cases: readonly (readonly [string, string | undefined, string, string])[] = [
  ['without a header a trace begins', undefined, begun, `${begun};Parent=${parent};Sampled=0`],
  ['a header that is none counts as none', 'nonsense', begun, `${begun};Parent=${parent};Sampled=0`],
  [
    'a root alone is completed',
    `Root=${root}`,
    `Root=${root};Parent=${parent};Sampled=0`,
    `Root=${root};Parent=${parent};Sampled=0`,
  ],
  [
    'a complete header is kept to the letter',
    `Root=${root}; Parent=7fa8c0f79203be72; Sampled=1;Lineage=a`,
    `Root=${root}; Parent=7fa8c0f79203be72; Sampled=1;Lineage=a`,
    `Root=${root}; Parent=7fa8c0f79203be72; Sampled=1;Lineage=a`,
  ],
];

for (const [name, header, seen, full] of cases) {
  test(`trace: ${name}`, () => {
    assert.deepEqual(traceOf(header, 0x66aabbcc * 1000, entropy), { header: seen, full });
  });
}
