import { availableParallelism } from 'node:os';
import { AwsError } from '#wire';
import { CodeMissing } from '../code/code.ts';
import { type EnvironmentDependencies, InterpreterMissing } from '../environments/boot.ts';
import { LogTail } from '../environments/log-tail.ts';
import type { Invocation, Outcome } from '../environments/outcome.ts';
import { Placement, type PlacementLimits } from '../environments/placement.ts';
import type { ResponseSink } from '../environments/response-parts.ts';
import { InvalidRuntimeException, InvalidZipFileException, ServiceException } from '../errors.ts';
import type { Account } from '../records/accounts.ts';
import type { FunctionRecord, VersionRecord } from '../records/function.ts';
import type { FunctionId } from '../records/functions.ts';
import { versionsOf } from '../records/versions.ts';
import { Concurrency, type Taken } from './concurrency.ts';
import { answerOf, type InvokeResult } from './result.ts';

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
  /** Lets go of environments that are not the function's any more. `record` is undefined after a delete. */
  functionChanged(id: FunctionId, record: FunctionRecord | undefined): void;
  /** Kills every environment; what still runs in them is answered as killed. */
  close(): Promise<void>;
};

/** Where nobody says how many environments this machine holds: as many as a gigabyte does. */
const environmentsMaxUnsaid = 16;

/** One start a core at a time. */
export function placementLimitsHere(environmentsMax = environmentsMaxUnsaid): PlacementLimits {
  return { environmentsMax, startsInFlightMax: availableParallelism() };
}

/** Environments start when the first invocation needs them. */
export function openInvoker(
  dependencies: EnvironmentDependencies & {
    /** What functions have reserved of the account's concurrency, together. */
    readonly reservedConcurrency: (account: Account) => number;
  },
  limits: PlacementLimits = placementLimitsHere(),
): Invoker {
  const placement = new Placement(dependencies, limits);
  const concurrency = new Concurrency(dependencies.reservedConcurrency);
  const { clock } = dependencies;
  return {
    invoke(record, version, request) {
      const taken = concurrency.take(record);
      if (taken instanceof AwsError) return Promise.reject(taken);
      return new Promise((resolve, reject) => {
        const pending = new PendingInvocation(request, version, clock.monotonic(), taken, resolve, reject);
        placement.place(record, version, pending);
      });
    },
    functionChanged(id, record) {
      concurrency.functionChanged(id, record);
      const kept = record === undefined ? [] : versionsOf(record);
      placement.retire(id, new Set(kept.map(({ environmentKey }) => environmentKey)));
    },
    close: () => placement.close(),
  };
}

/** One call of `invoke` until it is answered. */
class PendingInvocation implements Invocation {
  readonly requestId: string;
  readonly payload: Uint8Array;
  readonly invokedFunctionArn: string;
  readonly traceId: string | undefined;
  readonly clientContext: string | undefined;
  readonly tail: LogTail | undefined;
  readonly stream: ResponseSink | undefined;
  readonly placedAtMs: number;
  readonly #executedVersion: string;
  readonly #taken: Taken;
  readonly #resolve: (result: InvokeResult) => void;
  readonly #reject: (error: Error) => void;

  constructor(
    request: InvokeRequest,
    version: VersionRecord,
    placedAtMs: number,
    taken: Taken,
    resolve: (result: InvokeResult) => void,
    reject: (error: Error) => void,
  ) {
    this.requestId = request.requestId;
    this.payload = request.payload;
    this.invokedFunctionArn = request.invokedFunctionArn;
    this.traceId = request.traceId;
    this.clientContext = request.clientContext;
    this.tail = request.logTail ? new LogTail() : undefined;
    this.stream = request.stream;
    this.placedAtMs = placedAtMs;
    this.#executedVersion = version.version;
    this.#taken = taken;
    this.#resolve = resolve;
    this.#reject = reject;
  }

  settle(outcome: Outcome): void {
    this.#taken.giveBack();
    const executedVersion = this.#executedVersion;
    const answer = answerOf(outcome, this.requestId);
    if (this.tail === undefined) this.#resolve({ ...answer, executedVersion });
    else this.#resolve({ ...answer, executedVersion, logResult: this.tail.base64() });
  }

  fail(error: Error): void {
    this.#taken.giveBack();
    this.#reject(asAwsError(error));
  }
}

/** Why an environment could not be started, as Invoke says it. */
function asAwsError(error: Error): AwsError {
  if (error instanceof AwsError) return error;
  if (error instanceof InterpreterMissing) return new InvalidRuntimeException(error.message);
  if (error instanceof CodeMissing) return new InvalidZipFileException(error.message);
  return new ServiceException('The execution environment could not be started.', error);
}
