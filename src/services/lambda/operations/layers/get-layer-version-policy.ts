import { permissionOnLayerVersion } from '../../layer-names.ts';
import { answerOf } from '../attached-policy.ts';
import type { ControlOperation } from '../control-room.ts';
import { ownLayerVersion, presentPolicy, presentVersion } from './layer-policy.ts';

const action = 'lambda:GetLayerVersionPolicy';

export const getLayerVersionPolicy: ControlOperation<'GetLayerVersionPolicy'> = {
  fields: ['LayerName', 'VersionNumber'],
  permission: permissionOnLayerVersion(action),

  async handle(room, input, context) {
    const named = ownLayerVersion(input, context, action);
    const { version } = presentVersion(room.functions.layers.find(named.id)?.value, named);
    return answerOf(presentPolicy(version));
  },
};
