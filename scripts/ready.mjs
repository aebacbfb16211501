// Installs what is missing before `npm start` and `npm test`. Plain JavaScript: it runs on whatever Node the machine has.
// "Missing" is decided by the lockfile's hash, not by the existence of a folder: a pulled change installs, an unchanged one costs nothing.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const stampFile = join(root, 'node_modules', '.lambent-ready.json');
const production = process.argv.includes('--production');

const lockHash = createHash('sha256')
  .update(readFileSync(join(root, 'package-lock.json')))
  .update(`${process.platform}-${process.arch}`)
  .digest('hex');

if (!isInstalled()) install();
requireNode();

function isInstalled() {
  try {
    const stamp = JSON.parse(readFileSync(stampFile, 'utf8'));
    return stamp.lockHash === lockHash && (production || stamp.scope === 'full');
  } catch {
    return false;
  }
}

function install() {
  console.error(
    `Installing what Lambent needs${production ? '' : ', its tests included'} (once for each version) …`,
  );
  const npmArguments = [
    'ci',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
    ...(production ? ['--omit=dev'] : []),
  ];
  const npm = spawnSync('npm', npmArguments, {
    cwd: root,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  });
  if (npm.error || npm.status !== 0) {
    console.error(
      'Lambent could not install its packages: see the lines above. Is the npm registry reachable?',
    );
    process.exit(1);
  }
  writeFileSync(stampFile, JSON.stringify({ lockHash, scope: production ? 'production' : 'full' }));
}

/** The pinned Node comes as an optional platform package; where there is none the machine's own must do. */
function requireNode() {
  const pinned = join(root, 'node_modules', '.bin', process.platform === 'win32' ? 'node.cmd' : 'node');
  if (existsSync(pinned)) return;
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > 24 || (major === 24 && minor >= 12)) return;
  console.error(
    `Lambent runs on Node.js 24.12 or newer. There is no ready-made Node for ${process.platform}-${process.arch}, and this machine has ${process.version}: please install Node.js 24.`,
  );
  process.exit(1);
}
