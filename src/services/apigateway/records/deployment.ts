import type { Document, Documents } from '#fabric';
import type { ResourceRecord } from './resource.ts';

/** What an API's own record keeps of a deployment. */
export type DeploymentSummary = {
  readonly id: string;
  readonly description?: string | undefined;
  readonly createdAtMs: number;
};

/** The immutable copy of an API that a deployment serves: all that the data plane reads. */
export type DeploymentRecord = {
  readonly account: string;
  readonly region: string;
  readonly apiId: string;
  readonly id: string;
  readonly binaryMediaTypes: readonly string[];
  readonly disableExecuteApiEndpoint: boolean;
  /** Resources with at least one method. */
  readonly resources: readonly ResourceRecord[];
};

/** Deletes every deployment of an API, a few at a time. */
export async function deleteDeployments(
  documents: Documents<DeploymentRecord>,
  api: readonly string[],
): Promise<void> {
  let page: Document<DeploymentRecord>[];
  do {
    page = await documents.scan(api, { limit: deletePageItems });
    for (const deployment of page) await documents.delete(deployment.key);
  } while (page.length === deletePageItems);
}

const deletePageItems = 100;
