import type { DeploymentSummary } from './deployment.ts';
import type { MethodRecord, ResourceRecord } from './resource.ts';
import type { StageRecord } from './stage.ts';

/**
 * A REST API as it is stored: one aggregate document, so that its tree, stages and deployments change together. Lists, not
 * maps: names come from clients, and a list has no inherited `constructor`.
 */
export type RestApiRecord = {
  readonly account: string;
  readonly region: string;
  readonly id: string;
  readonly name: string;
  readonly description?: string | undefined;
  readonly version?: string | undefined;
  readonly createdAtMs: number;
  readonly binaryMediaTypes: readonly string[];
  readonly endpointType: 'EDGE' | 'REGIONAL';
  readonly ipAddressType: 'ipv4' | 'dualstack';
  readonly disableExecuteApiEndpoint: boolean;
  readonly tags: Readonly<Record<string, string>>;
  readonly rootResourceId: string;
  readonly resources: readonly ResourceRecord[];
  readonly stages: readonly StageRecord[];
  readonly deployments: readonly DeploymentSummary[];
};

/** The API with this resource in the place of the one with its id. */
export function withResource(api: RestApiRecord, resource: ResourceRecord): RestApiRecord {
  return { ...api, resources: replaced(api.resources, resource, (other) => other.id === resource.id) };
}

/** The API with this method in the place of the resource's one of the same verb. */
export function withMethod(
  api: RestApiRecord,
  resource: ResourceRecord,
  method: MethodRecord,
): RestApiRecord {
  const methods = replaced(resource.methods, method, (other) => other.httpMethod === method.httpMethod);
  return withResource(api, { ...resource, methods });
}

/** The API with this stage in the place of the one of its name. */
export function withStage(api: RestApiRecord, stage: StageRecord): RestApiRecord {
  return { ...api, stages: replaced(api.stages, stage, (other) => other.name === stage.name) };
}

/** `list` with `item` where the first match was, or at the end. */
export function replaced<Item>(
  list: readonly Item[],
  item: Item,
  isSame: (other: Item) => boolean,
): readonly Item[] {
  const index = list.findIndex(isSame);
  return index < 0 ? [...list, item] : list.with(index, item);
}
