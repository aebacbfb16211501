export { logOnce } from './log-once.ts';
export type {
  GroupSummary,
  LogEvent,
  LogPage,
  LogStore,
  LogStream,
  StoredEvent,
  StreamId,
  StreamSummary,
} from './log-store.ts';
export { openLogStore } from './open-log-store.ts';
export { createPlatformLog, type LogLevel, type PlatformLog } from './platform-log.ts';
