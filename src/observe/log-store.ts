/** A log stream's full name. */
export type StreamId = {
  readonly account: string;
  readonly region: string;
  readonly group: string;
  readonly stream: string;
};

export type LogEvent = {
  readonly timestampMs: number;
  readonly ingestedAtMs: number;
  readonly message: string;
};

/** `position` rises by one with every event of the stream; those lost to a crash leave a hole. */
export type StoredEvent = LogEvent & { readonly position: number };

/** The writing end of one stream. */
export type LogStream = {
  /** Never waits and never throws: what cannot be kept within bounds is dropped and counted. */
  append(timestampMs: number, message: string): void;
};

export type GroupSummary = { readonly group: string; readonly createdAtMs: number; readonly bytes: number };

export type StreamSummary = {
  readonly stream: string;
  readonly createdAtMs: number;
  /** The earliest and the latest time of an event; absent before the first one. */
  readonly firstEventMs?: number;
  readonly lastEventMs?: number;
  readonly lastIngestedMs?: number;
  readonly bytes: number;
};

/** Some events of a stream that follow each other, and between which times they lie. */
export type EventBlock = {
  readonly stream: string;
  readonly position: number;
  readonly events: number;
  /** On disk. */
  readonly bytes: number;
  readonly firstEventMs: number;
  readonly lastEventMs: number;
};

export type LogPage = {
  readonly events: readonly StoredEvent[];
  /** Where the next read goes on. */
  readonly next: number;
  /** The stream's oldest position that is kept, and the one after its newest event. */
  readonly first: number;
  readonly end: number;
};

/** Where functions' logs go: append-only segment files, written in the background. Read by the CloudWatch Logs service. */
export type LogStore = {
  /** Creates the stream and its group when the first event is written. */
  open(id: StreamId): LogStream;
  /** False if the group exists already. */
  createGroup(account: string, region: string, group: string): Promise<boolean>;
  /** False if there is no such group. */
  deleteGroup(account: string, region: string, group: string): Promise<boolean>;
  /** Groups of an account and region, sorted by name. */
  groups(account: string, region: string): Promise<readonly GroupSummary[]>;
  /** Streams of a group, sorted by name. Undefined if there is no such group. */
  streams(account: string, region: string, group: string): Promise<readonly StreamSummary[] | undefined>;
  /** Costs the same however many streams there are, unlike `streams`. */
  hasGroup(account: string, region: string, group: string): Promise<boolean>;
  /** The same for one stream. Undefined if there is no such group. */
  hasStream(id: StreamId): Promise<boolean | undefined>;
  /** Events in the order of arrival, from position `from`; includes what was just appended. Undefined if there is no such stream. */
  read(id: StreamId, from: number, limit: number): Promise<LogPage | undefined>;
  /** The index of a group's events, or of one stream's: what to `read` for events of a certain time. Undefined if there is no such group. */
  blocks(
    account: string,
    region: string,
    group: string,
    streams?: ReadonlySet<string>,
  ): Promise<readonly EventBlock[] | undefined>;
  /** False if the stream exists already. Creates its group with it. */
  createStream(id: StreamId): Promise<boolean>;
  /** False if there is no such stream. */
  deleteStream(id: StreamId): Promise<boolean>;
  /** Resolves when the events are on disk; rejects if they are not kept. */
  put(
    id: StreamId,
    events: readonly { readonly timestampMs: number; readonly message: string }[],
  ): Promise<void>;
  /** Deletes what is older, as whole files: some events may stay longer. */
  expire(account: string, region: string, group: string, beforeMs: number): Promise<void>;
  /** Calls back with everything appended or put from now on, until the returned function is called. Must not throw. */
  onEvent(listener: (id: StreamId, event: LogEvent) => void): () => void;
  /** Resolves when everything appended before is in the files. */
  flush(): Promise<void>;
  close(): Promise<void>;
};
