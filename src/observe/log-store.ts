/** A log stream's full name. */
export type StreamId = {
  readonly account: string;
  readonly region: string;
  readonly group: string;
  readonly stream: string;
};

export type LogEvent = { readonly timestampMs: number; readonly ingestedAtMs: number; readonly message: string };

/** The writing end of one stream. */
export type LogStream = {
  /** Never waits and never throws: what cannot be kept within bounds is dropped and counted. */
  append(timestampMs: number, message: string): void;
};

/** Where functions' logs go: append-only segment files, written in the background. Read by the CloudWatch Logs service. */
export type LogStore = {
  open(id: StreamId): LogStream;
  /** Group names of an account and region, sorted. */
  groups(account: string, region: string): Promise<readonly { readonly group: string; readonly createdAtMs: number; readonly bytes: number }[]>;
  /** Streams of a group, sorted by name. */
  streams(account: string, region: string, group: string): Promise<readonly { readonly stream: string; readonly createdAtMs: number; readonly firstEventMs?: number; readonly lastEventMs?: number; readonly bytes: number }[]>;
  /** Events of a stream in the order of arrival, from position `from`; includes what is not on disk yet. Undefined if there is no such stream. */
  read(id: StreamId, from: number, limit: number): Promise<{ readonly events: readonly LogEvent[]; readonly next: number } | undefined>;
  deleteGroup(account: string, region: string, group: string): Promise<void>;
  /** Resolves when everything appended before is in the files. */
  flush(): Promise<void>;
  close(): Promise<void>;
};
