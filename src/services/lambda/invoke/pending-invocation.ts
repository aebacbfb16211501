import type { UsageMeter } from '#observe';
import { AwsError } from '#wire';
import { CodeMissing } from '../code/code.ts';
import { InterpreterMissing } from '../environments/boot.ts';
import { LogTail } from '../environments/log-tail.ts';
import type { Invocation, Outcome } from '../environments/outcome.ts';
import type { ProvisionedPool } from '../environments/provisioned/provisioned-pool.ts';
import type { ResponseSink } from '../environments/response-parts.ts';
import {
  InvalidRuntimeException,
  InvalidZipFileException,
  ServiceException,
  TooManyRequestsException,
} from '../errors.ts';
import type { FunctionRecord, VersionRecord } from '../records/function.ts';
import type { Taken } from './concurrency.ts';
import type { ResourceMetrics } from './invocation-metrics.ts';
import { invocationUse, usageOf } from './invocation-usage.ts';
import type { InvokeRequest } from './invoke.ts';
import { answerOf, type InvokeResult } from './result.ts';

type Parts = {
  readonly request: InvokeRequest;
  readonly record: FunctionRecord;
  readonly version: VersionRecord;
  readonly placedAtMs: number;
  readonly taken: Taken;
  /** The version's provisioned environments, where it has any. */
  readonly pool: ProvisionedPool | undefined;
  readonly metrics: ResourceMetrics;
  readonly usage: Pick<UsageMeter, 'add'>;
};

/** One call of `invoke` until it is answered. */
export class PendingInvocation implements Invocation {
  readonly requestId: string;
  readonly payload: Uint8Array;
  readonly invokedFunctionArn: string;
  readonly traceId: string | undefined;
  readonly clientContext: string | undefined;
  readonly tail: LogTail | undefined;
  readonly stream: CountedParts | undefined;
  readonly placedAtMs: number;
  readonly #parts: Parts;
  readonly #isProvisioned: boolean;
  readonly #resolve: (result: InvokeResult) => void;
  readonly #reject: (error: Error) => void;

  constructor(
    parts: Parts,
    isProvisioned: boolean,
    resolve: (result: InvokeResult) => void,
    reject: (error: Error) => void,
  ) {
    const { request } = parts;
    this.requestId = request.requestId;
    this.payload = request.payload;
    this.invokedFunctionArn = request.invokedFunctionArn;
    this.traceId = request.traceId;
    this.clientContext = request.clientContext;
    this.tail = request.logTail ? new LogTail() : undefined;
    this.stream = request.stream && new CountedParts(request.stream);
    this.placedAtMs = parts.placedAtMs;
    this.#parts = parts;
    this.#isProvisioned = isProvisioned;
    this.#resolve = resolve;
    this.#reject = reject;
    parts.metrics.changeRunning(1);
    if (isProvisioned) this.#countProvisioned();
  }

  settle(outcome: Outcome): void {
    const { taken, version, metrics, pool } = this.#parts;
    taken.giveBack();
    metrics.changeRunning(-1);
    const answer = answerOf(outcome, this.requestId);
    metrics.invocations.add(1);
    if (answer.functionError !== undefined) metrics.errors.add(1);
    if (this.#isProvisioned) {
      metrics.provisioned.invocations.add(1);
      this.#countProvisioned();
    } else if (pool !== undefined && pool.ready > 0) {
      metrics.provisioned.spillovers.add(1);
    }
    const executedVersion = version.version;
    if (this.tail === undefined) this.#resolve({ ...answer, executedVersion });
    else this.#resolve({ ...answer, executedVersion, logResult: this.tail.base64() });
  }

  ended(durationMs: number, initMs: number | undefined, extensionsMs: number | undefined): void {
    const { record, version, metrics, usage } = this.#parts;
    metrics.duration.add(durationMs);
    if (extensionsMs !== undefined) metrics.postRuntimeExtensions.add(extensionsMs);
    const streamedBytes = this.stream?.bytes ?? 0;
    usage.add(
      usageOf(record, version),
      invocationUse(version, this.#isProvisioned, durationMs, initMs, streamedBytes),
    );
  }

  fail(error: Error): void {
    const { taken, metrics } = this.#parts;
    taken.giveBack();
    metrics.changeRunning(-1);
    if (error instanceof TooManyRequestsException) metrics.throttles.add(1);
    this.#reject(asAwsError(error));
  }

  /** How many of the provisioned environments are in use now. */
  #countProvisioned(): void {
    const { pool, metrics } = this.#parts;
    if (pool === undefined) return;
    metrics.provisioned.executions.add(pool.inUse);
    metrics.provisioned.utilization.add(pool.ready === 0 ? 0 : pool.inUse / pool.ready);
  }
}

/** Hands the parts of a response on and counts them, however it ends. */
class CountedParts implements ResponseSink {
  bytes = 0;
  readonly #sink: ResponseSink;

  constructor(sink: ResponseSink) {
    this.#sink = sink;
  }

  begin(contentType: string, resume: () => void): void {
    this.#sink.begin(contentType, resume);
  }

  take(part: Uint8Array): boolean {
    this.bytes += part.byteLength;
    return this.#sink.take(part);
  }
}

/** Why an environment could not be started, as Invoke says it. */
function asAwsError(error: Error): AwsError {
  if (error instanceof AwsError) return error;
  if (error instanceof InterpreterMissing) return new InvalidRuntimeException(error.message);
  if (error instanceof CodeMissing) return new InvalidZipFileException(error.message);
  return new ServiceException('The execution environment could not be started.', error);
}
