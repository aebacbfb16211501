import { type Document, documentBlobs, type Fabric, mirrorDocuments, openDocuments } from '#fabric';
import type { CreateEventSourceMappingRequest } from '#models/lambda';

const bucket = 'lambda-event-source-mappings';

/** What a mapping reads from. */
export type EventSourceKind =
  | 'sqs'
  | 'kinesis'
  | 'dynamodb'
  | 'managed-kafka'
  | 'self-managed-kafka'
  | 'mq'
  | 'documentdb';

/** The members of a mapping that its source and its caller decide, as the API has them. */
export type MappingSettings = Omit<
  CreateEventSourceMappingRequest,
  'FunctionName' | 'Enabled' | 'Tags' | 'StartingPositionTimestamp' | 'KMSKeyArn'
> & {
  /** Milliseconds since the Unix epoch. */
  readonly startingPositionTimestampMs?: number;
};

/** As `State` in the API: those that end in -ing come to `enabled` or to nothing. */
export type MappingState =
  | 'Creating'
  | 'Enabling'
  | 'Enabled'
  | 'Disabling'
  | 'Disabled'
  | 'Updating'
  | 'Deleting';

/** An event source mapping as it is stored: one document under `[account, region, uuid]`. It outlives its function. */
export type EventSourceMappingRecord = {
  readonly account: string;
  readonly region: string;
  readonly uuid: string;
  readonly kind: EventSourceKind;
  readonly functionName: string;
  /** As the caller named it: a version, an alias or `$LATEST`. */
  readonly qualifier?: string;
  readonly enabled: boolean;
  readonly state: MappingState;
  readonly lastModifiedMs: number;
  readonly settings: MappingSettings;
  readonly tags?: Readonly<Record<string, string>>;
};

export type MappingId = { readonly account: string; readonly region: string; readonly uuid: string };

/** Every event source mapping, mirrored in memory: reads are synchronous, writes durable compare-and-swaps. */
export type EventSourceMappingStore = {
  find(id: MappingId): Document<EventSourceMappingRecord> | undefined;
  /** Sorted by uuid. */
  list(account: string, region: string): readonly Document<EventSourceMappingRecord>[];
  /** Of every account and region. */
  all(): readonly Document<EventSourceMappingRecord>[];
  /** Those that are stored and those that are just being written: two racing writes see each other. */
  present(account: string, region: string): Iterable<EventSourceMappingRecord>;
  /** `expectedRevision` is 0 for one that must not exist yet. Throws `RevisionMismatch`. */
  put(record: EventSourceMappingRecord, expectedRevision: number): Promise<number>;
  /** Throws `RevisionMismatch`. */
  delete(id: MappingId, expectedRevision: number): Promise<void>;
  /** Calls back after every change; `record` is undefined after a delete. */
  onChange(listener: (uuid: string, record: EventSourceMappingRecord | undefined) => void): void;
  /** The digests of every blob that a mapping lives in. */
  blobs(): Promise<Iterable<string>>;
  /** Writes are refused afterwards. */
  close(): void;
};

export async function openEventSourceMappings(fabric: Fabric): Promise<EventSourceMappingStore> {
  const documents = openDocuments<EventSourceMappingRecord>(fabric, bucket);
  const mirror = await mirrorDocuments<EventSourceMappingRecord>(fabric, bucket, []);
  const beingWritten = new Set<EventSourceMappingRecord>();
  let closed = false;
  const whileOpen = <T>(write: () => Promise<T>): Promise<T> =>
    closed ? Promise.reject(new Error('the store of event source mappings is closed')) : write();
  return {
    find: (id) => mirror.get(keyOf(id)),
    list: (account, region) => mirror.list([account, region]),
    all: () => mirror.list([]),
    *present(account, region) {
      for (const { value } of mirror.list([account, region])) yield value;
      for (const record of beingWritten) {
        if (record.account === account && record.region === region) yield record;
      }
    },
    async put(record, expectedRevision) {
      beingWritten.add(record);
      try {
        return await whileOpen(() => documents.put(keyOf(record), record, expectedRevision));
      } finally {
        beingWritten.delete(record);
      }
    },
    delete: (id, expectedRevision) => whileOpen(() => documents.delete(keyOf(id), expectedRevision)),
    onChange: (listener) => mirror.onChange(([, , uuid = ''], record) => listener(uuid, record)),
    blobs: () => documentBlobs(fabric, bucket),
    close() {
      closed = true;
      mirror.close();
    },
  };
}

function keyOf({ account, region, uuid }: MappingId): readonly string[] {
  return [account, region, uuid];
}
