import { layerArn } from '../../layer-names.ts';
import type { LayerRecord, LayerVersionRecord } from '../../records/layer.ts';
import type { ControlOperation } from '../control-room.ts';
import { pageOf } from '../page.ts';
import { compatibilityFilter } from './compatibility.ts';
import { toListItem } from './layer-version.ts';

/** Sorted by name, each with the newest of its versions that is for what is asked; a layer without such a version is left out. */
export const listLayers: ControlOperation<'ListLayers'> = {
  fields: ['CompatibleRuntime', 'CompatibleArchitecture', 'Marker', 'MaxItems'],
  permission: () => ({ action: 'lambda:ListLayers', resource: '*' }),

  async handle(room, input, context) {
    const isWanted = compatibilityFilter(input);
    const layers = room.functions.layers.list(context.account, context.region);
    const { page, next } = pageOf('ListLayers', input, latestOf(layers, isWanted), ({ layer }) => [
      layer.name,
      0,
    ]);
    return {
      ...next,
      Layers: page.map(({ layer, latest }) => ({
        LayerName: layer.name,
        LayerArn: layerArn(layer),
        LatestMatchingVersion: toListItem(layer, latest),
      })),
    };
  },
};

/** One by one, since a page needs few of them. */
function* latestOf(
  layers: readonly { readonly value: LayerRecord }[],
  isWanted: (version: LayerVersionRecord) => boolean,
): Generator<{ readonly layer: LayerRecord; readonly latest: LayerVersionRecord }> {
  for (const { value: layer } of layers) {
    const latest = layer.versions.findLast(isWanted);
    if (latest !== undefined) yield { layer, latest };
  }
}
