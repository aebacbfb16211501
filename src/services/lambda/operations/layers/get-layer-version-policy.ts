import { permissionOnLayerVersion } from '../../layer-names.ts';
import type { ControlOperation } from '../control-room.ts';
import { policyDocument } from '../policy.ts';
import { ownLayerVersion, presentPolicy, presentVersion } from './layer-policy.ts';

const action = 'lambda:GetLayerVersionPolicy';

export const getLayerVersionPolicy: ControlOperation<'GetLayerVersionPolicy'> = {
  fields: ['LayerName', 'VersionNumber'],
  permission: permissionOnLayerVersion(action),

  async handle(room, input, context) {
    const named = ownLayerVersion(input, context, action);
    const { version } = presentVersion(room.functions.layers.find(named.id)?.value, named);
    const policy = presentPolicy(version);
    return { Policy: policyDocument(policy), RevisionId: policy.revisionId };
  },
};
