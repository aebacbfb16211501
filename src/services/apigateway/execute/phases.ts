import type { Caller } from '#access';
import type { Clock, Random } from '#ambient';
import type { PlatformLog } from '#observe';
import type { Call } from '#service';
import type { HttpRequest, RawHeaders } from '#wire';
import type { PassthroughBehavior } from '../records/integration.ts';
import type { StagePath } from './address.ts';
import type { IsBinary } from './media-types.ts';
import type { RouteNode } from './route-tree.ts';
import type { Trace } from './trace.ts';

/** What steps work with. */
export type Means = {
  readonly call: Call;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: PlatformLog;
  readonly logDenial: (reason: string) => void;
  readonly endpoint: () => string;
};

/** A stage compiled for serving: its deployment's snapshot with its own live settings filled in. */
export type LiveStage = {
  readonly account: string;
  readonly region: string;
  readonly apiId: string;
  readonly name: string;
  readonly deploymentId: string;
  /** Null when there are none, as events show it. */
  readonly variables: Readonly<Record<string, string>> | null;
  readonly isBinary: IsBinary;
  readonly isExecuteApiDisabled: boolean;
  readonly routes: RouteNode<LiveMethod>;
};

export type LiveMethod = {
  /** As configured: `ANY` stays `ANY`. */
  readonly httpMethod: string;
  readonly resourceId: string;
  readonly resourcePath: string;
  readonly operationName: string | undefined;
  readonly integration: LiveIntegration;
};

export type LiveIntegration = LambdaProxyIntegration | MockIntegration;

export type LambdaProxyIntegration = {
  readonly type: 'AWS_PROXY';
  /** Undefined when the integration cannot work: its method is not POST, or a stage variable leaves no ARN. */
  readonly target: { readonly functionArn: string; readonly region: string } | undefined;
  readonly timeoutMs: number;
  /** Who calls Lambda: API Gateway on behalf of this method. */
  readonly caller: Caller;
};

export type MockIntegration = {
  readonly type: 'MOCK';
  /** By content type. */
  readonly requestTemplates: ReadonlyMap<string, string>;
  readonly passthroughBehavior: PassthroughBehavior;
  readonly responses: readonly LiveIntegrationResponse[];
};

export type LiveIntegrationResponse = {
  readonly status: number;
  /** Undefined for the default response. */
  readonly pattern: RegExp | undefined;
  readonly headers: RawHeaders;
  readonly templates: ReadonlyMap<string, string>;
};

/** A request of a known stage. */
export type Received = {
  readonly request: HttpRequest;
  readonly stage: LiveStage;
  readonly location: StagePath;
  readonly extendedRequestId: string;
  readonly trace: Trace;
  /** What AWS would have refused and `audit` let through, collected on the way. */
  readonly denials: string[];
};

/** Its method is known. */
export type Routed = Received & {
  /** The verb after `X-HTTP-Method-Override`. */
  readonly verb: string;
  readonly method: LiveMethod;
  readonly pathParameters: Readonly<Record<string, string>> | null;
};

/** Its body is here. */
export type Read = Routed & { readonly body: Buffer };

/** Its integration has answered. */
export type Integrated = Read & { readonly answer: IntegrationAnswer };

export type IntegrationAnswer = {
  readonly status: number;
  readonly headers: string[];
  readonly body: Uint8Array | string;
};
