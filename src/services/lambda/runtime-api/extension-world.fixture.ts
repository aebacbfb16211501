import assert from 'node:assert/strict';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { shutdownLimits } from '../environments/limits.ts';
import { functionRecord, layer, openInvokeWorld } from '../invoke/invoke-world.fixture.ts';
import { apiClient, runtimePaths } from './api-client.fixture.ts';

/** A managed runtime below a wrapper, with a layer. */
export const record = functionRecord('fn', {
  variables: { AWS_LAMBDA_EXEC_WRAPPER: '/opt/wrapper' },
  layers: [layer],
});
export const extensionPath = '/2020-01-01/extension';

/** An invoker whose runtimes and extensions are played by the test; those that are external have these names. */
export async function openWorld(t: TestContext, external: readonly string[] = []) {
  const layers = await mkdtemp(join(tmpdir(), 'lambent-layers-'));
  await mkdir(join(layers, 'extensions'));
  for (const name of external) {
    await writeFile(join(layers, 'extensions', name), '#!/bin/sh\n');
    await chmod(join(layers, 'extensions', name), 0o755);
  }
  const world = await openInvokeWorld({ startsInFlightMax: 1 }, { layersFolder: layers });
  t.after(async () => {
    for (const runtime of world.launcher.runtimes)
      external.forEach((_name, number) => {
        runtime.say(`extension ${number} 0`);
      });
    const closed = world.close();
    for (let round = 0; round < 3; round += 1) await world.clock.advance(shutdownLimits.externalMs);
    await closed;
    await rm(layers, { recursive: true, force: true });
  });
  const runtimeAt = async (index: number) => {
    const runtime = await world.launcher.runtime(index);
    const client = apiClient(runtime.api);
    t.after(() => client.close());
    const register = (name: string, events: readonly string[] = [], headers = {}) =>
      client.ask('POST', `${extensionPath}/register`, {
        headers: { 'Lambda-Extension-Name': name, ...headers },
        body: JSON.stringify({ events }),
      });
    return {
      runtime,
      client,
      register,
      async registered(name: string, events: readonly string[]) {
        const answer = await register(name, events);
        assert.equal(answer.status, 200, answer.text);
        const id = String(answer.headers['lambda-extension-identifier']);
        const headers = { 'Lambda-Extension-Identifier': id };
        return {
          id,
          next: () => client.ask('GET', `${extensionPath}/event/next`, { headers }),
          report: (phase: 'init' | 'exit', errorType = 'Extension.Mine') =>
            client.ask('POST', `${extensionPath}/${phase}/error`, {
              headers: { ...headers, 'Lambda-Extension-Function-Error-Type': errorType },
            }),
        };
      },
      next: () => client.ask('GET', runtimePaths.next),
      respond: (id: string, body: string) => client.ask('POST', runtimePaths.response(id), { body }),
    };
  };
  return { ...world, runtimeAt };
}
