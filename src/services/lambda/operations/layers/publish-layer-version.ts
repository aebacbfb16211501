import { ownLayer, permissionOnLayer } from '../../layer-names.ts';
import { publishingLayer } from '../../records/layer.ts';
import { toLastModified } from '../configuration.ts';
import type { ControlOperation } from '../control-room.ts';
import { packageSourceOf, refusedPackages } from '../package-source.ts';
import { uploadBody, withUploadedCode } from '../upload.ts';
import { changeLayer } from './change-layer.ts';
import { checkCompatibility } from './compatibility.ts';
import { toLayerVersion } from './layer-version.ts';

const action = 'lambda:PublishLayerVersion';

/** Makes a version for good, under a number that no version of the layer ever had. */
export const publishLayerVersion: ControlOperation<'PublishLayerVersion'> = {
  fields: [
    'LayerName',
    'Description',
    'Content',
    'CompatibleArchitectures',
    'CompatibleRuntimes',
    'LicenseInfo',
  ],
  refusedValues: refusedPackages('Content.'),
  permission: permissionOnLayer(action),
  body: uploadBody('PublishLayerVersion'),

  async handle(room, input, context) {
    checkCompatibility(input);
    const id = ownLayer(input, context, action);
    const source = packageSourceOf(input.Content);
    const { CompatibleRuntimes, CompatibleArchitectures, LicenseInfo } = input;
    // Whoever uses the layer checks its signature.
    return withUploadedCode(room, source, undefined, context, async (code) => {
      const { version } = await changeLayer(room, id, (found) =>
        publishingLayer(id, found, {
          ...code,
          description: input.Description ?? '',
          createdDate: toLastModified(room.clock.now()),
          ...(CompatibleRuntimes === undefined ? {} : { compatibleRuntimes: CompatibleRuntimes }),
          ...(CompatibleArchitectures === undefined
            ? {}
            : { compatibleArchitectures: CompatibleArchitectures }),
          ...(LicenseInfo === undefined ? {} : { licenseInfo: LicenseInfo }),
        }),
      );
      return toLayerVersion(room, id, version, context);
    });
  },
};
