import { permissionOnLayerVersion } from '../../layer-names.ts';
import { withLayerPolicy } from '../../records/layer.ts';
import type { ControlOperation } from '../control-room.ts';
import { checkPolicyRevision, withoutStatement } from '../policy.ts';
import { changeLayer } from './change-layer.ts';
import { ownLayerVersion, policyApi, presentPolicy, presentVersion } from './layer-policy.ts';

const action = 'lambda:RemoveLayerVersionPermission';

/** Removing the last statement removes the policy. */
export const removeLayerVersionPermission: ControlOperation<'RemoveLayerVersionPermission'> = {
  fields: ['LayerName', 'VersionNumber', 'StatementId', 'RevisionId'],
  permission: permissionOnLayerVersion(action),

  async handle(room, input, context) {
    const named = ownLayerVersion(input, context, action);
    await changeLayer(room, named.id, (found) => {
      const { record, version } = presentVersion(found, named);
      const policy = presentPolicy(version);
      checkPolicyRevision(policy, input.RevisionId, policyApi);
      const next = withoutStatement(policy, input.StatementId, room.random.uuid());
      return { record: withLayerPolicy(record, named.number, next) };
    });
    return {};
  },
};
