import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { type TestContext, test } from 'node:test';
import { seededRandom, VirtualClock } from '#ambient';
import { consoleDoor } from './console-door.ts';
import { hang, text } from './edge.fixture.ts';
import { openEdge } from './edge.ts';
import { type Health, healthDoor } from './health-door.ts';
import { metricsDoor } from './metrics-door.ts';
import { notFoundDoor } from './not-found-door.ts';
import { usageDoor } from './usage-door.ts';

async function openDoors(t: TestContext, status: () => Health): Promise<string> {
  const silent = () => {};
  const edge = await openEdge({
    host: '127.0.0.1',
    port: 0,
    doors: [
      healthDoor({ status }),
      consoleDoor({ endpoint: () => 'http://<this>:4566', version: '9.9.9' }),
      metricsDoor({ contentType: 'text/plain', text: () => ['a_total', ' 1\n'] }),
      usageDoor({ lines: async (from, to) => [{ from, to }] }),
      notFoundDoor(),
      { name: 'aws', pages: 'own-origin', claims: () => true, serve: async () => text('aws') },
    ],
    clock: new VirtualClock(),
    random: seededRandom(1),
    log: { debug: silent, info: silent, warn: silent, error: silent },
    allowedHosts: [],
  });
  t.after(() => edge.close());
  return edge.endpoint;
}

test('health says ok with 200, draining with 503, and what else it is told', hang, async (t) => {
  let health: Health = { status: 'ok', version: '1' };
  const endpoint = await openDoors(t, () => health);
  const ok = await fetch(`${endpoint}/_lambent/health`);
  assert.equal(ok.status, 200);
  assert.equal(ok.headers.get('cache-control'), 'no-store');
  assert.deepEqual(await ok.json(), { status: 'ok', version: '1' });
  health = { status: 'draining' };
  const draining = await fetch(`${endpoint}/_lambent/health`);
  assert.equal(draining.status, 503);
  assert.deepEqual(await draining.json(), { status: 'draining' });
  const post = await fetch(`${endpoint}/_lambent/health`, { method: 'POST', body: 'x' });
  assert.equal(post.status, 405);
  assert.equal(post.headers.get('allow'), 'GET, HEAD');
});

test('metrics and usage are read, and nothing else is done with them', hang, async (t) => {
  const endpoint = await openDoors(t, () => ({ status: 'ok' }));
  assert.equal(await (await fetch(`${endpoint}/_lambent/metrics`)).text(), 'a_total 1\n');
  const usage = await fetch(`${endpoint}/_lambent/usage?from=2026-01-01&to=2026-01-31`);
  assert.deepEqual(await usage.json(), { lines: [{ from: '2026-01-01', to: '2026-01-31' }] });
  assert.equal((await fetch(`${endpoint}/_lambent/usage?from=x`)).status, 400);
  for (const path of ['metrics', 'usage']) {
    assert.equal((await fetch(`${endpoint}/_lambent/${path}`, { method: 'DELETE' })).status, 405, path);
  }
});

test('the console is a page that runs and loads nothing', hang, async (t) => {
  const endpoint = await openDoors(t, () => ({ status: 'ok' }));
  const answer = await fetch(`${endpoint}/_lambent/console`);
  assert.equal(answer.status, 200);
  assert.equal(answer.headers.get('content-type'), 'text/html; charset=utf-8');
  const page = await answer.text();
  assert.match(page, /aws lambda list-functions/);
  assert.match(page, /9\.9\.9/);
  assert.ok(page.includes('http://&lt;this&gt;:4566') && !page.includes('<this>'));
  assert.doesNotMatch(page, /<script|<link|<img|https?:\/\/(?!&lt;this)/);
  const style = /<style>(.*)<\/style>/s.exec(page)?.[1] ?? '';
  const policy = answer.headers.get('content-security-policy') ?? '';
  assert.ok(policy.includes(`style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`));
  assert.match(policy, /default-src 'none'.*form-action 'none'; frame-ancestors 'none'/);
});

test('no path of ours reaches the AWS door', hang, async (t) => {
  const endpoint = await openDoors(t, () => ({ status: 'ok' }));
  for (const path of [
    '/_lambent',
    '/_lambent/',
    '/_lambent/nothing',
    '/_lambent/healthy',
    '/_lambent/health/x',
  ]) {
    const answer = await fetch(endpoint + path);
    assert.equal(answer.status, 404, path);
    assert.deepEqual(await answer.json(), { message: `Lambent serves nothing at ${path}.` });
  }
  assert.equal(await (await fetch(`${endpoint}/_lambentable`)).text(), 'aws');
});

test('our pages are refused to web pages of other origins', hang, async (t) => {
  const endpoint = await openDoors(t, () => ({ status: 'ok' }));
  for (const path of [
    '/_lambent/health',
    '/_lambent/metrics',
    '/_lambent/usage',
    '/_lambent/console',
    '/_lambent/x',
    '/',
  ]) {
    const answer = await fetch(endpoint + path, { headers: { 'Sec-Fetch-Site': 'cross-site' } });
    assert.equal(answer.status, 403, path);
    assert.match(JSON.stringify(await answer.json()), /another site/);
  }
});
