/** Owns the data folder it is given until it is killed, and prints its process id once it does. */
import { systemClock } from '#ambient';
import { lockFolder } from './folder-lock.ts';

await lockFolder(process.argv[2] ?? '', systemClock());
process.stdout.write(`${process.pid}\n`);
setInterval(() => undefined, 60_000);
