import { addLayerVersionPermission } from './add-layer-version-permission.ts';
import { deleteLayerVersion } from './delete-layer-version.ts';
import { getLayerVersion } from './get-layer-version.ts';
import { getLayerVersionByArn } from './get-layer-version-by-arn.ts';
import { getLayerVersionPolicy } from './get-layer-version-policy.ts';
import { listLayerVersions } from './list-layer-versions.ts';
import { listLayers } from './list-layers.ts';
import { publishLayerVersion } from './publish-layer-version.ts';
import { removeLayerVersionPermission } from './remove-layer-version-permission.ts';

export const layersTable = {
  AddLayerVersionPermission: addLayerVersionPermission,
  DeleteLayerVersion: deleteLayerVersion,
  GetLayerVersion: getLayerVersion,
  GetLayerVersionByArn: getLayerVersionByArn,
  GetLayerVersionPolicy: getLayerVersionPolicy,
  ListLayerVersions: listLayerVersions,
  ListLayers: listLayers,
  PublishLayerVersion: publishLayerVersion,
  RemoveLayerVersionPermission: removeLayerVersionPermission,
};
