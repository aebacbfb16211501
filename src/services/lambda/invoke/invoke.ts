import type { MetricStore, UsageMeter } from '#observe';
import { AwsError } from '#wire';
import type { EnvironmentDependencies } from '../environments/boot.ts';
import { Placement, type PlacementLimits } from '../environments/placement.ts';
import type { ProvisionedStatus } from '../environments/provisioned/provisioner.ts';
import type { ResponseSink } from '../environments/response-parts.ts';
import type { Account } from '../records/accounts.ts';
import type { FunctionRecord, ProvisionedRecord, VersionRecord } from '../records/function.ts';
import type { FunctionId } from '../records/functions.ts';
import { versionsOf } from '../records/versions.ts';
import { Concurrency } from './concurrency.ts';
import { InvocationMetrics } from './invocation-metrics.ts';
import { allocationUse, usageOf } from './invocation-usage.ts';
import { PendingInvocation } from './pending-invocation.ts';
import type { InvokeResult } from './result.ts';

export type { InvokeResult } from './result.ts';

export type InvokeRequest = {
  /** The function's `awsRequestId`. */
  readonly requestId: string;
  /** JSON, or nothing. Handed to the function unparsed and not copied: the caller must not change it. */
  readonly payload: Uint8Array;
  /** Exactly as called: qualified only if the call was. */
  readonly invokedFunctionArn: string;
  /** JSON text. */
  readonly clientContext?: string | undefined;
  readonly traceId?: string | undefined;
  /** An event out of the queue: how many of them there are a second has no limit. */
  readonly asynchronous?: true;
  /** Whether the result carries the log's end. */
  readonly logTail: boolean;
  /** Reads a response that comes in parts: see `streamed-response.ts`. */
  readonly stream?: ResponseSink | undefined;
};

/** The data plane: runs function versions in execution environments. */
export type Invoker = {
  /**
   * Waits for the invocation to end. A failed function is a result; rejects with an `AwsError` for what never ran
   * (throttled, no interpreter, the platform's fault).
   */
  invoke(record: FunctionRecord, version: VersionRecord, request: InvokeRequest): Promise<InvokeResult>;
  /**
   * Lets go of environments that are not the function's any more, and starts those that it has provisioned. `record` is undefined
   * after a delete.
   */
  functionChanged(id: FunctionId, record: FunctionRecord | undefined): void;
  /** Starts what these functions have provisioned; before it nothing is, since environments have to know the endpoint. */
  beginProvisioning(records: Iterable<FunctionRecord>): void;
  provisionedStatus(id: FunctionId, config: ProvisionedRecord): ProvisionedStatus;
  /** Kills every environment; what still runs in them is answered as killed. */
  close(): Promise<void>;
};

/** Environments start when the first invocation needs them, or ahead where they are provisioned. */
export function openInvoker(
  dependencies: EnvironmentDependencies & {
    /** What functions keep of the account's concurrency, together. */
    readonly reservedConcurrency: (account: Account) => number;
    /** Of every account in every region. */
    readonly accountConcurrency: number;
    readonly metrics: Pick<MetricStore, 'metric'>;
    readonly usage: Pick<UsageMeter, 'add'>;
  },
  limits: PlacementLimits,
): Invoker {
  const { clock, usage } = dependencies;
  const placement = new Placement(dependencies, limits, (record, version, milliseconds) =>
    usage.add(usageOf(record, version), allocationUse(version, milliseconds)),
  );
  const metrics = new InvocationMetrics(dependencies.metrics);
  const concurrency = new Concurrency(dependencies);
  let isProvisioning = false;
  return {
    invoke(record, version, request) {
      const nowMs = clock.monotonic();
      const ofResource = metrics.of(record, version, request.invokedFunctionArn);
      const pool = record.provisioned && placement.provisioner.poolOf(version);
      const provisioned = pool?.take(nowMs);
      const taken =
        provisioned === undefined
          ? concurrency.take(record, request.asynchronous ? undefined : nowMs)
          : concurrency.takeProvisioned(record);
      if (taken instanceof AwsError) {
        ofResource.throttles.add(1);
        return Promise.reject(taken);
      }
      return new Promise((resolve, reject) => {
        const pending = new PendingInvocation(
          { request, record, version, placedAtMs: nowMs, taken, pool, metrics: ofResource, usage },
          provisioned !== undefined,
          resolve,
          reject,
        );
        if (provisioned === undefined) placement.place(record, version, pending);
        else provisioned.run(pending);
      });
    },
    functionChanged(id, record) {
      concurrency.functionChanged(id, record);
      const kept = record === undefined ? [] : versionsOf(record);
      placement.retire(id, new Set(kept.map(({ environmentKey }) => environmentKey)));
      if (record?.latest.state === 'Active') placement.expect(record.latest);
      if (isProvisioning) placement.provision(id, record);
    },
    beginProvisioning(records) {
      isProvisioning = true;
      for (const record of records) placement.provision(record, record);
    },
    provisionedStatus: (id, config) => placement.provisioner.status(id, config),
    close: () => placement.close(),
  };
}
