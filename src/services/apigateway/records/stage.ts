/** A name under which a deployment is served. Its settings are live; what it serves is the deployment's snapshot. */
export type StageRecord = {
  readonly name: string;
  readonly deploymentId: string;
  readonly description?: string | undefined;
  readonly variables?: Readonly<Record<string, string>> | undefined;
  readonly tags?: Readonly<Record<string, string>> | undefined;
  readonly createdAtMs: number;
  readonly lastUpdatedAtMs: number;
};
