/** The platform's own log lines in the format Text, letter by letter as Lambda writes them: tabs within, a newline at the end. */
import type { Interpreter } from '#launcher';
import { runtimeVersionArn } from '../names.ts';

/** A runtime as the log names it. */
export type RuntimeVersion = { readonly text: string; readonly arn: string };

export function runtimeVersionOf(
  runtime: string,
  interpreter: Interpreter | undefined,
  region: string,
): RuntimeVersion {
  const arn = runtimeVersionArn(region, runtime);
  // A custom runtime's version counts the operating system below it, of which there is one here.
  if (interpreter === undefined) return { text: `${runtime.replace('.', ':')}.v1`, arn };
  const [family = runtime, line = ''] = runtime.split(/(?<=[a-z])(?=\d)/);
  const lineOfVersion = line.replace(/\.x$/, '');
  // AWS counts its own builds here; ours is what the interpreter's version has after the runtime's.
  const build = interpreter.version.slice(lineOfVersion.length + 1).split('.')[0] ?? '';
  return { text: `${family}:${lineOfVersion}.v${build}`, arn };
}

export function initStartLine({ text, arn }: RuntimeVersion): string {
  return `INIT_START Runtime Version: ${text}\tRuntime Version ARN: ${arn}\n`;
}

export type Phase = 'init' | 'invoke';

export function initReportLine(durationMs: number, phase: Phase, failure: Failure): string {
  return `INIT_REPORT Init Duration: ${durationMs.toFixed(2)} ms\tPhase: ${phase}\t${statusText(failure)}\n`;
}

export function startLine(requestId: string, version: string): string {
  return `START RequestId: ${requestId} Version: ${version}\n`;
}

export function endLine(requestId: string): string {
  return `END RequestId: ${requestId}\n`;
}

export function timedOutLine(nowMs: number, requestId: string, timeoutSeconds: number): string {
  return `${new Date(nowMs).toISOString()} ${requestId} Task timed out after ${timeoutSeconds.toFixed(2)} seconds\n\n`;
}

export function exitedLine(requestId: string, message: string, errorType: string): string {
  return `RequestId: ${requestId} Error: ${message}\n${errorType}\n`;
}

/** What REPORT and INIT_REPORT say of a failure. A handler's own error is none. */
export type Failure =
  | { readonly status: 'timeout' }
  | { readonly status: 'error'; readonly errorType: string };

export type Report = {
  readonly requestId: string;
  readonly durationMs: number;
  readonly memoryMiB: number;
  readonly maxMemoryUsedMiB: number | undefined;
  /** Of a cold start. Since August 2025 AWS bills it. */
  readonly initMs: number | undefined;
  readonly failure: Failure | undefined;
};

export function reportLine(report: Report): string {
  const { requestId, durationMs, memoryMiB, maxMemoryUsedMiB, initMs, failure } = report;
  let line = `REPORT RequestId: ${requestId}\tDuration: ${durationMs.toFixed(2)} ms\tBilled Duration: ${billedMsOf(report)} ms\tMemory Size: ${memoryMiB} MB\t`;
  if (maxMemoryUsedMiB !== undefined) line += `Max Memory Used: ${maxMemoryUsedMiB} MB\t`;
  if (initMs !== undefined) line += `Init Duration: ${initMs.toFixed(2)} ms\t`;
  if (failure !== undefined) line += `${statusText(failure)}\t`;
  return `${line}\n`;
}

/** Init is billed, in whole milliseconds with what came after it. */
export function billedMsOf({ durationMs, initMs = 0 }: Pick<Report, 'durationMs' | 'initMs'>): number {
  return Math.ceil(durationMs + initMs);
}

function statusText(failure: Failure): string {
  return failure.status === 'timeout' ? 'Status: timeout' : `Status: error\tError Type: ${failure.errorType}`;
}
