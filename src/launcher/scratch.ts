import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { chmod, chown, cp, mkdir, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Identity } from './identity.ts';
import { ENVIRONMENTS_MAX } from './limits.ts';

/** The folder that sandboxes can read: code trees, the runtimes' own files, interpreters, environments. */
export type Scratch = {
  readonly folder: string;
  readonly codeRoot: string;
  /** Where interpreters lie that sandboxes could not read at their own place. */
  readonly interpreterRoot: string;
  /** The first of `ENVIRONMENTS_MAX` host uids for environments, or null where Lambent is not root. */
  readonly uidBase: number | null;
  /** Puts in place what every environment needs. */
  furnish(): Promise<void>;
  /** Has sandboxes find these names on their own loopback. */
  nameAsLoopback(names: readonly string[]): Promise<void>;
};

/** The parts of the scratch folder that the gateway makes; `tmp` and `control-groups` are the launcher process's. Nothing else in it is ever removed. */
export const SCRATCH_PARTS = ['code', 'environments', 'interpreters', 'runtimes', 'etc', 'gateway'] as const;

/** Where root's scratch folders lie: outside the data folder, which nobody else may enter. */
const ROOT_SCRATCH = '/var/lib/lambent';

/** Container tools and systemd use the uids below 1,879,048,192; those from there to 2^31 are nobody's. */
const UIDS_FROM = 1_879_048_192;
const UID_RANGES = 20_000;

/** `runtimes/` of the package: beside `src/` and beside `dist/`. */
const PACKAGE_RUNTIMES = fileURLToPath(new URL('../../runtimes', import.meta.url));

/** Makes the folder and its parts with modes of their own, whatever the umask is. */
export async function openScratch(
  dataFolder: string,
  scratchFolder?: string,
  owner?: Identity,
): Promise<Scratch> {
  const data = resolve(dataFolder);
  const root = process.getuid?.() === 0;
  const byDefault = root ? `${ROOT_SCRATCH}/${digestOf(data).toString('hex', 0, 8)}` : join(data, 'scratch');
  const folder = resolve(scratchFolder ?? byDefault);
  await mkdir(folder, { recursive: true });
  await chmod(folder, 0o711);
  if (root && scratchFolder === undefined) await chmod(ROOT_SCRATCH, 0o711);
  if (root && !(await isReachableByAll(folder))) {
    throw new Error(
      `other users cannot enter ${folder}, and environments run as such: choose a folder below no private one`,
    );
  }
  const scratch: Scratch = {
    folder,
    codeRoot: join(folder, 'code'),
    interpreterRoot: join(folder, 'interpreters'),
    uidBase: root ? UIDS_FROM + (digestOf(folder).readUInt32BE(0) % UID_RANGES) * ENVIRONMENTS_MAX : null,
    furnish: () => furnish(folder, owner),
    nameAsLoopback: (names) => writeFile(join(folder, 'etc/hosts'), hostsFile(names)),
  };
  return scratch;
}

function digestOf(path: string): Buffer {
  return createHash('sha256').update(path).digest();
}

async function furnish(folder: string, owner: Identity | undefined): Promise<void> {
  for (const part of ['code', 'environments', 'interpreters']) {
    await mkdir(join(folder, part), { recursive: true });
    await chmod(join(folder, part), 0o755);
    if (owner !== undefined && part !== 'environments') await chown(join(folder, part), owner.uid, owner.gid);
  }
  const runtimes = join(folder, 'runtimes');
  await rm(runtimes, { recursive: true, force: true });
  for (const name of await readdir(PACKAGE_RUNTIMES)) {
    if (name.includes('.')) continue;
    await cp(join(PACKAGE_RUNTIMES, name), join(runtimes, name), {
      recursive: true,
      filter: (path) => !path.endsWith('__pycache__'),
    });
  }
  await openToAll(runtimes);
  await furnishEtc(join(folder, 'etc'));
}

/** `/etc` of bubblewrap's sandboxes. The empty entries are places for the host's own, see the driver. */
async function furnishEtc(etc: string): Promise<void> {
  const files = {
    passwd: 'root:x:0:0:root:/root:/sbin/nologin\nsbx_user1051:x:993:993::/home/sbx_user1051:/sbin/nologin\n',
    group: 'root:x:0:\nsbx_user1051:x:993:\n',
    hosts: hostsFile([]),
    // Packages pick their native parts by it, and those that were made for AWS run on any Linux with its C library or a newer one.
    'os-release':
      'NAME="Amazon Linux"\nVERSION="2023"\nID="amzn"\nID_LIKE="fedora"\nVERSION_ID="2023"\nPLATFORM_ID="platform:al2023"\nPRETTY_NAME="Amazon Linux 2023"\n',
    'system-release': 'Amazon Linux release 2023 (Amazon Linux)\n',
    'nsswitch.conf': 'passwd: files\ngroup: files\nhosts: files dns\n',
    'resolv.conf': '',
    'ld.so.cache': '',
  };
  await rm(etc, { recursive: true, force: true });
  const folders = [
    'ssl',
    'pki',
    'ca-certificates',
    'alternatives',
    ...hostJavaFolders().map((path) => basename(path)),
  ];
  for (const name of folders) await mkdir(join(etc, name), { recursive: true });
  for (const [name, text] of Object.entries(files)) await writeFile(join(etc, name), text);
  await openToAll(etc);
}

function hostsFile(names: readonly string[]): string {
  const local = ['localhost', 'localhost.localdomain', 'sandbox', 'sandbox.localdomain'];
  const loopback = [...new Set([...local, ...names])].join(' ');
  return `127.0.0.1 ${loopback}\n::1 localhost6 localhost6.localdomain6\n`;
}

/** Debian's Javas have their configuration, without which none starts, in `/etc`. */
export function hostJavaFolders(): string[] {
  return readdirSync('/etc')
    .filter((name) => /^java(-[\w.-]+)?$/.test(name))
    .map((name) => join('/etc', name));
}

/** Lets everyone read a tree, whatever umask it was made under. */
async function openToAll(folder: string): Promise<void> {
  await chmod(folder, 0o755);
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) await openToAll(path);
    else await chmod(path, 0o644);
  }
}

/** Whether users other than the owner may pass through every folder of a path. */
export async function isReachableByAll(path: string): Promise<boolean> {
  for (let folder = path; ; folder = dirname(folder)) {
    if (((await stat(folder)).mode & 0o001) === 0) return false;
    if (folder === dirname(folder)) return true;
  }
}
