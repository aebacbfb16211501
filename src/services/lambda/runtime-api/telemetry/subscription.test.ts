import assert from 'node:assert/strict';
import { test } from 'node:test';
import { subscriptionOf } from './subscription.ts';

const destination = { protocol: 'HTTP', URI: 'http://sandbox.localdomain:8080/logs?x=1' };
const valid = { schemaVersion: '2022-12-13', types: ['function', 'platform'], destination };

test('what is left unsaid has its default', () => {
  assert.deepEqual(subscriptionOf('Telemetry', JSON.stringify(valid)), {
    types: ['platform', 'function'],
    destination: { protocol: 'HTTP', port: 8080, path: '/logs?x=1' },
    maxItems: 10_000,
    maxBytes: 262_144,
    timeoutMs: 1_000,
  });
  const tcp = { protocol: 'TCP', port: 99 };
  const buffering = { maxItems: 1_000, maxBytes: 1_048_576, timeoutMs: 25 };
  const body = { schemaVersion: '2021-03-18', types: ['extension'], destination: tcp, buffering };
  assert.deepEqual(subscriptionOf('Logs', JSON.stringify(body)), {
    types: ['extension'],
    destination: { protocol: 'TCP', port: 99, path: '/' },
    ...buffering,
  });
  const http80 = { ...valid, destination: { protocol: 'HTTP', URI: 'http://sandbox:80' } };
  const asked = subscriptionOf('Telemetry', JSON.stringify(http80));
  assert.ok(typeof asked !== 'string');
  assert.deepEqual(asked.destination, { protocol: 'HTTP', port: 80, path: '/' });
});

for (const [change, problem] of [
  [
    { types: [], destination: { protocol: 'HTTP', URI: 'http://sandbox.localdomain/' } },
    'URI port is not provided; types should not be empty',
  ],
  [{ types: ['all'] }, 'types should be among platform, function, extension'],
  [{ schemaVersion: '2021-03-18' }, 'schemaVersion should be one of 2022-07-01, 2022-12-13, 2025-01-29'],
  [{ destination: { protocol: 'UDP', URI: destination.URI } }, 'protocol should be HTTP or TCP'],
  [{ destination: { protocol: 'TCP' } }, 'URI port is not provided'],
  [{ destination: { protocol: 'TCP', port: 70_000 } }, 'URI port is not provided'],
  [
    { destination: { protocol: 'HTTP', URI: 'http://169.254.169.254:80/' } },
    'URI host should be sandbox.localdomain or sandbox',
  ],
  [{ destination: { protocol: 'HTTP', URI: 'https://sandbox:8080/' } }, 'URI is not valid'],
  [{ destination: undefined }, 'protocol should be HTTP or TCP; URI is not valid'],
  [{ buffering: { maxItems: 999 } }, 'maxItems should be between 1000 and 10000'],
  [{ buffering: { maxBytes: 1_048_577 } }, 'maxBytes should be between 262144 and 1048576'],
  [{ buffering: { timeoutMs: 24 } }, 'timeoutMs should be between 25 and 30000'],
  [{ buffering: [] }, 'buffering should be an object'],
] as const) {
  test(`refused: ${problem}`, () => {
    assert.equal(subscriptionOf('Telemetry', JSON.stringify({ ...valid, ...change })), problem);
  });
}

test('what is no JSON object is refused', () => {
  assert.equal(subscriptionOf('Telemetry', '{'), 'request body is not valid JSON');
  assert.equal(subscriptionOf('Telemetry', '[]'), 'request body is not a JSON object');
});
