import { systemClock, systemRandom } from '#ambient';
import { describeHost, installRuntime, installSdk, RuntimeNotInstalled } from '#launcher';
import { createPlatformLog } from '#observe';
import { readConfig } from '../config.ts';
import { CommandError } from './command-line.ts';
import { factLine } from './fact-line.ts';
import type { Terminal } from './terminal.ts';

type Flags = Parameters<typeof readConfig>[0];

/** Says of every runtime which interpreter runs it here, or what is missing and how to get it. */
export async function listRuntimes(flags: Flags, terminal: Terminal): Promise<number> {
  const { runtimeFacts, sdkFacts } = await describeHost(optionsOf(flags));
  for (const fact of [...runtimeFacts, ...sdkFacts]) terminal.out.print(factLine(fact, terminal.out));
  return 0;
}

/** Fetches what has to be fetched for a runtime, so that its functions run without the network later; with `sdk`, what they may import too. */
export async function installNamedRuntime(
  runtime: string,
  flags: Flags,
  terminal: Terminal,
  sdk: boolean,
): Promise<number> {
  const options = optionsOf(flags);
  try {
    // Only Node.js is fetched: the others are the machine's.
    if (!sdk || runtime.startsWith('nodejs'))
      terminal.out.print(`${runtime} runs on ${await installRuntime(runtime, options)}`);
    if (sdk)
      terminal.out.print(
        `${await installSdk(runtime, options)} packages of the AWS SDK for ${runtime} are here`,
      );
    return 0;
  } catch (error) {
    if (error instanceof RuntimeNotInstalled) throw new CommandError(error.message);
    throw error;
  }
}

function optionsOf(flags: Flags) {
  const log = createPlatformLog({ level: 'error', stream: process.stderr });
  return { ...readConfig(flags), clock: systemClock(), random: systemRandom(), log };
}
