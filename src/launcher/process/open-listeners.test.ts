import assert from 'node:assert/strict';
import { type StdioOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { missingTool } from '../../../conformance/tool.ts';
import { innerPortsFor } from '../launcher-protocol.ts';

const script = fileURLToPath(new URL('./open-listeners.ts', import.meta.url));
const root = process.getuid?.() === 0;
const skip = root ? missingTool('unshare') || missingTool('ip', ['-V']) : 'only root makes networks';

/** The program in a network of its own that has what it expects there. */
function start(stdio: StdioOptions, variables: Readonly<Record<string, string>> = {}) {
  const ports = innerPortsFor([{ host: 'localhost', port: 5432 }]);
  const prepare = 'ip link add eth0 type veth peer name outer && ip link set lo up && exec "$@"';
  const program = [process.execPath, script, JSON.stringify(ports)];
  const env = { PATH: process.env.PATH, ...variables };
  return spawn('unshare', ['--net', '--', '/bin/sh', '-c', prepare, 'sh', ...program], { stdio, env });
}

it('gives a listener for each port of the platform, and two for what is opened to functions', {
  skip,
}, async () => {
  const child = start(['ignore', 'ignore', 'inherit', 'ipc']);
  const given: string[] = [];
  child.on('message', ({ listener }: { listener: string }, handle) => {
    given.push(listener);
    (handle as unknown as { close(): void }).close();
  });
  assert.deepEqual(await once(child, 'close'), [0, null]);
  assert.deepEqual(given.slice(0, 3), ['runtimeApi', 'platformApi', 'functionHost:5432']);
  // Of version 6, where this kernel has that.
  assert.deepEqual(given.slice(3), given.length === 4 ? ['functionHost:5432'] : []);
});

it('ends when whoever takes them is gone before it has said so', { skip }, async () => {
  const child = start(['ignore', 'ignore', 'ignore', 'pipe'], { NODE_CHANNEL_FD: '3' });
  const channel = child.stdio[3] as Socket;
  await once(channel, 'data');
  channel.destroy();
  assert.deepEqual(await once(child, 'exit'), [1, null]);
});
