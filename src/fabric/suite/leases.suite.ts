import assert from 'node:assert/strict';
import type { SuiteCases } from './fabric.suite.ts';

export const leaseCases: SuiteCases = {
  'leases: one holder until it expires, then the next with a higher token': async ({ leases }, clock) => {
    const first = await leases.acquire('shard', 'a', 1_000);
    assert.equal(first?.expiresAtMs, clock.now() + 1_000);
    assert.equal(await leases.acquire('shard', 'b', 1_000), undefined);
    await clock.advance(999);
    assert.equal(await leases.acquire('shard', 'b', 1_000), undefined);
    await clock.advance(1);
    const second = await leases.acquire('shard', 'b', 1_000);
    assert.equal(second?.holder, 'b');
    assert.ok(second.token > first.token);
    assert.equal(await leases.acquire('shard', 'a', 1_000), undefined);
  },

  'leases: the holder renews and keeps its token': async ({ leases }, clock) => {
    const first = await leases.acquire('shard', 'a', 1_000);
    await clock.advance(900);
    const renewed = await leases.acquire('shard', 'a', 1_000);
    assert.equal(renewed?.token, first?.token);
    await clock.advance(900);
    assert.equal(await leases.acquire('shard', 'b', 1_000), undefined);
  },

  'leases: a former holder that comes back gets a new token': async ({ leases }, clock) => {
    const first = await leases.acquire('shard', 'a', 1_000);
    await clock.advance(1_000);
    const second = await leases.acquire('shard', 'a', 1_000);
    assert.ok(first && second && second.token > first.token);
  },

  'leases: a released one is free, and tokens still rise': async ({ leases }) => {
    const first = await leases.acquire('shard', 'a', 1_000);
    assert.ok(first);
    await leases.release(first);
    await leases.release(first);
    const second = await leases.acquire('shard', 'b', 1_000);
    assert.ok(second && second.token > first.token);
    await leases.release(first);
    assert.equal(await leases.acquire('shard', 'c', 1_000), undefined);
  },

  'leases: names do not touch each other': async ({ leases }) => {
    assert.ok(await leases.acquire('shard-1', 'a', 1_000));
    assert.ok(await leases.acquire('shard-2', 'b', 1_000));
  },

  'leases: of many who ask at once, one gets it': async ({ leases }) => {
    const asked = await Promise.all(
      Array.from({ length: 20 }, (_, number) => leases.acquire('shard', `node-${number}`, 1_000)),
    );
    assert.equal(asked.filter((lease) => lease !== undefined).length, 1);
  },
};
