/** A name under which a deployment is served. Its settings are live; what it serves is the deployment's snapshot. */
export type StageRecord = {
  readonly name: string;
  readonly deploymentId: string;
  readonly description?: string;
  readonly variables?: Readonly<Record<string, string>>;
  readonly tags?: Readonly<Record<string, string>>;
  readonly createdAtMs: number;
  readonly lastUpdatedAtMs: number;
};
