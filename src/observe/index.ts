export type { LogEvent, LogStore, LogStream, StreamId } from './log-store.ts';
export type { PlatformLog } from './platform-log.ts';
