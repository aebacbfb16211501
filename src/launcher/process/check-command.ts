import { basename, isAbsolute, normalize, sep } from 'node:path';
import type { ImageProgram, Interpreter, InterpreterKind, Supervised } from '../contract.ts';
import type { Command, Probe, StartCommand } from '../launcher-protocol.ts';
import {
  COMMAND_BYTES_MAX,
  EXTENSIONS_MAX,
  MEMORY_MIB_MAX,
  TMP_MIB_MAX,
  VARIABLES_BYTES_MAX,
} from '../limits.ts';

const ID = /^[a-z0-9]{20}$/;
const TOKEN = /^[A-Za-z0-9_-]{32}$/;
const VARIABLE = /^[A-Za-z_][A-Za-z0-9_]{0,255}$/;
/** One file name in a folder. A newline or a zero byte would end it where it is passed on. */
const FILE_NAME = /^(?!\.{1,2}$)[^/\0\n]{1,255}$/;
const KINDS: readonly InterpreterKind[] = ['nodejs', 'python', 'ruby', 'java', 'dotnet'];
/** What can be an argument. */
const WORD = /^[^\0]*$/;
/** A path inside a sandbox, which need not be plain. */
const INNER_PATH = /^\/[^\0]{0,4095}$/;
const VERSION = /^\d{1,3}(\.\d{1,5}){1,3}[a-z0-9+.]{0,16}$/;

/** A command that does not have the shape it must have: a fault of the gateway, or somebody else's doing. */
export class CommandRefused extends Error {
  override readonly name = 'CommandRefused';
}

/** Checks everything about a command that can be told without looking at the host. Throws `CommandRefused`. */
export function checkCommand(value: unknown, scratchFolder: string): Command {
  const { command } = record(value);
  switch (command) {
    case 'start':
      return checkStart(record(value), scratchFolder);
    case 'stop':
    case 'reset':
    case 'freeze':
    case 'thaw':
    case 'examine':
      return { command, id: text(record(value).id, ID, 'id') };
    case 'probe':
      return { command, probe: checkProbe(record(record(value).probe)) };
    case 'end':
      return { command };
    case 'sweep':
      return { command, code: record(value).code === true };
    default:
      throw new CommandRefused('no such command');
  }
}

function checkStart(value: Readonly<Record<string, unknown>>, scratchFolder: string): StartCommand {
  const { interpreter, supervised, image, layersFolder, prebooted } = value;
  const programs = {
    ...(interpreter !== undefined && { interpreter: checkInterpreter(record(interpreter)) }),
    ...(supervised !== undefined && { supervised: checkSupervised(record(supervised)) }),
    ...(image !== undefined && { image: checkImage(record(image), value) }),
  };
  if (
    programs.interpreter === undefined &&
    programs.image === undefined &&
    programs.supervised?.program === undefined
  )
    throw new CommandRefused('nothing to start');
  if (prebooted !== undefined) checkPrebooted(value);
  return {
    command: 'start',
    isolation: oneOf(value.isolation, ['bubblewrap', 'process'], 'isolation'),
    network: oneOf(value.network, value.isolation === 'process' ? ['host'] : ['host', 'isolated'], 'network'),
    id: text(value.id, ID, 'id'),
    token: text(value.token, TOKEN, 'token'),
    ...programs,
    codeFolder: pathBelow(value.codeFolder, `${scratchFolder}/code`, 'code folder'),
    ...(layersFolder !== undefined && {
      layersFolder: pathBelow(layersFolder, `${scratchFolder}/code`, 'layers folder'),
    }),
    variables: checkVariables(record(value.variables)),
    memoryMiB: wholeNumber(value.memoryMiB, MEMORY_MIB_MAX, 'memory'),
    tmpMiB: wholeNumber(value.tmpMiB, TMP_MIB_MAX, '/tmp'),
    ...(prebooted !== undefined && { prebooted: true }),
    ...(value.resettable === true && { resettable: true }),
  };
}

/** A runtime that speaks frames and waits for its function, which will come to empty folders of this environment alone. */
function checkPrebooted(value: Readonly<Record<string, unknown>>): void {
  const { prebooted, interpreter, supervised, layersFolder, codeFolder } = value;
  const isFramed = interpreter !== undefined && supervised === undefined;
  if (
    prebooted !== true ||
    !isFramed ||
    layersFolder === undefined ||
    basename(String(codeFolder)) !== 'task'
  )
    throw new CommandRefused('not a runtime that could wait for its function');
}

