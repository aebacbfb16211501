/** What an AWS service is to Lambent: a typed table of operations over a room of its own. `hello/` is the one to copy. */
import type {
  Authorize,
  Caller,
  IdentifyCaller,
  Insiders,
  Permission,
  ResourcePolicy,
  Sessions,
  SigningProfiles,
} from '#access';
import type { Clock, Random } from '#ambient';
import type { Fabric } from '#fabric';
import type { Launcher } from '#launcher';
import type { Operations as ApiGatewayOperations } from '#models/apigateway';
import type { Operations as EventsOperations } from '#models/events';
import type { Operations as LambdaOperations } from '#models/lambda';
import type { Operations as LogsOperations } from '#models/logs';
import type { Operations as S3Operations } from '#models/s3';
import type { Operations as SnsOperations } from '#models/sns';
import type { Operations as SqsOperations } from '#models/sqs';
import type { Operations as StsOperations } from '#models/sts';
import type { LogStore, MetricStore, PlatformLog, UsageMeter } from '#observe';
import type { AwsError, Door } from '#wire';
import type { PassedRole } from './passed-role.ts';
import type { RefusedValue } from './refused-values.ts';

export type { PassedRole } from './passed-role.ts';
export { checkOfRefusedValues, type RefusedValue, refuse } from './refused-values.ts';

/** The operations of every service that others may call, by the service's model name. */
export type ServiceOperations = {
  lambda: LambdaOperations;
  apigateway: ApiGatewayOperations;
  logs: LogsOperations;
  s3: S3Operations;
  events: EventsOperations;
  sns: SnsOperations;
  sqs: SqsOperations;
  sts: StsOperations;
};

/** What travels with one call, from outside or between services. */
export type CallContext = {
  /** UUID; an Invoke's is the function's `awsRequestId`. */
  readonly requestId: string;
  readonly account: string;
  readonly region: string;
  readonly caller: Caller;
  readonly receivedAtMs: number;
  /** `X-Amzn-Trace-Id` of the call, if it has one. */
  readonly traceId?: string;
  /** Headers of the answer besides those that its model has, as names and values in turn: an operation adds its own. */
  readonly responseHeaders?: string[];
  /** The name clients reach this Lambent under, as `http://host:port`, for URLs in answers. */
  readonly endpoint: string;
  /** Reports (`--iam audit`) that AWS would have refused this; ends up in a log line and the header `x-lambent-would-deny`. */
  wouldDeny(reason: string): void;
};

/** The largest request body of an operation, and what a larger one is answered. */
export type BodyLimit = { readonly bytesMax: number; tooLarge(): AwsError };

/** One API operation (R1). */
export type Operation<Room, Input, Output> = {
  /** The input members that take effect. A request that uses another one is refused by name before `handle` runs. */
  readonly fields: readonly (keyof Input & string)[];
  /** What of them is refused by name all the same. */
  readonly refusedValues?: readonly RefusedValue[];
  /** What the caller needs: asked of access before `handle` runs. */
  permission(input: Input, context: CallContext): Permission;
  /** The policy of the resource itself, where it has one: it may let in others than its owner. */
  resourcePolicy?(room: Room, input: Input, context: CallContext): ResourcePolicy | undefined;
  /** The role that a request hands to a service: its caller must be allowed to do that as well. */
  readonly passedRole?: PassedRole<Input>;
  /** 10 MiB and a generic 413 where it is not said. */
  readonly body?: BodyLimit;
  handle(room: Room, input: Input, context: CallContext): Promise<Output>;
};

/** An operation that AWS has and Lambent does not: data, read by dispatch and by the coverage page (R2). */
export type NotImplemented = { readonly notImplemented: string };

export function notImplemented(reason: string): NotImplemented {
  return { notImplemented: reason };
}

/** Every operation of a model, each implemented or refused; the compiler misses none. */
export type OperationTable<Operations, Room> = {
  readonly [Name in keyof Operations]:
    | (Operations[Name] extends { input: infer Input; output: infer Output }
        ? Operation<Room, Input, Output>
        : never)
    | NotImplemented;
};

/** Calls another service in process: authorized like any call, then handled. The only way services meet. */
export type Call = <S extends keyof ServiceOperations, O extends keyof ServiceOperations[S] & string>(
  service: S,
  operation: O,
  input: ServiceOperations[S][O] extends { input: infer Input } ? Input : never,
  context: CallContext,
) => Promise<ServiceOperations[S][O] extends { output: infer Output } ? Output : never>;

