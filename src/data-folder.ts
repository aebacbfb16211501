import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** Root's home is closed to the user that the gateway becomes, so root's data lies where services keep theirs. */
export function defaultDataFolder(): string {
  const inHome = join(homedir(), '.lambent');
  return process.getuid?.() === 0 && !existsSync(inHome) ? '/var/lib/lambent/data' : inHome;
}
