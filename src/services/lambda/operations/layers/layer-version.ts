/** A layer version as the API shows it. */
import type { GetLayerVersionResponse, LayerVersionsListItem } from '#models/lambda';
import type { CallContext } from '#service';
import { codePath } from '../../code/code-door.ts';
import { layerArn, layerVersionArn } from '../../layer-names.ts';
import { codeLocationSeconds } from '../../limits.ts';
import type { LayerId, LayerVersionRecord } from '../../records/layer.ts';
import { codeSha256Of } from '../configuration.ts';
import type { ControlRoom } from '../control-room.ts';

/** With its content, which can be fetched for ten minutes. */
export function toLayerVersion(
  { presign }: Pick<ControlRoom, 'presign'>,
  id: LayerId,
  version: LayerVersionRecord,
  { endpoint }: CallContext,
): GetLayerVersionResponse {
  const { LayerVersionArn, ...rest } = toListItem(id, version);
  return {
    Content: {
      Location: `${endpoint}${presign(codePath(version.codeDigest), codeLocationSeconds)}`,
      CodeSha256: codeSha256Of(version),
      CodeSize: version.codeBytes,
    },
    LayerArn: layerArn(id),
    LayerVersionArn,
    ...rest,
  };
}

/** As lists show it: without content. */
export function toListItem(id: LayerId, version: LayerVersionRecord): LayerVersionsListItem {
  const { compatibleArchitectures, compatibleRuntimes, licenseInfo } = version;
  return {
    LayerVersionArn: layerVersionArn(id, version.version),
    Version: version.version,
    Description: version.description,
    CreatedDate: version.createdDate,
    ...(compatibleArchitectures === undefined ? {} : { CompatibleArchitectures: compatibleArchitectures }),
    ...(compatibleRuntimes === undefined ? {} : { CompatibleRuntimes: compatibleRuntimes }),
    ...(licenseInfo === undefined ? {} : { LicenseInfo: licenseInfo }),
  };
}
