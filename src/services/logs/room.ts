import type { LogStore } from '#observe';

/** What the operations work with: the logs that this Lambent writes. */
export type LogsRoom = { readonly logs: LogStore };
