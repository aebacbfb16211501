import { createHash } from 'node:crypto';
import type { Clock } from '#ambient';
import {
  documentBlobs,
  type Fabric,
  type Mirror,
  mirrorDocuments,
  openDocuments,
  RevisionMismatch,
} from '#fabric';
import type { Operations } from '#models/logs';
import type { GroupId } from '../by-time.ts';
import { OperationAbortedException } from '../errors.ts';
import { writeAttemptsMax } from '../limits.ts';

const bucket = 'logs-groups';
const dayMs = 24 * 60 * 60 * 1000;

/** What is set on a log group. Its existence and its events are the log store's: a group without settings has no record. */
export type GroupRecord = GroupId & {
  /** Absent: events never expire. */
  readonly retentionInDays?: number;
  readonly deletionProtected?: boolean;
  /** A deletion has begun: see `deletion.ts`. */
  readonly deleting?: boolean;
  readonly tags?: Readonly<Record<string, string>>;
  /** Sorted by name. */
  readonly metricFilters?: readonly MetricFilterRecord[];
  /** Sorted by name. */
  readonly subscriptionFilters?: readonly SubscriptionFilterRecord[];
};

export type MetricFilterRecord = {
  readonly filterName: string;
  readonly filterPattern: string;
  readonly createdAtMs: number;
  readonly transformation: Operations['PutMetricFilter']['input']['metricTransformations'][number];
};

export type SubscriptionFilterRecord = {
  readonly filterName: string;
  readonly filterPattern: string;
  readonly createdAtMs: number;
  readonly destinationArn: string;
  readonly distribution: string;
};

/** Settings by group: read from memory, written as compare-and-swaps. */
export type GroupStore = {
  get(id: GroupId): GroupRecord;
  all(): readonly GroupRecord[];
  /** Before it, events have expired. */
  firstKeptMs(id: GroupId): number;
  /** Writes what `next` makes of the settings, anew if somebody else wrote in between. `next` throws what it has against it. */
  change(id: GroupId, next: (record: GroupRecord) => GroupRecord): Promise<void>;
  delete(id: GroupId): Promise<void>;
  /** Calls back after every change; `record` is undefined after a delete. */
  onChange(listener: (id: GroupId, record: GroupRecord | undefined) => void): void;
  /** The digests of every blob that records live in. */
  blobs(): Promise<Iterable<string>>;
  close(): void;
};

export async function openGroups(fabric: Fabric, clock: Clock): Promise<GroupStore> {
  const documents = openDocuments<GroupRecord>(fabric, bucket);
  const mirror: Mirror<GroupRecord> = await mirrorDocuments<GroupRecord>(fabric, bucket, []);
  /** Keys hold a digest of the name: after a delete only this knows whose it was. */
  const names = new Map<string, GroupId>();
  for (const { key, value } of mirror.list([])) names.set(key.join(' '), value);
  const get = ({ account, region, group }: GroupId): GroupRecord =>
    mirror.get(keyOf({ account, region, group }))?.value ?? { account, region, group };
  return {
    get,
    all: () => mirror.list([]).map(({ value }) => value),
    firstKeptMs(id) {
      const { retentionInDays } = get(id);
      return retentionInDays === undefined ? 0 : clock.now() - retentionInDays * dayMs;
    },
    async change(id, next) {
      for (let attempt = 0; attempt < writeAttemptsMax; attempt += 1) {
        const revision = mirror.get(keyOf(id))?.revision ?? 0;
        try {
          await documents.put(keyOf(id), next(get(id)), revision);
          return;
        } catch (error) {
          if (!(error instanceof RevisionMismatch)) throw error;
        }
      }
      throw new OperationAbortedException();
    },
    delete: (id) => documents.delete(keyOf(id)),
    onChange(listener) {
      mirror.onChange((key, record) => {
        const known = record ?? names.get(key.join(' '));
        if (record === undefined) names.delete(key.join(' '));
        else names.set(key.join(' '), record);
        if (known !== undefined) listener(known, record);
      });
    },
    blobs: () => documentBlobs(fabric, bucket),
    close: () => mirror.close(),
  };
}

/** Names may be longer than a part of a key. */
function keyOf({ account, region, group }: GroupId): readonly string[] {
  return [account, region, createHash('sha256').update(group).digest('hex')];
}
