import {
  checkVersionNumber,
  layerNamed,
  layerNotFound,
  permissionOnLayerVersion,
} from '../../layer-names.ts';
import type { ControlOperation } from '../control-room.ts';
import { toLayerVersion } from './layer-version.ts';
import { getAction, policyOfNamed, usableVersion } from './shared-layer.ts';

/** A version's description and where its content can be fetched. */
export const getLayerVersion: ControlOperation<'GetLayerVersion'> = {
  fields: ['LayerName', 'VersionNumber'],
  permission: permissionOnLayerVersion(getAction),
  resourcePolicy: policyOfNamed,

  async handle(room, input, context) {
    checkVersionNumber(input.VersionNumber);
    const id = layerNamed(input, context);
    if (id.region !== context.region) throw layerNotFound();
    const version = usableVersion(room, id, input.VersionNumber, context);
    if (version === undefined) throw layerNotFound();
    return toLayerVersion(room, id, version, context);
  },
};
