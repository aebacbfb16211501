import type { VersionRecord } from '../records/function.ts';
import type { Code } from './code.ts';

/** A version's code and what its layers make together, kept until `release`. */
export type Trees = { readonly folder: string; readonly layersFolder?: string; release(): void };

/** Throws `CodeMissing`. */
export async function borrowTrees(
  code: Pick<Code, 'borrow' | 'borrowMerged'>,
  { codeDigest, layers }: Pick<VersionRecord, 'codeDigest' | 'layers'>,
): Promise<Trees> {
  const own = await code.borrow(codeDigest);
  if (layers === undefined) return own;
  try {
    const merged = await code.borrowMerged(layers.map((layer) => layer.codeDigest));
    const release = (): void => {
      own.release();
      merged.release();
    };
    return { folder: own.folder, layersFolder: merged.folder, release };
  } catch (error) {
    own.release();
    throw error;
  }
}
