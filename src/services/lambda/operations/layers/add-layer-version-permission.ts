import type { StatementDocument } from '#access';
import type { AddLayerVersionPermissionRequest } from '#models/lambda';
import { permissionOnLayerVersion } from '../../layer-names.ts';
import { partitionOf } from '../../names.ts';
import { withLayerPolicy } from '../../records/layer.ts';
import type { ControlOperation } from '../control-room.ts';
import { checkPolicyRevision, toPrincipal, withStatement } from '../policy.ts';
import { changeLayer } from './change-layer.ts';
import { ownLayerVersion, policyApi, presentVersion } from './layer-policy.ts';

const action = 'lambda:AddLayerVersionPermission';

/** Lets another account, all accounts, or those of an organization use a version. */
export const addLayerVersionPermission: ControlOperation<'AddLayerVersionPermission'> = {
  fields: [
    'LayerName',
    'VersionNumber',
    'StatementId',
    'Action',
    'Principal',
    'OrganizationId',
    'RevisionId',
  ],
  permission: permissionOnLayerVersion(action),

  async handle(room, input, context) {
    const named = ownLayerVersion(input, context, action);
    const statement = toStatement(input, named.arn, partitionOf(named.id.region));
    const { revisionId } = await changeLayer(room, named.id, (found) => {
      const { record, version } = presentVersion(found, named);
      checkPolicyRevision(version.policy, input.RevisionId, policyApi);
      const policy = withStatement(version.policy, statement, room.random.uuid());
      return {
        record: withLayerPolicy(record, named.number, policy),
        revisionId: policy.revisionId,
      };
    });
    return { Statement: JSON.stringify(statement), RevisionId: revisionId };
  },
};

function toStatement(
  input: AddLayerVersionPermissionRequest,
  arn: string,
  partition: string,
): StatementDocument {
  const { OrganizationId: organization } = input;
  return {
    Sid: input.StatementId,
    Effect: 'Allow',
    Principal: toPrincipal(input.Principal, partition),
    Action: input.Action,
    Resource: arn,
    ...(organization === undefined
      ? {}
      : { Condition: { StringEquals: { 'aws:PrincipalOrgID': organization } } }),
  };
}
