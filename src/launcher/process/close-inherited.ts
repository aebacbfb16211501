import { closeSync, readdirSync, readFileSync } from 'node:fs';

/** `O_CLOEXEC` of Linux, as `/proc` shows it. */
const CLOSE_ON_EXEC = 0o2000000;
const STANDARD_DESCRIPTORS = 3;

/**
 * Closes what this process did not open itself: the gateway's database and whatever was open in the shell that started that. Every
 * environment would have them, whatever its sandbox hides. What Node.js opens, or is told of, ends with exec. Linux.
 */
export function closeInherited(): void {
  if (process.platform !== 'linux') return;
  for (const name of readdirSync('/proc/self/fd')) {
    const descriptor = Number(name);
    if (descriptor < STANDARD_DESCRIPTORS || isClosedOnExec(descriptor)) continue;
    closeSync(descriptor);
  }
}

/** True also for one that is gone, such as that by which the folder was read. */
function isClosedOnExec(descriptor: number): boolean {
  try {
    const [, flags = ''] =
      /^flags:\s*([0-7]+)$/m.exec(readFileSync(`/proc/self/fdinfo/${descriptor}`, 'latin1')) ?? [];
    return (Number.parseInt(flags, 8) & CLOSE_ON_EXEC) !== 0;
  } catch {
    return true;
  }
}
