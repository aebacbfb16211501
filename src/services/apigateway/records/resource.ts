import type { IntegrationRecord } from './integration.ts';

/** One node of an API's tree. The root has neither parent nor path part. */
export type ResourceRecord = {
  readonly id: string;
  readonly parentId?: string;
  readonly pathPart?: string;
  readonly path: string;
  readonly methods: readonly MethodRecord[];
};

/** One verb of a resource: open to everybody, since every other authorization is refused when it is asked for. */
export type MethodRecord = {
  readonly httpMethod: string;
  readonly operationName?: string;
  /** `method.request.{header|querystring|path}.X` → whether a request validator would require it. */
  readonly requestParameters?: Readonly<Record<string, boolean>>;
  readonly requestModels?: Readonly<Record<string, string>>;
  readonly responses: readonly MethodResponseRecord[];
  readonly integration?: IntegrationRecord;
};

export type MethodResponseRecord = {
  readonly statusCode: string;
  readonly responseParameters?: Readonly<Record<string, boolean>>;
  readonly responseModels?: Readonly<Record<string, string>>;
};

/** The verbs a method may have, in the order in which AWS's error names them. */
export const methodVerbs = ['GET', 'PUT', 'POST', 'DELETE', 'PATCH', 'OPTIONS', 'HEAD', 'ANY'] as const;
