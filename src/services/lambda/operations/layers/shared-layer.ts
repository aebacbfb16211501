/** Layers of other accounts: a layer version's policy says who may use it. */
import { evaluate, type ResourcePolicy } from '#access';
import type { CallContext } from '#service';
import { compiledPolicy } from '../../invoke/resource-policy.ts';
import { layerNamed, layerVersionArn, parseLayerVersionArn } from '../../layer-names.ts';
import { denied, partitionOf } from '../../names.ts';
import { type LayerId, type LayerVersionRecord, layerVersionNumbered } from '../../records/layer.ts';
import type { LayerStore } from '../../records/layers.ts';

export const getAction = 'lambda:GetLayerVersion';

type Room = { readonly functions: { readonly layers: Pick<LayerStore, 'find'> } };

/**
 * A layer version, if it exists. Throws AWS's 403 for one of another account whose policy does not let this one use it: the same for one
 * that does not exist there, so that nobody finds out which do.
 */
export function usableVersion(
  room: Room,
  id: LayerId,
  number: number,
  context: CallContext,
): LayerVersionRecord | undefined {
  const version = findVersion(room, id, number);
  if (id.account === context.account) return version;
  const arn = layerVersionArn(id, number);
  if (version === undefined || !isSharedWith(context, id, arn, version)) {
    throw denied(arn, context, getAction);
  }
  return version;
}

/** What the layer's own policy adds to the permission to get one of its versions. */
export function policyOfNamed(
  room: Room,
  input: { readonly LayerName: string; readonly VersionNumber: number },
  context: CallContext,
): ResourcePolicy | undefined {
  return policyOf(room, layerNamed(input, context), input.VersionNumber);
}

/** As `policyOfNamed`. */
export function policyOfArn(room: Room, { Arn }: { readonly Arn: string }): ResourcePolicy | undefined {
  const named = parseLayerVersionArn(Arn);
  return named && policyOf(room, named.id, named.version);
}

function policyOf(room: Room, id: LayerId, number: number): ResourcePolicy | undefined {
  const policy = findVersion(room, id, number)?.policy;
  return policy && compiledPolicy(id.account, layerVersionArn(id, number), policy);
}

/** Asked for the account as a whole: which of its users may is for the account's own policies to say. */
function isSharedWith(
  { account, region }: CallContext,
  id: LayerId,
  arn: string,
  { policy }: LayerVersionRecord,
): boolean {
  if (policy === undefined) return false;
  const verdict = evaluate(
    {
      principal: { type: 'root', account, arn: `arn:${partitionOf(region)}:iam::${account}:root` },
      action: getAction,
      resource: arn,
      resourceAccount: id.account,
      // There are no organizations here: a statement for the members of one lets nobody in.
      context: new Map(),
    },
    { resource: compiledPolicy(id.account, arn, policy) },
  );
  return verdict.decision === 'allowed';
}

function findVersion({ functions }: Room, id: LayerId, number: number): LayerVersionRecord | undefined {
  const record = functions.layers.find(id)?.value;
  return record && layerVersionNumbered(record, number);
}
