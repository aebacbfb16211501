/** The layers of a function: what `Layers` asks for, checked and resolved. */
import type { CallContext } from '#service';
import { InvalidParameterValueException } from '../../errors.ts';
import { layerArn, layerVersionArn, parseLayerVersionArn } from '../../layer-names.ts';
import { layersMax, unzippedBytesMax } from '../../limits.ts';
import type { VersionRecord } from '../../records/function.ts';
import type { LayerId, LayerReference } from '../../records/layer.ts';
import { checkSignature, type SignatureDemand } from '../code-signing/signature.ts';
import type { ControlRoom } from '../control-room.ts';
import { removeUnusedCode } from '../upload.ts';
import { usableVersion } from './shared-layer.ts';

/** What a version keeps of its layers: nothing at all where it has none. */
export type LayersMember = Pick<VersionRecord, 'layers'>;

/**
 * Runs `use`, which writes the record that names the layers' packages; until it has, nobody removes those. `use` gets undefined where the
 * request says nothing of layers. Throws AWS's errors for layers that are too many, not here, not there, not to be used together, or not
 * signed as `demand` says.
 */
export async function withLayers<T>(
  room: ControlRoom,
  arns: readonly string[] | undefined,
  demand: SignatureDemand,
  context: CallContext,
  use: (layers: LayersMember | undefined) => Promise<T>,
): Promise<T> {
  if (arns === undefined) return use(undefined);
  const digests = new Set(resolveLayers(room, arns, context).map(({ codeDigest }) => codeDigest));
  const releases: (() => void)[] = [];
  try {
    for (const digest of digests) releases.push(await room.functions.packages.claim(digest));
    // Looked up again: a layer deleted while its package was claimed may have lost that.
    const layers = resolveLayers(room, arns, context);
    if (demand.configArn !== undefined) await checkSignatures(room, layers, demand);
    return await use(layers.length === 0 ? {} : { layers });
  } finally {
    for (const release of releases) release();
    for (const digest of digests) await removeUnusedCode(room, digest);
  }
}

/** Throws AWS's error for code that is too large together with its layers. */
export function checkUnzippedBytes(version: Pick<VersionRecord, 'unzippedBytes' | 'layers'>): void {
  const { layers = [] } = version;
  const bytes = layers.reduce((sum, layer) => sum + layer.unzippedBytes, version.unzippedBytes);
  if (bytes <= unzippedBytesMax) return;
  throw new InvalidParameterValueException(
    `Function code combined with layers exceeds the maximum allowed size of ${unzippedBytesMax} bytes. The actual size is ${bytes} bytes.`,
  );
}

async function checkSignatures(
  room: ControlRoom,
  layers: readonly LayerReference[],
  demand: SignatureDemand,
): Promise<void> {
  for (const { arn, codeDigest } of layers) {
    const zip = await room.code.zip(codeDigest);
    if (zip === undefined) throw nonexistent(arn);
    await checkSignature(room, zip, demand);
  }
}

function resolveLayers(
  room: ControlRoom,
  arns: readonly string[],
  context: CallContext,
): readonly LayerReference[] {
  if (arns.length > layersMax) {
    throw new InvalidParameterValueException(`Cannot reference more than ${layersMax} layers.`);
  }
  const named = arns.map((arn) => parsed(arn, context));
  checkDifferent(named);
  return named.map(({ arn, id, version: number }) => {
    const version = usableVersion(room, id, number, context);
    if (version === undefined) throw nonexistent(arn);
    const { codeDigest, codeBytes, unzippedBytes } = version;
    return { arn, codeDigest, codeBytes, unzippedBytes };
  });
}

type NamedVersion = { readonly arn: string; readonly id: LayerId; readonly version: number };

function parsed(arn: string, { region }: CallContext): NamedVersion {
  const named = parseLayerVersionArn(arn);
  if (named === undefined) throw nonexistent(arn);
  if (named.id.region !== region) {
    throw new InvalidParameterValueException(
      `Layers are not in the same region as the function. Layers are expected to be in region ${region}.`,
    );
  }
  return { arn: layerVersionArn(named.id, named.version), ...named };
}

/** Quirk: the same version twice is told to be two versions. */
function checkDifferent(named: readonly NamedVersion[]): void {
  const seen = new Map<string, string>();
  for (const { arn, id } of named) {
    const other = seen.get(layerArn(id));
    if (other !== undefined) {
      throw new InvalidParameterValueException(
        `Two different versions of the same layer are not allowed to be referenced in the same function. ${other} and ${arn} are versions of the same layer.`,
      );
    }
    seen.set(layerArn(id), arn);
  }
}

function nonexistent(arn: string): InvalidParameterValueException {
  return new InvalidParameterValueException(`Layer version ${arn} does not exist.`);
}
