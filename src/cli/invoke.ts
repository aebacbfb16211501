import { readFileSync } from 'node:fs';
import { AwsError } from '#wire';
import { type ClientFlags, describeAwsError, openClient } from './client.ts';
import { CommandError } from './command-line.ts';
import type { Terminal } from './terminal.ts';

/** Prints the function's answer; its log goes to standard error. Exit code 1 when the function failed. */
export async function invoke(
  name: string,
  payload: string,
  flags: ClientFlags,
  terminal: Terminal,
): Promise<number> {
  const call = openClient(flags);
  try {
    const result = await call('lambda', 'Invoke', {
      FunctionName: name,
      LogType: 'Tail',
      Payload: readPayload(payload),
    });
    const log =
      typeof result.LogResult === 'string' ? Buffer.from(result.LogResult, 'base64').toString('utf8') : '';
    const { out, err } = terminal;
    if (log !== '') err.print(err.dim(err.foreign(log.trimEnd())));
    out.print(out.foreign(Buffer.from(result.Payload as Uint8Array).toString('utf8')));
    if (result.FunctionError === undefined) return 0;
    err.print(err.red(`The function failed (${String(result.FunctionError)}).`));
    return 1;
  } catch (error) {
    if (error instanceof AwsError) throw new CommandError(describeAwsError(error));
    throw error;
  }
}

/** The event as text, from `@file`, or from standard input (`-`). */
function readPayload(payload: string): Buffer {
  try {
    if (payload === '-') return readFileSync(0);
    if (payload.startsWith('@')) return readFileSync(payload.slice(1));
  } catch (error) {
    throw new CommandError(`cannot read the payload: ${error instanceof Error ? error.message : error}`);
  }
  return Buffer.from(payload);
}
