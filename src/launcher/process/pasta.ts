import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { PROBE_OUTPUT_BYTES_MAX, PROBE_TIMEOUT_MS } from '../limits.ts';
import type { Holder } from './holder.ts';
import { OUTSIDE } from './user-firewall.ts';

/** Carries an ordinary user's packets to the host's own sockets, as found. */
export const PASTA_PROGRAMS = ['pasta'] as const;

/** The way out and no other: no ports into there nor from there to the host's loopback, nor an address that stands for the host. */
const NOTHING_ELSE = ['-t', 'none', '-u', 'none', '-T', 'none', '-U', 'none', '--no-map-gw'];

/** The one pasta of a holder's network. It ends when the holder's links do. */
export class Pasta {
  readonly #program: string;
  readonly #pidFile: string;
  #starting: Promise<void> | undefined;

  constructor(program: string, folder: string) {
    this.#program = program;
    this.#pidFile = join(folder, 'pasta.pid');
  }

  /** Starts it where it is not there, or not any more. `resolver`: questions for names that are asked of `OUTSIDE.resolver` are the host's. */
  async open(holder: Holder, resolver: boolean): Promise<void> {
    if (await this.#isThere()) return;
    this.#starting ??= this.#start(holder, resolver);
    try {
      await this.#starting;
    } finally {
      this.#starting = undefined;
    }
  }

  async #start(holder: Holder, resolver: boolean): Promise<void> {
    const options = [
      ...['--quiet', '--ipv4-only', ...NOTHING_ELSE, '--config-net', '--ns-ifname', OUTSIDE.link],
      ...['--address', OUTSIDE.inner, '--netmask', OUTSIDE.prefix, '--gateway', OUTSIDE.outer],
      ...(resolver ? ['--dns-forward', OUTSIDE.resolver] : []),
      ...['--pid', this.#pidFile, '--userns', holder.link('user'), '--netns', holder.link('net')],
    ];
    const child = spawn(this.#program, options, {
      cwd: '/',
      env: {},
      stdio: ['ignore', 'ignore', 'pipe'],
      timeout: PROBE_TIMEOUT_MS,
    });
    let said = '';
    (child.stderr as Readable).on('data', (chunk: Buffer) => {
      said = (said + chunk.toString('utf8')).slice(0, PROBE_OUTPUT_BYTES_MAX);
    });
    // It stays in the background once everything is in place.
    const [code] = (await once(child, 'close')) as [number | null];
    if (code !== 0) throw new Error(`pasta says: ${complaint(said) ?? `exit status ${code}`}`);
  }

  async #isThere(): Promise<boolean> {
    const pid = (await readFile(this.#pidFile, 'latin1').catch(() => '')).trim();
    if (pid === '') return false;
    return (await readFile(`/proc/${pid}/cmdline`, 'latin1').catch(() => '')).includes(this.#pidFile);
  }
}

/** Of what it says, the line that is not about a log that it has not. */
function complaint(said: string): string | undefined {
  return said.split('\n').find((line) => line !== '' && !line.includes('syslog'));
}
