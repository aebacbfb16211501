import { type Document, documentBlobs, type Fabric, mirrorDocuments, openDocuments } from '#fabric';

const bucket = 'lambda-code-signing-configs';

/** Who may have signed the code of the functions that name it, and what becomes of other code. */
export type CodeSigningConfigRecord = CodeSigningConfigId & {
  readonly description?: string;
  readonly profileVersionArns: readonly string[];
  readonly untrustedArtifacts: 'Warn' | 'Enforce';
  /** ISO 8601 as functions have it: `2025-11-25T02:26:54.000+0000`. */
  readonly lastModified: string;
  readonly tags?: Readonly<Record<string, string>>;
};

/** `id` as in the ARN: `csc-` and 17 characters. */
export type CodeSigningConfigId = { readonly account: string; readonly region: string; readonly id: string };

/** Every code signing config, mirrored in memory like functions. */
export type CodeSigningConfigStore = {
  find(id: CodeSigningConfigId): Document<CodeSigningConfigRecord> | undefined;
  /** Sorted by id. */
  list(account: string, region: string): readonly Document<CodeSigningConfigRecord>[];
  /** `expectedRevision` is 0 for one that must not exist yet. Throws `RevisionMismatch`. */
  put(record: CodeSigningConfigRecord, expectedRevision: number): Promise<void>;
  /** Throws `RevisionMismatch`. */
  delete(id: CodeSigningConfigId, expectedRevision: number): Promise<void>;
  /** The digests of every blob that a record lives in. */
  blobs(): Promise<Iterable<string>>;
  close(): void;
};

export async function openCodeSigningConfigs(fabric: Fabric): Promise<CodeSigningConfigStore> {
  const documents = openDocuments<CodeSigningConfigRecord>(fabric, bucket);
  const mirror = await mirrorDocuments<CodeSigningConfigRecord>(fabric, bucket, []);
  return {
    find: (id) => mirror.get(keyOf(id)),
    list: (account, region) => mirror.list([account, region]),
    async put(record, expectedRevision) {
      await documents.put(keyOf(record), record, expectedRevision);
    },
    delete: (id, expectedRevision) => documents.delete(keyOf(id), expectedRevision),
    blobs: () => documentBlobs(fabric, bucket),
    close: () => mirror.close(),
  };
}

function keyOf({ account, region, id }: CodeSigningConfigId): readonly string[] {
  return [account, region, id];
}
