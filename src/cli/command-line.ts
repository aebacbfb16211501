import { Command, CommanderError, Option } from 'commander';
import { type Config, settings } from '../config.ts';
import { openTerminal, type Terminal } from './terminal.ts';
import { version } from './version.ts';

/** A failure the person can do something about: printed as one line, exit code 1. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
}

type Flags = Readonly<Partial<Record<keyof Config, string>>>;

/** Runs one command. Returns the exit code. */
export async function runCommandLine(
  commandArguments: readonly string[],
  terminal: Terminal = openTerminal(),
): Promise<number> {
  let exitCode = 0;
  const finish = (code: number) => {
    exitCode = code;
  };
  try {
    await program(terminal, finish).parseAsync([...commandArguments], { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode;
    if (!isForThePerson(error)) throw error;
    terminal.err.print(terminal.err.foreign(`lambent: ${error.message}`));
    return 1;
  }
}

/** Errors that rooms throw for the operator carry one readable line; anything else is a bug and keeps its stack. */
const forThePerson: ReadonlySet<string> = new Set([
  'CommandError',
  'ConfigError',
  'DataFolderInUse',
  'DataFolderTooNew',
  'DataFolderUnusable',
  'HostUnavailable',
  'IsolationUnavailable',
  'PortInUse',
  'PortNotPermitted',
  'PrivateFileError',
  'SigningProfilesError',
]);

function isForThePerson(error: unknown): error is Error {
  return error instanceof Error && forThePerson.has(error.name);
}

function program(terminal: Terminal, finish: (exitCode: number) => void): Command {
  const lambent = new Command('lambent')
    .description('AWS Lambda and Amazon API Gateway on your own machines')
    .version(version)
    .exitOverride()
    .showHelpAfterError('(lambent --help shows what there is)');
  addStart(lambent, terminal, finish);
  addDoctor(lambent, terminal, finish);
  addRuntimes(lambent, terminal, finish);
  addInvoke(lambent, terminal, finish);
  addLogs(lambent, terminal, finish);
  addUsage(lambent, terminal, finish);
  addSign(lambent, terminal, finish);
  return lambent;
}

function addSettings(command: Command, names: readonly (keyof Config)[]): Command {
  for (const name of names) {
    const { flag, value, describe, byDefault, byDefaultShown = byDefault, variable } = settings[name];
    const shown = byDefault === '' ? variable : `${variable}; default ${byDefaultShown}`;
    command.addOption(new Option(`${flag} <${value}>`, `${describe} (${shown})`));
  }
  return command;
}

/** Commander names an option after its flag (`--data` → `data`); settings have names of their own. */
function flagsOf(options: Readonly<Record<string, unknown>>): Flags {
  const flags: Partial<Record<keyof Config, string>> = {};
  for (const name of Object.keys(settings) as (keyof Config)[]) {
    const key = settings[name].flag
      .slice(2)
      .replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
    const value = options[key];
    if (typeof value === 'string') flags[name] = value;
  }
  return flags;
}

function addStart(lambent: Command, terminal: Terminal, finish: (exitCode: number) => void): void {
  const command = lambent.command('start', { isDefault: true }).description('run Lambent until Ctrl-C');
  // What is no command ends up here, with the one that needs no name.
  command.allowExcessArguments();
  addSettings(command, Object.keys(settings) as (keyof Config)[]).action(async (options) => {
    const [word] = command.args;
    if (word !== undefined)
      throw new CommandError(`there is no command ${word} (lambent --help shows those there are)`);
    const { start } = await import('./start.ts');
    finish(await start(flagsOf(options), terminal));
  });
}

function addDoctor(lambent: Command, terminal: Terminal, finish: (exitCode: number) => void): void {
  const command = lambent
    .command('doctor')
    .description('what this machine gives, and what to install for more');
  addSettings(command, [
    'port',
    'host',
    'dataFolder',
    'iam',
    'isolation',
    'network',
    'functionHosts',
    'cpu',
    'npmRegistry',
    'searchPath',
    'runtimeSubstitutes',
  ]).action(async (options) => {
    const { doctor } = await import('./doctor.ts');
    finish(await doctor(flagsOf(options), terminal));
  });
}

function addRuntimes(lambent: Command, terminal: Terminal, finish: (exitCode: number) => void): void {
  const runtimes = lambent.command('runtimes').description('the interpreters that functions run on');
  const list = runtimes.command('list').description('which runtimes work here, and what the others need');
  addSettings(list, ['dataFolder', 'npmRegistry', 'searchPath', 'runtimeSubstitutes']).action(
    async (options) => {
      const { listRuntimes } = await import('./runtimes.ts');
      finish(await listRuntimes(flagsOf(options), terminal));
    },
  );
  const install = runtimes
    .command('install')
    .description('fetch a line of Node.js now, so that its functions run without the network later')
    .argument('<runtime>', 'such as nodejs22.x');
  addSettings(install, ['dataFolder', 'npmRegistry']).action(async (runtime: string, options) => {
    const { installNamedRuntime } = await import('./runtimes.ts');
    finish(await installNamedRuntime(runtime, flagsOf(options), terminal));
  });
}

function addInvoke(lambent: Command, terminal: Terminal, finish: (exitCode: number) => void): void {
  const command = lambent
    .command('invoke')
    .description('run a function once and print its answer; its log and duration go to standard error')
    .argument('<name>', 'name or ARN of the function')
    .argument('[payload]', 'JSON event, @file, or - for standard input', '{}');
  addClientOptions(command).action(async (name: string, payload: string, options) => {
    const { invoke } = await import('./invoke.ts');
    finish(await invoke(name, payload, options, terminal));
  });
}

function addLogs(lambent: Command, terminal: Terminal, finish: (exitCode: number) => void): void {
  const command = lambent
    .command('logs')
    .description("print a function's log")
    .argument('<name>', 'name of the function')
    .option('-f, --follow', 'go on printing as lines come, until Ctrl-C')
    .option('--since <when>', 'an age such as 10m, 2h or 1d, or a time as ISO 8601; by default all there is')
    .option('--filter <pattern>', 'a filter pattern of CloudWatch Logs: words, { $.level = "ERROR" }, …');
  addClientOptions(command).action(async (name: string, options) => {
    const { logs } = await import('./logs.ts');
    finish(await logs(name, options, terminal));
  });
}

function addUsage(lambent: Command, terminal: Terminal, finish: (exitCode: number) => void): void {
  lambent
    .command('usage')
    .description('what functions have used by day, and what AWS would charge for it')
    .option('--days <number>', 'how many days, with today', '30')
    .option('--json', 'print every line as JSON')
    .addOption(endpointOption())
    .action(async (options) => {
      const { usage } = await import('./usage.ts');
      finish(await usage(options, terminal));
    });
}

function addSign(lambent: Command, terminal: Terminal, finish: (exitCode: number) => void): void {
  lambent
    .command('sign')
    .description('sign a code package, for functions whose code signing config demands it')
    .argument('<zip>', 'the package')
    .requiredOption('--profile <arn>', 'ARN of the version of the signing profile')
    .requiredOption('--key <file>', 'its private key as PEM: P-384, P-256 or Ed25519')
    .requiredOption('--out <file>', 'where to write the signed package')
    .option('--valid-days <number>', 'days until the signature expires', '4110')
    .action(async (zip: string, options) => {
      const { sign } = await import('./sign.ts');
      finish(sign(zip, options, terminal));
    });
}

function endpointOption(): Option {
  return new Option(
    '--endpoint <url>',
    'where Lambent runs (LAMBENT_ENDPOINT, AWS_ENDPOINT_URL; default http://127.0.0.1:4566)',
  );
}

function addClientOptions(command: Command): Command {
  return command
    .addOption(endpointOption())
    .option('--region <region>', 'AWS region (AWS_REGION; default us-east-1)')
    .option('--data <folder>', 'data folder to read the root credentials from (LAMBENT_DATA)');
}
