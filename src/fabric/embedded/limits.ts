/** Address space that the state file is mapped into at first; LMDB maps more when the file outgrows it. */
export const stateMapBytes = 1024 ** 3;

/** Write operations that become durable with one sync. */
export const commitOperationsMax = 1_024;

/** Write operations that wait for the disk; further ones are refused. */
export const waitingOperationsMax = 16_384;

/** What a Unix socket's path may have on every system: macOS allows 103 bytes, Linux 107. */
export const socketPathBytesMax = 100;

/** How long a starter waits for the owner of a data folder to say its process id. */
export const ownerAnswerMs = 500;

/** Rounds of several starters that take over the same data folder. */
export const takeoverAttemptsMax = 32;

/** Names of the sockets in a data folder: `lock.` and up to 15 digits and `.sock`. */
export const socketNameBytesMax = 25;
