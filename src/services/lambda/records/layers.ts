import {
  type Document,
  documentBlobs,
  type Fabric,
  type Mirror,
  mirrorDocuments,
  openDocuments,
} from '#fabric';
import { layerNameCharactersMax } from '../limits.ts';
import type { LayerId, LayerRecord } from './layer.ts';

const bucket = 'lambda-layers';

/** Every layer, mirrored in memory: reads are synchronous, writes durable compare-and-swaps. */
export type LayerStore = {
  find(id: LayerId): Document<LayerRecord> | undefined;
  /** Sorted by name, those without any version left among them. */
  list(account: string, region: string): readonly Document<LayerRecord>[];
  /** `expectedRevision` is 0 for a layer that must not exist yet. Returns the new revision; throws `RevisionMismatch`. */
  put(record: LayerRecord, expectedRevision: number): Promise<number>;
};

/** The store, and what counts along with it. Whoever opens it closes the mirror. */
export async function openLayers(fabric: Fabric): Promise<{
  readonly store: LayerStore;
  readonly mirror: Mirror<LayerRecord>;
  /** The digests of every blob that layer documents live in. */
  blobs(): Promise<Iterable<string>>;
}> {
  const documents = openDocuments<LayerRecord>(fabric, bucket);
  const mirror = await mirrorDocuments<LayerRecord>(fabric, bucket, []);
  return {
    store: {
      // ARNs in requests may have longer names than any layer, and than a key could hold.
      find: (id) => (id.name.length > layerNameCharactersMax ? undefined : mirror.get(keyOf(id))),
      list: (account, region) => mirror.list([account, region]),
      put: (record, expectedRevision) => documents.put(keyOf(record), record, expectedRevision),
    },
    mirror,
    blobs: () => documentBlobs(fabric, bucket),
  };
}

function keyOf({ account, region, name }: LayerId): readonly string[] {
  return [account, region, name];
}
