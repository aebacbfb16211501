import type { LauncherConfiguration } from '../launcher-protocol.ts';
import { type RunResult, runProgram } from './run-program.ts';

/**
 * Has a Python write what it makes of sources beside them, in files of its own version: functions cannot, and would compile at every start.
 * The sources do not change, so none is looked at again.
 */
export function compilePython(
  python: string,
  { folder, searchPath, gateway, signal }: Surroundings,
): Promise<RunResult> {
  const launch = {
    file: python,
    // Isolated: nothing of the folder is imported.
    arguments: ['-I', '-m', 'compileall', '-q', '--invalidation-mode', 'unchecked-hash', folder],
    cwd: '/',
    variables: { PATH: searchPath },
    ...(gateway !== null && { uid: gateway.uid }),
  };
  return runProgram(launch, { signal });
}

type Surroundings = Pick<LauncherConfiguration, 'searchPath' | 'gateway'> & {
  readonly folder: string;
  /** Ends it. */
  readonly signal: AbortSignal;
};
