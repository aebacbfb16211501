import { checkVersionNumber, ownLayer, permissionOnLayerVersion } from '../../layer-names.ts';
import { layerVersionNumbered, withoutLayerVersion } from '../../records/layer.ts';
import type { ControlOperation } from '../control-room.ts';
import { removeUnusedCode } from '../upload.ts';
import { changeLayer } from './change-layer.ts';

const action = 'lambda:DeleteLayerVersion';

/** Removes a version and its policy; functions that have it keep it. Quirk: to delete one that does not exist is a success. */
export const deleteLayerVersion: ControlOperation<'DeleteLayerVersion'> = {
  fields: ['LayerName', 'VersionNumber'],
  permission: permissionOnLayerVersion(action),

  async handle(room, input, context) {
    const number = input.VersionNumber;
    checkVersionNumber(number);
    const id = ownLayer(input, context, action);
    const { deleted } = await changeLayer(room, id, (found) => {
      const deleted = found && layerVersionNumbered(found, number);
      const record = found && deleted ? withoutLayerVersion(found, number) : found;
      return { record, deleted };
    });
    if (deleted !== undefined) await removeUnusedCode(room, deleted.codeDigest);
    return {};
  },
};
