import { ownLayer } from '../../layer-names.ts';
import type { ControlOperation } from '../control-room.ts';
import { pageOf } from '../page.ts';
import { compatibilityFilter } from './compatibility.ts';
import { toListItem } from './layer-version.ts';

const action = 'lambda:ListLayerVersions';

/** Newest first. A layer that does not exist has none. */
export const listLayerVersions: ControlOperation<'ListLayerVersions'> = {
  fields: ['LayerName', 'CompatibleRuntime', 'CompatibleArchitecture', 'Marker', 'MaxItems'],
  permission: () => ({ action, resource: '*' }),

  async handle(room, input, context) {
    const id = ownLayer(input, context, action);
    const isWanted = compatibilityFilter(input);
    const found = room.functions.layers.find(id)?.value;
    const versions = (found?.versions ?? []).filter(isWanted).reverse();
    const { page, next } = pageOf('ListLayerVersions', input, versions, ({ version }) => ['', -version]);
    return { ...next, LayerVersions: page.map((version) => toListItem(id, version)) };
  },
};
