export { logOnce } from './log-once.ts';
export type {
  EventBlock,
  GroupSummary,
  LogEvent,
  LogPage,
  LogStore,
  LogStream,
  StoredEvent,
  StreamId,
  StreamSummary,
} from './log-store.ts';
export {
  createMetricStore,
  type Metric,
  type MetricId,
  type MetricKind,
  type MetricStore,
} from './metrics/metric-store.ts';
export { prometheusContentType, prometheusText } from './metrics/prometheus.ts';
export { openLogStore } from './open-log-store.ts';
export { createPlatformLog, type LogLevel, type PlatformLog } from './platform-log.ts';
export {
  dayOf,
  gbSecondsOf,
  openUsageMeter,
  type UsageLine,
  type UsageMeter,
  type UsageOf,
  type Used,
} from './usage/usage-meter.ts';
