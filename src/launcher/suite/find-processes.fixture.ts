import { readdir, readFile } from 'node:fs/promises';

/** The living processes of this host whose command line, arguments separated by zero bytes, is one that is looked for. */
export async function findProcesses(isIt: (command: string) => boolean): Promise<number[]> {
  const found: number[] = [];
  for (const name of await readdir('/proc')) {
    const [command, stat] = await Promise.all([
      readFile(`/proc/${name}/cmdline`, 'latin1').catch(() => ''),
      readFile(`/proc/${name}/stat`, 'latin1').catch(() => ''),
    ]);
    if (isIt(command) && !/\) Z /.test(stat)) found.push(Number(name));
  }
  return found;
}
