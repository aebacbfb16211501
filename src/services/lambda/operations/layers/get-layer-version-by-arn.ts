import { layerNotFound, parseLayerVersionArn } from '../../layer-names.ts';
import type { ControlOperation } from '../control-room.ts';
import { toLayerVersion } from './layer-version.ts';
import { getAction, policyOfArn, usableVersion } from './shared-layer.ts';

/** As GetLayerVersion, for who has the ARN. */
export const getLayerVersionByArn: ControlOperation<'GetLayerVersionByArn'> = {
  fields: ['Arn'],
  permission: ({ Arn }) => ({ action: getAction, resource: Arn }),
  resourcePolicy: policyOfArn,

  async handle(room, { Arn }, context) {
    const named = parseLayerVersionArn(Arn);
    if (named === undefined || named.id.region !== context.region) throw layerNotFound();
    const version = usableVersion(room, named.id, named.version, context);
    if (version === undefined) throw layerNotFound();
    return toLayerVersion(room, named.id, version, context);
  },
};
