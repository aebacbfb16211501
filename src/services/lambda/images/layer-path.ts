import { ImageProblem } from './image-problem.ts';
import { layerPathBytesMax, layerPathPartBytesMax } from './limits.ts';

/** What a header of a layer is about: a node at `parts`, or the absence of what lower layers have there. */
export type LayerTarget =
  | { readonly kind: 'node'; readonly parts: readonly string[] }
  /** `.wh.name`: the node is gone. */
  | { readonly kind: 'whiteout'; readonly parts: readonly string[] }
  /** `.wh..wh..opq`: what lower layers have in the folder is gone. */
  | { readonly kind: 'opaque'; readonly parts: readonly string[] }
  /** Something of a file system's own that is not part of the image. */
  | { readonly kind: 'ignored' };

const whiteoutPrefix = '.wh.';
const opaqueName = '.wh..wh..opq';

/** Source: OCI image specification 1.1, "Representing Changes". Throws `ImageProblem` for a name that could reach outside the root. */
export function layerTarget(name: string): LayerTarget {
  const parts = layerPath(name);
  const last = parts.at(-1) ?? '';
  if (parts.slice(0, -1).some((part) => part.startsWith(whiteoutPrefix)))
    throw unsafe(`${JSON.stringify(name)} lies in a whiteout`);
  if (!last.startsWith(whiteoutPrefix)) return { kind: 'node', parts };
  const folder = parts.slice(0, -1);
  if (last === opaqueName) return { kind: 'opaque', parts: folder };
  // AUFS kept its own files under names with the prefix twice.
  if (last.startsWith(whiteoutPrefix + whiteoutPrefix)) return { kind: 'ignored' };
  return { kind: 'whiteout', parts: layerPath([...folder, last.slice(whiteoutPrefix.length)].join('/')) };
}

/**
 * The parts of a name below the root; none for the root itself. A leading slash means the root: some builders write it. Backslashes
 * and colons are ordinary characters here, since images are for Linux.
 */
export function layerPath(name: string): readonly string[] {
  if (name === '' || name.includes('\0')) throw unsafe(`unsafe name ${JSON.stringify(name)}`);
  if (Buffer.byteLength(name) > layerPathBytesMax)
    throw unsafe(`a name is longer than ${layerPathBytesMax} bytes`);
  const parts = name.split('/').filter((part) => part !== '' && part !== '.');
  for (const part of parts) {
    if (part === '..') throw unsafe(`unsafe name ${JSON.stringify(name)}`);
    if (Buffer.byteLength(part) > layerPathPartBytesMax)
      throw unsafe(`a part of a name is longer than ${layerPathPartBytesMax} bytes`);
  }
  return parts;
}

function unsafe(detail: string): ImageProblem {
  return new ImageProblem('invalid', `a layer is not safe to unpack: ${detail}`);
}
