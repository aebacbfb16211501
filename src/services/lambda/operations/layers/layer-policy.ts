/** What the operations on a layer version's policy have in common. */
import type { CallContext } from '#service';
import { ResourceNotFoundException } from '../../errors.ts';
import { checkVersionNumber, layerVersionArn, ownLayer } from '../../layer-names.ts';
import type { PolicyRecord } from '../../records/function.ts';
import {
  type LayerId,
  type LayerRecord,
  type LayerVersionRecord,
  layerVersionNumbered,
} from '../../records/layer.ts';

type Naming = { readonly LayerName: string; readonly VersionNumber: number };

/** The API that the text about a wrong revision id names. Quirk: it is not what the operation is called. */
export const policyApi = 'GetLayerPolicy';

/** The layer version that a request is about, as its owner names it. */
export function ownLayerVersion(
  input: Naming,
  context: CallContext,
  action: string,
): { readonly id: LayerId; readonly number: number; readonly arn: string } {
  const number = input.VersionNumber;
  checkVersionNumber(number);
  const id = ownLayer(input, context, action);
  return { id, number, arn: layerVersionArn(id, number) };
}

/** The version with the layer it belongs to, or AWS's 404. */
export function presentVersion(
  record: LayerRecord | undefined,
  { number, arn }: { readonly number: number; readonly arn: string },
): { readonly record: LayerRecord; readonly version: LayerVersionRecord } {
  const version = record && layerVersionNumbered(record, number);
  if (record === undefined || version === undefined) {
    throw new ResourceNotFoundException(`Layer version ${arn} does not exist.`);
  }
  return { record, version };
}

/** The policy of a version, or AWS's 404. */
export function presentPolicy({ policy }: LayerVersionRecord): PolicyRecord {
  if (policy === undefined) {
    throw new ResourceNotFoundException('No policy is associated with the given resource.');
  }
  return policy;
}