/** Whether a call of an operation leads anywhere: to a service here, or to one elsewhere that has an endpoint. */
export type Reaches = (service: string, operation: string) => boolean;

/** Runs operations, for callers from outside (`dispatch`) and for services (`call`: the same, typed). */
export type Dispatcher = {
  /** Refuses what is not implemented, then what is not permitted, then runs the operation. `input` has passed the model's constraints. */
  dispatch(
    service: string,
    operation: string,
    input: Readonly<Record<string, unknown>>,
    context: CallContext,
  ): Promise<unknown>;
  readonly call: Call;
  readonly reaches: Reaches;
  /** Undefined where the operation says nothing or does not exist. */
  bodyLimit(service: string, operation: string): BodyLimit | undefined;
};

/** What the operator said about registries of container images. */
export type RegistrySettings = {
  /** A docker config.json, whose `auths` name users and passwords; read anew for every pull. */
  readonly registryCredentials?: string | undefined;
  /** Where a registry is really found: `localhost:5000` or `http://registry.lan:5000` by its name, `ecr` standing for all of ECR. */
  readonly registryMirrors?: ReadonlyMap<string, string> | undefined;
};

/** What every service gets from the composition root. */
export type ServiceDependencies = {
  readonly clock: Clock;
  readonly random: Random;
  readonly fabric: Fabric;
  readonly launcher: Launcher;
  readonly log: PlatformLog;
  readonly logs: LogStore;
  readonly metrics: MetricStore;
  readonly usage: UsageMeter;
  readonly call: Call;
  readonly reaches: Reaches;
  /** For doors, whose callers dispatch does not see. */
  readonly identifyCaller: IdentifyCaller;
  readonly authorize: Authorize;
  /** Gives out temporary credentials. */
  readonly sessions: Pick<Sessions, 'issue'>;
  /** Learns whose code runs in which execution environment. */
  readonly insiders: Pick<Insiders, 'enter' | 'leave'>;
  /** Whose signatures of code count here. */
  readonly signingProfiles: SigningProfiles;
  /** `http://host:port` under which this Lambent is reached, known once it listens. */
  readonly endpoint: () => string;
  /** Signs a URL under `endpoint` that anyone holding it may GET for `expiresSeconds`. */
  readonly presign: (path: string, expiresSeconds: number) => string;
  /** Whether a path and query came out of `presign` and have not expired. */
  readonly isPresigned: (path: string, query: string) => boolean;
  /** Execution environments alive at once on this node; undefined leaves it to the service. */
  readonly environmentsMax?: number;
  /** Runtimes that wait booted for a function; undefined leaves it to the service. */
  readonly prebootedMax?: number;
  /** Concurrent executions of an account in a region; undefined leaves it to the service. */
  readonly accountConcurrency?: number;
  /** Where container images come from, beyond what their names say. */
  readonly registries?: RegistrySettings;
};

/** A running service. `id` is its model's name. */
export type Service = {
  readonly id: string;
  readonly table: Readonly<Record<string, Operation<never, never, unknown> | NotImplemented>>;
  readonly room: unknown;
  /** Listeners of its own besides the AWS API, such as API Gateway's invocations. */
  readonly doors: readonly Door[];
  /** The digests of every blob its records name; the sweep deletes the others. */
  liveBlobs(): Promise<Iterable<string>>;
  /** Begins what it does of its own accord. Called once, when every service is open and Lambent listens. */
  start(): void;
  close(): Promise<void>;
};

export type ServiceFactory = (dependencies: ServiceDependencies) => Promise<Service>;

/** Ties a room to its table; the one place where their types are erased, so that dispatch can hold services of every kind. */
export function defineService<Operations, Room>(parts: {
  readonly id: string;
  readonly table: OperationTable<Operations, Room>;
  readonly room: Room;
  readonly doors?: readonly Door[];
  /** Left out by a service that stores none. */
  readonly liveBlobs?: () => Promise<Iterable<string>>;
  readonly start?: () => void;
  readonly close?: () => Promise<void>;
}): Service {
  return {
    id: parts.id,
    table: parts.table as unknown as Service['table'],
    room: parts.room,
    doors: parts.doors ?? [],
    liveBlobs: parts.liveBlobs ?? (() => Promise.resolve([])),
    start: parts.start ?? (() => undefined),
    close: parts.close ?? (() => Promise.resolve()),
  };
}
