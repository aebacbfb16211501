import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const startedWithinMs = 30_000;
const endsWithinMs = 60_000;

/** A real `lambent start`, as a person runs it. */
export type LambentProcess = {
  readonly endpoint: string;
  /** The gateway's, unless a wrapper stays before it. */
  readonly pid: number;
  /** Everything it printed so far. */
  output(): string;
  /** Resolves once it has printed that; rejects when it ends before. */
  printed(text: string): Promise<void>;
  /** Ctrl-C. Resolves to the exit code. */
  stop(): Promise<number | null>;
  /** SIGKILL. */
  kill(): Promise<void>;
};

/** Starts Lambent on a free port, behind the command `wrapper`. Rejects with what it printed when it does not come up. */
export async function startLambentProcess(
  dataFolder: string,
  flags: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
  wrapper: readonly string[] = [],
): Promise<LambentProcess> {
  const child = spawnCommand(['start', '--port', '0', '--data', dataFolder, ...flags], env, wrapper);
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      printed += chunk.toString();
      child.emit('printed');
    });
  }
  const exited = once(child, 'exit').then(([code]) => code as number | null);
  const endpoint = await new Promise<string>((resolve, reject) => {
    const fail = (why: string) => reject(new Error(`${why}; it printed:\n${printed}`));
    const timer = setTimeout(() => fail('lambent did not come up'), startedWithinMs);
    const settle = (act: () => void) => {
      clearTimeout(timer);
      act();
    };
    child.stdout?.on('data', () => {
      const found = /AWS API\s+(http:\/\/\S+)[\s\S]*doctor\n/.exec(printed)?.[1];
      if (found !== undefined) settle(() => resolve(found));
    });
    void exited.then((code) => settle(() => fail(`lambent ended with code ${code}`)));
  });
  return {
    endpoint,
    pid: child.pid ?? 0,
    output: () => printed,
    printed: (text) => untilPrinted(child, exited, () => printed.includes(text) || printed),
    stop: () => {
      child.kill('SIGINT');
      return exited;
    },
    kill: async () => {
      child.kill('SIGKILL');
      await exited;
    },
  };
}

/** Runs one `lambent` command to its end; one that goes on is killed, and its code is null. */
export async function runLambent(
  commandArguments: readonly string[],
  options: { readonly input?: string; readonly env?: Readonly<Record<string, string>> } = {},
): Promise<{ readonly code: number | null; readonly stdout: string; readonly stderr: string }> {
  const child = spawnCommand(commandArguments, options.env);
  const read = async (stream: NodeJS.ReadableStream | null) => {
    let text = '';
    if (stream !== null) for await (const chunk of stream) text += chunk.toString();
    return text;
  };
  child.stdin?.end(options.input ?? '');
  const overdue = setTimeout(() => child.kill('SIGKILL'), endsWithinMs);
  const exited = once(child, 'exit');
  const [stdout, stderr, [code]] = await Promise.all([read(child.stdout), read(child.stderr), exited]);
  clearTimeout(overdue);
  return { code: code as number | null, stdout, stderr };
}

/** A command that goes on until it is ended. */
export type Followed = {
  /** What it printed, once that matches; rejects when it ends before. */
  until(pattern: RegExp): Promise<string>;
  end(): Promise<void>;
};

/** Runs one `lambent` command that goes on. */
export function followLambent(commandArguments: readonly string[]): Followed {
  return follow(spawnCommand(commandArguments));
}

export function follow(child: ChildProcess): Followed {
  const exited = once(child, 'exit');
  let printed = '';
  child.stdout?.on('data', (chunk: Buffer) => {
    printed += chunk.toString();
    child.emit('printed');
  });
  return {
    async until(pattern) {
      await untilPrinted(child, exited, () => pattern.test(printed) || printed);
      return printed;
    },
    async end() {
      child.kill('SIGKILL');
      await exited;
    },
  };
}

/** Resolves once `look` is true, which otherwise says what was printed so far; rejects with that when the process ends before. */
async function untilPrinted(
  child: ChildProcess,
  exited: Promise<unknown>,
  look: () => true | string,
): Promise<void> {
  for (let seen = look(); seen !== true; seen = look()) {
    const ended = exited.then(() => Promise.reject(new Error(`it ended; it printed:\n${look()}`)));
    await Promise.race([once(child, 'printed'), ended]);
  }
}

function spawnCommand(
  commandArguments: readonly string[],
  env: Readonly<Record<string, string>> = {},
  wrapper: readonly string[] = [],
): ChildProcess {
  const lambent = [process.execPath, '--conditions=lambent-source', join(root, 'src/cli/main.ts')];
  const [command = '', ...parameters] = [...wrapper, ...lambent, ...commandArguments];
  return spawn(command, parameters, {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...cleanEnvironment(), ...env },
  });
}

/** The environment without what would point a client or a server somewhere else. */
function cleanEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(AWS_|LAMBENT_|NODE_OPTIONS)/.test(name)),
  );
}

/** Starts a Lambent that ends with the test at the latest. */
export type StartLambent = typeof startLambentProcess;

/** Runs `use` with a fresh folder. Afterwards the folder is gone, and so is every Lambent that `use` started, whatever happened. */
export async function withFolder<T>(use: (folder: string, start: StartLambent) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'lambent-'));
  // Where root runs the tests, the gateway becomes somebody else, who must reach the data folder in it.
  await chmod(folder, 0o711);
  const started: LambentProcess[] = [];
  try {
    return await use(folder, async (...startArguments) => {
      const lambent = await startLambentProcess(...startArguments);
      started.push(lambent);
      return lambent;
    });
  } finally {
    await Promise.all(started.map((lambent) => lambent.stop()));
    await rm(folder, { recursive: true, force: true });
  }
}
