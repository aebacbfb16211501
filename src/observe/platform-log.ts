import type { Writable } from 'node:stream';
import pino from 'pino';

/** The operator's log: one readable line an event, never a secret. `fields` are structured extras. */
export type PlatformLog = {
  debug(message: string, fields?: Readonly<Record<string, unknown>>): void;
  info(message: string, fields?: Readonly<Record<string, unknown>>): void;
  warn(message: string, fields?: Readonly<Record<string, unknown>>): void;
  error(message: string, fields?: Readonly<Record<string, unknown>>): void;
};

export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent';

type LogLine = { readonly time: string; readonly level: string; readonly msg: string };

/** Lines for people where `stream` is a terminal, JSON objects for machines elsewhere. */
export function createPlatformLog(options: {
  readonly level: LogLevel;
  readonly stream: Writable & { readonly isTTY?: boolean };
}): PlatformLog {
  const { level, stream } = options;
  const destination = stream.isTTY ? { write: (line: string) => stream.write(readable(line)) } : stream;
  const logger = pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    destination,
  );
  return {
    debug: (message, fields) => logger.debug(fields ?? {}, message),
    info: (message, fields) => logger.info(fields ?? {}, message),
    warn: (message, fields) => logger.warn(fields ?? {}, message),
    error: (message, fields) => logger.error(fields ?? {}, message),
  };
}

/** `14:03:11 warn  the text  key=value`: one line, whatever the fields hold. */
function readable(json: string): string {
  const { time, level, msg, ...fields } = JSON.parse(json) as LogLine;
  const extras = Object.entries(fields).map(([name, value]) => `  ${name}=${inline(value)}`);
  return `${time.slice(11, 19)} ${level.padEnd(5)} ${inline(msg)}${extras.join('')}\n`;
}

/** Text as it is unless it would break the line or the terminal; everything else as JSON. */
function inline(value: unknown): string {
  return typeof value === 'string' && !/\p{Cc}/u.test(value) ? value : JSON.stringify(value);
}
