import { open, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { extensionsMax } from '../runtime-api/limits.ts';
import { pathInRoot } from './root-path.ts';

/** Where an environment's folders lie on this host. */
export type Places =
  | { readonly task: string; readonly layers?: string | undefined }
  /** Of an image, which has everything in one. */
  | { readonly root: string };

/** What can be started: its path inside, or why it cannot be, in the words that follow `Error: `. */
export type Entrypoint =
  | { readonly found: true; readonly path: string }
  | { readonly found: false; readonly problem: string };

/** Bytes read of a program to tell what it is: an ELF header's beginning, or a script's first line. Source: BINPRM_BUF_SIZE of Linux. */
const headBytes = 256;

/** ELF's numbers of machines. */
const elfMachines: Readonly<Record<string, number>> = { x64: 62, arm64: 183 };

/** The bootstrap of a custom runtime: of the function's code, or else of its layers. */
export async function findBootstrap(places: Places): Promise<Entrypoint> {
  const candidates = ['/var/task/bootstrap', '/opt/bootstrap'];
  for (const path of candidates) {
    const host = await onHost(path, places);
    // A folder of that name is passed over where there is a file in the layers.
    const file = host === undefined ? undefined : await stat(host).catch(() => undefined);
    if (file === undefined || (file.isDirectory() && path !== candidates.at(-1))) continue;
    const problem = await problemOf(path, places);
    return problem === undefined ? { found: true, path } : { found: false, problem };
  }
  return { found: false, problem: `Couldn't find valid bootstrap(s): [${candidates.join(' ')}]` };
}

/** The external extensions of the layers, by name, and why one of them cannot be started. */
export async function findExtensions(
  places: Places,
): Promise<{ readonly extensions: readonly string[]; readonly problem: string | undefined }> {
  const folder = await onHost('/opt/extensions', places);
  if (folder === undefined) return { extensions: [], problem: undefined };
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const extensions = entries.filter((entry) => !entry.isDirectory()).map(({ name }) => name);
  if (extensions.length > extensionsMax)
    return { extensions: [], problem: `Extension limit (${extensionsMax}) reached` };
  for (const name of extensions.sort()) {
    const problem = await problemOf(`/opt/extensions/${name}`, places);
    if (problem !== undefined) return { extensions: [], problem };
  }
  return { extensions, problem: undefined };
}

/** Why the file cannot be started, as the kernel says it: found out before it is tried, because a shell tries harder. */
export async function problemOf(path: string, places: Places): Promise<string | undefined> {
  const fail = (reason: string) => `fork/exec ${path}: ${reason}`;
  const host = await onHost(path, places);
  const file = host === undefined ? undefined : await stat(host).catch(() => undefined);
  if (host === undefined || file === undefined) return fail('no such file or directory');
  if (!file.isFile() || (file.mode & 0o111) === 0) return fail('permission denied');
  const head = await headOf(host);
  if (head.subarray(0, 2).toString('latin1') === '#!') {
    const interpreter = /^#![ \t]*([^ \t\n]+)/.exec(head.toString('latin1'))?.[1];
    if (interpreter === undefined) return fail('exec format error');
    const there = await stat((await onHost(interpreter, places)) ?? '').catch(() => undefined);
    return there === undefined ? fail('no such file or directory') : undefined;
  }
  return isProgram(head) ? undefined : fail('exec format error');
}

async function onHost(path: string, places: Places): Promise<string | undefined> {
  if ('root' in places) return pathInRoot(places.root, path);
  const { task, layers } = places;
  if (path.startsWith('/var/task/')) return join(task, path.slice('/var/task/'.length));
  if (!path.startsWith('/opt/')) return path;
  return layers === undefined ? undefined : join(layers, path.slice('/opt/'.length));
}

async function headOf(host: string): Promise<Buffer> {
  const file = await open(host);
  try {
    const head = Buffer.alloc(headBytes);
    const { bytesRead } = await file.read(head, 0, headBytes, 0);
    return head.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

/** A program of this machine. Elsewhere than on Linux the kernel decides. */
function isProgram(head: Buffer): boolean {
  if (process.platform !== 'linux') return head.length > 0;
  if (head.length < 20 || head.subarray(0, 4).toString('latin1') !== '\x7fELF') return false;
  return head.readUInt16LE(18) === elfMachines[process.arch];
}
