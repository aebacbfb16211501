/** `lambent`: reads the command line, runs one command, ends with one readable line when it cannot. */
import { enableCompileCache } from 'node:module';

enableCompileCache();
const { runCommandLine } = await import('./command-line.ts');
process.exitCode = await runCommandLine(process.argv.slice(2));
