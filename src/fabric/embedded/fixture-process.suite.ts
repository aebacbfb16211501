import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

export type FixtureProcess = {
  /** Complete lines that the process printed so far. */
  readonly lines: readonly string[];
  /** Resolves once that many lines are there, or when the process has ended. */
  printed(count: number): Promise<void>;
  kill(signal: NodeJS.Signals): void;
  /** Resolves when the process has ended and all it printed is in `lines`. */
  readonly ended: Promise<{ readonly code: number | null; readonly stderr: string }>;
};

/** Runs a `.fixture.ts` of this folder with this Node, behind `wrapper` if there is one. */
export function startFixture(
  name: string,
  args: readonly string[],
  wrapper: readonly string[] = [],
): FixtureProcess {
  const conditions = process.execArgv.filter((argument) => argument.startsWith('--conditions'));
  const command = [...wrapper, process.execPath, ...conditions, join(import.meta.dirname, name), ...args];
  const child = spawn(command[0] ?? '', command.slice(1), { stdio: ['ignore', 'pipe', 'pipe'] });
  const lines: string[] = [];
  const { promise: over, resolve: isOver } = Promise.withResolvers<void>();
  const waiting: { readonly count: number; readonly resolve: () => void }[] = [];
  const reader = createInterface(child.stdout);
  reader.on('line', (line) => {
    lines.push(line);
    for (const { count, resolve } of waiting) if (lines.length >= count) resolve();
  });
  reader.on('close', isOver);
  const ended = end(child, over);
  return {
    lines,
    printed: (count) =>
      Promise.race([over, new Promise<void>((resolve) => waiting.push({ count, resolve: () => resolve() }))]),
    kill: (signal) => child.kill(signal),
    ended,
  };
}

async function end(
  child: ChildProcess,
  printed: Promise<void>,
): Promise<{ code: number | null; stderr: string }> {
  let stderr = '';
  child.stderr?.on('data', (chunk) => {
    stderr += chunk;
  });
  const [code] = await once(child, 'close');
  await printed;
  return { code, stderr };
}
