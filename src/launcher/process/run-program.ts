import { spawn } from 'node:child_process';
import { PROBE_OUTPUT_BYTES_MAX, PROBE_TIMEOUT_MS } from '../limits.ts';

export type RunResult = { readonly succeeded: boolean; readonly output: string; readonly reason: string };

/** Runs a program to its end, bounded in time and output, with no variables but `PATH`. Never rejects. */
export function runProgram(
  file: string,
  programArguments: readonly string[],
  options: { readonly uid?: number | undefined; readonly searchPath: string },
): Promise<RunResult> {
  return new Promise((resolve) => {
    let output = '';
    const child = spawn(file, programArguments, {
      cwd: '/',
      env: { PATH: options.searchPath },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: PROBE_TIMEOUT_MS,
      killSignal: 'SIGKILL',
      ...(options.uid !== undefined && { uid: options.uid, gid: options.uid }),
    });
    const keep = (chunk: Buffer): void => {
      output += chunk.toString('utf8').slice(0, PROBE_OUTPUT_BYTES_MAX - output.length);
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.once('error', (error) => resolve({ succeeded: false, output, reason: error.message }));
    child.once('close', (code, signal) => {
      const firstLine = output.trim().split('\n')[0] ?? '';
      const ending = signal === null ? `exit status ${code}` : `signal ${signal}`;
      resolve({ succeeded: code === 0, output, reason: firstLine === '' ? ending : firstLine });
    });
  });
}
