import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import type { Clock } from '#ambient';
import { PROBE_OUTPUT_BYTES_MAX, PROBE_TIMEOUT_MS } from '../limits.ts';
import { killTree } from './process-tree.ts';

/** Programs that make and enter an ordinary user's namespaces, as found. */
export const HOLDER_PROGRAMS = ['unshare', 'nsenter'] as const;
export type HolderPrograms = Partial<Record<(typeof HOLDER_PROGRAMS)[number], string>>;

/** The namespaces of a holder, as links by which other programs find them. */
const LINKS = ['user', 'net'] as const;

/** Its folder, which nothing else is in. */
export type HolderPlace = { readonly folder: string; readonly clock: Clock };

/** The one holder, opened by who asks for it first. */
export type HolderSource = { readonly holders: () => Promise<Holder>; readonly clock: Clock };

/** What the process list shows of one, with the folder behind it. */
const NAME = 'lambent-holder';

/** Ends every answer, before the status: no program writes it, and what does is answered wrongly to itself alone. */
const END = '\x01';
const ANSWERED = new RegExp(`${END}\\d+\\n$`);

/**
 * Carries out line after line and ends with its input, which is with the launcher process. A pasta that follows the link ends when that
 * is removed, if nothing else is removed beside it at the same time.
 */
const SCRIPT = `trap 'rm -f -- "$1/net"' EXIT
printf '\\001%s\\n' 0
while IFS= read -r line; do eval "$line" </dev/null 2>&1; printf '\\001%s\\n' $?; done`;

/**
 * A shell that holds namespaces for users, mounts and network, in which an ordinary user may mount and route: all capabilities that
 * count there are the shell's alone. Sandboxes are started in them and make their own within.
 */
export class Holder {
  readonly pid: number;
  readonly #child: ChildProcess;
  readonly #folder: string;
  readonly #clock: Clock;
  readonly #gone: Promise<void>;
  #last: Promise<unknown> = Promise.resolve();
  #closing = false;

  private constructor(child: ChildProcess, pid: number, { folder, clock }: HolderPlace) {
    this.#child = child;
    this.pid = pid;
    this.#folder = folder;
    this.#clock = clock;
    this.#gone = new Promise((resolve) => child.once('close', () => resolve()));
    (child.stdin as Writable).on('error', () => undefined);
  }

  /** Rejects with the reason where the kernel lets nobody have such namespaces. `lost` is called if it ends by itself. */
  static async open({ unshare }: HolderPrograms, place: HolderPlace, lost: () => void): Promise<Holder> {
    const { folder } = place;
    if (unshare === undefined) throw new Error('unshare is not installed');
    await mkdir(folder, { recursive: true, mode: 0o700 });
    // Mounts that end on the host end here too: nothing is kept busy.
    const namespaces = ['--user', '--map-current-user', '--mount', '--propagation', 'slave', '--net'];
    const shell = ['/bin/sh', '-c', SCRIPT, NAME, folder];
    const program = [unshare, ...namespaces, '--keep-caps', '--', ...shell];
    const child = spawn('/bin/sh', ['-c', 'exec "$@" 2>&1', 'sh', ...program], {
      cwd: '/',
      env: {},
      stdio: ['pipe', 'pipe', 'ignore'],
      // A signal from a terminal is meant for the gateway.
      detached: true,
    });
    const [pid, problem] = await new Promise<[number, Error | undefined]>((resolve) => {
      child.once('spawn', () => resolve([child.pid ?? 0, undefined]));
      child.once('error', (error) => resolve([0, error]));
    });
    if (problem !== undefined) throw problem;
    const holder = new Holder(child, pid, place);
    await holder.#answer('unshare');
    for (const name of LINKS) await symlink(`/proc/${pid}/ns/${name}`, holder.link(name));
    void holder.#gone.then(() => {
      if (!holder.#closing) lost();
    });
    return holder;
  }

  /** Runs a program with all capabilities in these namespaces, one at a time. Rejects with what it says if it fails. */
  run(file: string, args: readonly string[]): Promise<string> {
    const line = [file, ...args].map(quoted).join(' ');
    const done = this.#last.then(() => {
      this.#child.stdin?.write(`${line}\n`);
      return this.#answer(file);
    });
    this.#last = done.catch(() => undefined);
    return done;
  }

  /** A path as it is behind the mounts in here, for who is outside. */
  outside(path: string): string {
    return `/proc/${this.pid}/root${path}`;
  }

  link(name: (typeof LINKS)[number]): string {
    return join(this.#folder, name);
  }

  /** Its mounts and networks go with it, as soon as nobody else is in them. */
  async close(): Promise<void> {
    this.#closing = true;
    this.#child.stdin?.end();
    await this.#gone;
  }

  async #answer(file: string): Promise<string> {
    const said = await untilEnd(this.#child.stdout as Readable, this.#clock).catch((error: Error) => {
      // What hangs would answer for the next program.
      this.#child.kill('SIGKILL');
      throw error;
    });
    const [output = '', status = ''] = said.split(END);
    if (status.trim() !== '0') throw new Error(`${file} says: ${output.trim().split('\n')[0] || 'nothing'}`);
    return output;
  }
}

/** `nsenter` and its options, by which the program behind them starts in a holder's user namespace, without its capabilities. */
export function within(holder: number): string[] {
  return ['--target', String(holder), '--user', '--preserve-credentials'];
}

/** Ends what a predecessor with the same folder left, and removes the folder: pastas that follow its links end with those. */
export async function sweepHolders(folder: string): Promise<void> {
  await killTree({ roots: [], command: [`${NAME}\0${folder}\0`] });
  await rm(folder, { recursive: true, force: true });
  await killTree({ roots: [], command: ['pasta\0', `\0${folder}/`] });
}

/** Text up to a status behind the mark, or to the end of the stream. */
function untilEnd(stream: Readable, clock: Clock): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    const settle = (action: () => void): void => {
      timer.cancel();
      stream.off('data', keep).off('close', closed);
      action();
    };
    const keep = (chunk: Buffer): void => {
      text = (text + chunk.toString('utf8')).slice(-PROBE_OUTPUT_BYTES_MAX);
      if (ANSWERED.test(text)) closed();
    };
    const closed = (): void => settle(() => resolve(text));
    const timeout = new Error('no answer from the holder of namespaces');
    const timer = clock.after(PROBE_TIMEOUT_MS, () => settle(() => reject(timeout)));
    if (stream.closed) closed();
    else stream.on('data', keep).on('close', closed);
  });
}

/** One word of a shell's line. */
function quoted(word: string): string {
  if (/[\n\0]/.test(word)) throw new Error('a path with a line break');
  return `'${word.replaceAll("'", `'\\''`)}'`;
}
