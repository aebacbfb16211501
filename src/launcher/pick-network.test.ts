import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { FunctionNetwork, Isolation } from './contract.ts';
import { IsolationUnavailable } from './pick-isolation.ts';
import { settleNetwork } from './pick-network.ts';

const gives = { send: () => Promise.resolve({ works: true as const, facts: {} }) };
const lacks = { send: () => Promise.reject(new Error('nft is not installed')) };

/** What is settled for, and the warnings over it. */
async function settle(
  wanted: 'auto' | FunctionNetwork,
  isolation: Isolation,
  link: Parameters<typeof settleNetwork>[2],
) {
  const warnings: string[] = [];
  const log = { debug() {}, info() {}, error() {}, warn: (text: string) => void warnings.push(text) };
  return { network: await settleNetwork(wanted, isolation, link, log), warnings };
}

it('takes networks of functions’ own where they can be had, and the host’s by choice without a word', async () => {
  for (const wanted of ['auto', 'isolated'] as const)
    assert.deepEqual(await settle(wanted, 'bubblewrap', gives), { network: 'isolated', warnings: [] });
  for (const link of [gives, lacks])
    assert.deepEqual(await settle('host', 'bubblewrap', link), { network: 'host', warnings: [] });
});

it('says what functions will lack in networks of their own', async () => {
  const facts = { names: 'nobody answers', namesRemedy: 'name somebody' };
  const link = { send: () => Promise.resolve({ works: true as const, facts }) };
  assert.deepEqual(await settle('auto', 'bubblewrap', link), {
    network: 'isolated',
    warnings: ['nobody answers: name somebody'],
  });
});

it('warns once, with the reason and what to do, where auto has to take the host’s', async () => {
  const { network, warnings } = await settle('auto', 'bubblewrap', lacks);
  assert.equal(network, 'host');
  assert.equal(warnings.length, 1);
  assert.match(
    warnings[0] ?? '',
    /share this host's network: .*\(nft is not installed\); on Linux, apt install bubblewrap/,
  );
  // That was warned of, or asked for by name.
  assert.deepEqual(await settle('auto', 'process', gives), { network: 'host', warnings: [] });
});

it('refuses isolated where it cannot be had', async () => {
  await assert.rejects(
    settle('isolated', 'process', gives),
    new IsolationUnavailable('--network isolated cannot be had here: it needs bubblewrap'),
  );
  await assert.rejects(settle('isolated', 'bubblewrap', lacks), /cannot be had here: nft is not installed/);
});
