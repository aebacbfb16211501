import type { Clock } from '#ambient';
import { type Document, documentBlobs, type Fabric, openDocuments, RevisionMismatch } from '#fabric';
import { changeAttemptsMax, unfinishedAfterMs } from '../limits.ts';
import { type DeploymentRecord, deleteDeployments } from './deployment.ts';
import type { RestApiRecord } from './rest-api.ts';

/** Where an API lives; its id alone is in an invoke URL. Written before the API and deleted after it: the intent of both. */
type LocationRecord = { readonly account: string; readonly region: string; readonly writtenAtMs: number };

/** What a change made of an API, and what its operation answers. */
export type Changed<Result> = { readonly api: RestApiRecord; readonly result: Result };

/** REST APIs with their deployments. */
export type RestApis = {
  /** False when the id is taken, in any account or region. */
  create(api: RestApiRecord): Promise<boolean>;
  get(account: string, region: string, id: string): Promise<RestApiRecord | undefined>;
  find(id: string): Promise<RestApiRecord | undefined>;
  /** In the order of their ids, `after` excluded. */
  list(account: string, region: string, after: string | undefined, limit: number): Promise<RestApiRecord[]>;
  /**
   * Replaces an API by what `change` makes of it; undefined when there is no such API. `change` runs again when somebody else
   * was faster. Throws `RevisionMismatch` after `changeAttemptsMax` tries.
   */
  change<Result>(
    account: string,
    region: string,
    id: string,
    change: (api: RestApiRecord) => Changed<Result> | Promise<Changed<Result>>,
  ): Promise<Result | undefined>;
  /** False when there is no such API. */
  delete(account: string, region: string, id: string): Promise<boolean>;
  getDeployment(api: RestApiRecord, id: string): Promise<DeploymentRecord | undefined>;
  putDeployment(deployment: DeploymentRecord): Promise<void>;
  deleteDeployment(account: string, region: string, apiId: string, id: string): Promise<void>;
  /** Calls back with the id of every API that changes. Returns the stop. */
  onChange(listener: (id: string) => void): () => void;
  /** The digests of every blob that APIs and deployments live in. */
  blobs(): Promise<readonly string[]>;
};

const apisBucket = 'rest-apis';
const deploymentsBucket = 'rest-deployments';

/** Opens the records and completes what a crash interrupted. */
export async function openRestApis(fabric: Fabric, clock: Clock): Promise<RestApis> {
  const apis = openDocuments<RestApiRecord>(fabric, apisBucket);
  const locations = openDocuments<LocationRecord>(fabric, 'rest-api-locations');
  const deployments = openDocuments<DeploymentRecord>(fabric, deploymentsBucket);

  const get = async (account: string, region: string, id: string) =>
    (await apis.get([account, region, id]))?.value;

  const clear = async (account: string, region: string, id: string): Promise<void> => {
    await deleteDeployments(deployments, [account, region, id]);
    await locations.delete([id]);
  };

  await completeUnfinished(await locations.scan([]), clock.now(), get, clear);
  return {
    get,
    async create(api) {
      const location = { account: api.account, region: api.region, writtenAtMs: api.createdAtMs };
      if (!(await isWritten(locations.put([api.id], location, 0)))) return false;
      await apis.put([api.account, api.region, api.id], api, 0);
      return true;
    },
    async find(id) {
      const location = (await locations.get([id]))?.value;
      return location && (await get(location.account, location.region, id));
    },
    async list(account, region, after, limit) {
      const options = after === undefined ? { limit } : { limit, after: [account, region, after] };
      return (await apis.scan([account, region], options)).map((document) => document.value);
    },
    async change(account, region, id, change) {
      const key = [account, region, id];
      for (let attempt = 1; attempt <= changeAttemptsMax; attempt++) {
        const present = await apis.get(key);
        if (!present) return undefined;
        const { api, result } = await change(present.value);
        if (await isWritten(apis.put(key, api, present.revision))) return result;
      }
      throw new RevisionMismatch(`${id} was changed by others ${changeAttemptsMax} times in a row`);
    },
    async delete(account, region, id) {
      if (!(await apis.get([account, region, id]))) return false;
      await apis.delete([account, region, id]);
      await clear(account, region, id);
      return true;
    },
    getDeployment: async (api, id) => (await deployments.get([api.account, api.region, api.id, id]))?.value,
    async putDeployment(deployment) {
      const { account, region, apiId, id } = deployment;
      await deployments.put([account, region, apiId, id], deployment);
    },
    deleteDeployment: (account, region, apiId, id) => deployments.delete([account, region, apiId, id]),
    blobs: async () => [
      ...(await documentBlobs(fabric, apisBucket)),
      ...(await documentBlobs(fabric, deploymentsBucket)),
    ],
    onChange: (listener) =>
      fabric.kv(apisBucket).watch([], (change) => {
        const id = (change.type === 'put' ? change.entry.key : change.key)[2];
        if (id !== undefined) listener(id);
      }),
  };
}

/** Waits for a conditional write. False when somebody else was faster. */
async function isWritten(write: Promise<number>): Promise<boolean> {
  try {
    await write;
    return true;
  } catch (error) {
    if (error instanceof RevisionMismatch) return false;
    throw error;
  }
}

/** A location without its API is what a crash left of a create or a delete: clears it, unless it is so young that its create may still run. */
async function completeUnfinished(
  located: readonly Document<LocationRecord>[],
  nowMs: number,
  get: (account: string, region: string, id: string) => Promise<RestApiRecord | undefined>,
  clear: (account: string, region: string, id: string) => Promise<void>,
): Promise<void> {
  for (const { key, value } of located) {
    const id = key[0];
    if (id === undefined || nowMs - value.writtenAtMs < unfinishedAfterMs) continue;
    if (!(await get(value.account, value.region, id))) await clear(value.account, value.region, id);
  }
}
