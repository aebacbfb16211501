/** The APIs where environments have networks of their own: nothing of them is on this host's loopback. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { missingForNetworks } from '../../../../conformance/missing-for-networks.ts';
import { type LaunchedWorld, openLaunchedWorld } from '../invoke/launched-world.fixture.ts';
import { bashBootstrap, bashExtension } from './bootstraps.fixture.ts';

const skip = missingForNetworks();

/** An extension of the runtime's own process that receives telemetry at `sandbox.localdomain`. */
const listensToItself = `
import { createServer } from 'node:http';
const api = 'http://' + process.env.AWS_LAMBDA_RUNTIME_API;
const received = [];
const server = createServer(async (request, response) => {
  let text = '';
  for await (const chunk of request) text += chunk;
  received.push(...JSON.parse(text).map(({ type }) => type));
  response.end();
});
await new Promise((resolve) => server.listen(8080, 'sandbox.localdomain', resolve));
const registered = await fetch(api + '/2020-01-01/extension/register', {
  method: 'POST', headers: { 'Lambda-Extension-Name': 'inner' }, body: JSON.stringify({ events: [] }),
});
const headers = { 'Lambda-Extension-Identifier': registered.headers.get('lambda-extension-identifier') };
await fetch(api + '/2022-07-01/telemetry', {
  method: 'PUT', headers, body: JSON.stringify({
    schemaVersion: '2022-12-13', types: ['platform'], buffering: { maxItems: 1000, timeoutMs: 25 },
    destination: { protocol: 'HTTP', URI: 'http://sandbox.localdomain:8080' },
  }),
});
fetch(api + '/2020-01-01/extension/event/next', { headers }).catch(() => undefined);
export const handler = async () => {
  while (!received.includes('platform.start')) await new Promise(setImmediate);
  return [process.env.AWS_LAMBDA_RUNTIME_API, received.slice(0, 3)];
};
`;

describe('runtimes and extensions in networks of their own', { skip }, () => {
  let world: LaunchedWorld;
  before(async () => {
    world = await openLaunchedWorld('bubblewrap', { network: 'isolated' });
  });
  after(() => world.close());

  it('a custom runtime and an extension find the API on their loopback', async () => {
    const files = { bootstrap: bashBootstrap };
    const fn = await world.deploy(files, {}, { 'extensions/agent': bashExtension });
    assert.equal((await fn.invoke({ a: 1 })).text, '{"a":1}');
    const { text, log } = await fn.invoke('again', { logTail: true });
    assert.equal(text, '"again"');
    assert.match(log, /\nheard INVOKE /);
    await world.endOf(fn, /^heard SHUTDOWN ":"spindown"/);
  });

  it('telemetry is delivered to sandbox.localdomain in there', async () => {
    const fn = await world.deploy(
      { 'index.mjs': listensToItself, wrapper: '#!/bin/sh\nexec "$@"\n' },
      {
        runtime: 'nodejs24.x',
        handler: 'index.handler',
        variables: { AWS_LAMBDA_EXEC_WRAPPER: '/var/task/wrapper' },
      },
    );
    assert.deepEqual(JSON.parse((await fn.invoke(1)).text), [
      '127.0.0.1:9001',
      ['platform.initStart', 'platform.telemetrySubscription', 'platform.initRuntimeDone'],
    ]);
  });

  it('what speaks frames finds the platform there as well', async () => {
    const code = `const { AWS_LAMBDA_RUNTIME_API: api } = process.env;
exports.handler = async () => [api, await (await fetch('http://' + api + '/2018-06-01/ping')).text()];`;
    const fn = await world.deploy({ 'index.js': code }, { runtime: 'nodejs24.x', handler: 'index.handler' });
    assert.equal((await fn.invoke(1)).text, '["127.0.0.1:9001","pong"]');
  });
});
