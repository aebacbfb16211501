/** What CloudWatch's namespace AWS/Lambda has of invocations. Source: Lambda developer guide, "Types of metrics for Lambda functions". */
import type { Metric, MetricId, MetricStore } from '#observe';
import type { Account } from '../records/accounts.ts';
import { isWeighted } from '../records/aliases.ts';
import type { FunctionRecord, VersionRecord } from '../records/function.ts';
import type { FunctionId } from '../records/functions.ts';
import { metricHandlesMax } from './limits.ts';

type Store = Pick<MetricStore, 'metric'>;

/** The metrics of everything that is invoked. */
export class InvocationMetrics {
  readonly #store: Store;
  readonly #resources = new Map<string, ResourceMetrics>();

  constructor(store: Store) {
    this.#store = store;
  }

  /** Of what is invoked by this ARN. On the path of every invocation: one look-up, but for functions with a weighted alias. */
  of(record: FunctionRecord, { version }: VersionRecord, invokedFunctionArn: string): ResourceMetrics {
    if (record.aliases?.some(isWeighted) !== true) return this.#kept(record, invokedFunctionArn);
    const Resource = resourceIn(invokedFunctionArn);
    const isShared = record.aliases.some(
      (alias) => isWeighted(alias) && Resource === `${record.name}:${alias.name}`,
    );
    return this.#kept(record, invokedFunctionArn, isShared ? version : undefined);
  }

  #kept(id: FunctionId, arn: string, executedVersion?: string): ResourceMetrics {
    const key = executedVersion === undefined ? arn : `${arn} ${executedVersion}`;
    const known = this.#resources.get(key);
    if (known !== undefined) return known;
    if (this.#resources.size >= metricHandlesMax) this.#forgetIdle();
    const metrics = new ResourceMetrics(this.#store, id, resourceIn(arn), executedVersion);
    this.#resources.set(key, metrics);
    return metrics;
  }

  /** Who runs something goes on counting it. */
  #forgetIdle(): void {
    for (const [key, metrics] of this.#resources) if (metrics.isIdle) this.#resources.delete(key);
  }
}

/** The metrics of a function as it is called: by its name, or by a version or alias; of a weighted alias for each of its two versions. */
export class ResourceMetrics {
  readonly invocations: Metric;
  readonly errors: Metric;
  readonly throttles: Metric;
  readonly duration: Metric;
  readonly #add: (name: string, kind: MetricId['kind']) => Metric;
  readonly #executions: Metric;
  #running = 0;
  #provisioned: ProvisionedMetrics | undefined;
  #postRuntimeExtensions: Metric | undefined;

  constructor(
    store: Store,
    { account, region, name: FunctionName }: FunctionId,
    Resource: string,
    ExecutedVersion: string | undefined,
  ) {
    const dimensions = { FunctionName, Resource, ...(ExecutedVersion !== undefined && { ExecutedVersion }) };
    this.#add = (name, kind) =>
      store.metric({ account, region, namespace: 'AWS/Lambda', name, kind, dimensions });
    this.invocations = this.#add('Invocations', 'count');
    this.errors = this.#add('Errors', 'count');
    this.throttles = this.#add('Throttles', 'count');
    this.duration = this.#add('Duration', 'duration');
    this.#executions = this.#add('ConcurrentExecutions', 'level');
  }

  get isIdle(): boolean {
    return this.#running === 0;
  }

  /** An invocation has its place among those that run at the same time, or gives it back. */
  changeRunning(by: 1 | -1): void {
    this.#running += by;
    this.#executions.add(this.#running);
  }

  /** Exist from the first invocation on that has to do with provisioned concurrency. */
  get provisioned(): ProvisionedMetrics {
    this.#provisioned ??= {
      invocations: this.#add('ProvisionedConcurrencyInvocations', 'count'),
      spillovers: this.#add('ProvisionedConcurrencySpilloverInvocations', 'count'),
      executions: this.#add('ProvisionedConcurrentExecutions', 'level'),
      utilization: this.#add('ProvisionedConcurrencyUtilization', 'level'),
    };
    return this.#provisioned;
  }

  /** Exists from the first invocation on that extensions were told of. */
  get postRuntimeExtensions(): Metric {
    this.#postRuntimeExtensions ??= this.#add('PostRuntimeExtensionsDuration', 'duration');
    return this.#postRuntimeExtensions;
  }
}

export type ProvisionedMetrics = {
  readonly invocations: Metric;
  readonly spillovers: Metric;
  readonly executions: Metric;
  /** 0 to 1. */
  readonly utilization: Metric;
};

/** What runs at the same time in an account and region. */
export type AccountLevels = {
  readonly all: Metric;
  readonly unreserved: Metric;
  /** What functions without a reservation cannot have any more: what they use, and what others keep whether they use it or not. */
  readonly claimed: Metric;
};

export function accountLevels(store: Store, { account, region }: Account): AccountLevels {
  const of = (name: string) =>
    store.metric({ account, region, namespace: 'AWS/Lambda', name, kind: 'level', dimensions: {} });
  return {
    all: of('ConcurrentExecutions'),
    unreserved: of('UnreservedConcurrentExecutions'),
    claimed: of('ClaimedAccountConcurrency'),
  };
}

/** What a function runs at the same time, all versions together. */
export function functionLevel(store: Store, { account, region, name: FunctionName }: FunctionId): Metric {
  return store.metric({
    account,
    region,
    namespace: 'AWS/Lambda',
    name: 'ConcurrentExecutions',
    kind: 'level',
    dimensions: { FunctionName },
  });
}

/** `fn:alias`, `fn:1` or `fn` */
function resourceIn(arn: string): string {
  return arn.slice(arn.indexOf(':function:') + ':function:'.length);
}
