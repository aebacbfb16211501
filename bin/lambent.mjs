#!/usr/bin/env node
// The installed command: runs the built JavaScript on the pinned Node, which comes as an optional platform package.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { constants } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url));
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);

if (!existsSync(main)) {
  console.error('lambent: this is a source checkout; use "npm start" or "npm run lambent -- <command>".');
  process.exit(1);
}
if (major === 24 && minor >= 12) {
  await import('../dist/cli/main.js');
} else {
  await runOnPinnedNode();
}

async function runOnPinnedNode() {
  const node = pinnedNode();
  if (node === undefined) {
    if (major > 24) return void (await import('../dist/cli/main.js'));
    console.error(`lambent needs Node.js 24.12 or newer; this is ${process.version}.`);
    process.exit(1);
  }
  const child = spawn(node, [main, ...process.argv.slice(2)], { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => {
    console.error(`lambent: cannot start ${node}: ${error.message}`);
    process.exit(1);
  });
  child.on('exit', (code, signal) => process.exit(signal ? 128 + constants.signals[signal] : (code ?? 1)));
}

function pinnedNode() {
  const platform = process.platform === 'win32' ? 'win' : process.platform;
  try {
    const manifest = createRequire(import.meta.url).resolve(`node-${platform}-${process.arch}/package.json`);
    const node = join(manifest, '..', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
    return existsSync(node) ? node : undefined;
  } catch {
    return undefined;
  }
}