function checkInterpreter({ kind, path, version }: Readonly<Record<string, unknown>>): Interpreter {
  return {
    kind: oneOf(kind, KINDS, 'interpreter kind'),
    path: absolutePath(path, 'interpreter'),
    version: text(version, VERSION, 'interpreter version'),
  };
}

function checkSupervised({ program, extensions }: Readonly<Record<string, unknown>>): Supervised {
  if (!Array.isArray(extensions) || extensions.length > EXTENSIONS_MAX)
    throw new CommandRefused('not a valid list of extensions');
  return {
    ...(program !== undefined && { program: absolutePath(program, 'program') }),
    extensions: extensions.map((name) => text(name, FILE_NAME, 'extension')),
  };
}

function checkImage(
  { command, workingDirectory, searchPath }: Readonly<Record<string, unknown>>,
  { isolation, interpreter, supervised }: Readonly<Record<string, unknown>>,
): ImageProgram {
  if (isolation !== 'bubblewrap' || interpreter !== undefined || supervised === undefined)
    throw new CommandRefused('an image is supervised in bubblewrap, and has its own interpreter');
  if (!Array.isArray(command) || command.length === 0) throw new CommandRefused('not a valid command line');
  const words = command.map((word) => text(word, WORD, 'command line'));
  if (words.reduce((sum, word) => sum + Buffer.byteLength(word) + 1, 0) > COMMAND_BYTES_MAX)
    throw new CommandRefused(`a command line of more than ${COMMAND_BYTES_MAX} bytes`);
  return {
    command: words,
    workingDirectory: text(workingDirectory, INNER_PATH, 'working directory'),
    searchPath: text(searchPath, WORD, 'search path'),
  };
}

function checkProbe(value: Readonly<Record<string, unknown>>): Probe {
  const of = oneOf(value.of, [...KINDS, 'bubblewrap', 'limits', 'network'], 'probe');
  if (of === 'bubblewrap' || of === 'limits' || of === 'network') return { of };
  const isolation = oneOf(value.isolation, ['bubblewrap', 'process'], 'isolation');
  return { of, path: absolutePath(value.path, 'program'), isolation };
}

function checkVariables(given: Readonly<Record<string, unknown>>): Record<string, string> {
  const variables: Record<string, string> = {};
  let bytes = 0;
  for (const [name, value] of Object.entries(given)) {
    if (!VARIABLE.test(name)) throw new CommandRefused('a variable has a name that no variable may have');
    if (typeof value !== 'string' || value.includes('\0'))
      throw new CommandRefused(`variable ${name} has no valid value`);
    bytes += name.length + Buffer.byteLength(value);
    variables[name] = value;
  }
  if (bytes > VARIABLES_BYTES_MAX)
    throw new CommandRefused(`variables of more than ${VARIABLES_BYTES_MAX} bytes`);
  return variables;
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) throw new CommandRefused('not a command');
  return value as Readonly<Record<string, unknown>>;
}

function text(value: unknown, pattern: RegExp, what: string): string {
  if (typeof value !== 'string' || !pattern.test(value)) throw new CommandRefused(`not a valid ${what}`);
  return value;
}

function oneOf<const T extends string>(value: unknown, allowed: readonly T[], what: string): T {
  const found = allowed.find((candidate) => candidate === value);
  if (found === undefined) throw new CommandRefused(`not a valid ${what}`);
  return found;
}

function wholeNumber(value: unknown, max: number, what: string): number {
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 1 || value > max) {
    throw new CommandRefused(`not a valid size of ${what}`);
  }
  return value;
}

function absolutePath(value: unknown, what: string): string {
  if (typeof value !== 'string' || value.includes('\0') || !isAbsolute(value) || normalize(value) !== value) {
    throw new CommandRefused(`not an absolute, plain path of a ${what}`);
  }
  return value;
}

function pathBelow(value: unknown, folder: string, what: string): string {
  const path = absolutePath(value, what);
  if (!path.startsWith(folder + sep) || path.endsWith(sep))
    throw new CommandRefused(`the ${what} is not below ${folder}`);
  return path;
}
