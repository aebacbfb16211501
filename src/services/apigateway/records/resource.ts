import type { IntegrationRecord } from './integration.ts';

/** One node of an API's tree. The root has neither parent nor path part. */
export type ResourceRecord = {
  readonly id: string;
  readonly parentId?: string | undefined;
  readonly pathPart?: string | undefined;
  readonly path: string;
  readonly methods: readonly MethodRecord[];
};

/** One verb of a resource: open to everybody, since every other authorization is refused when it is asked for. */
export type MethodRecord = {
  readonly httpMethod: string;
  readonly operationName?: string | undefined;
  /** `method.request.{header|querystring|path}.X` → whether a request validator would require it. */
  readonly requestParameters?: Readonly<Record<string, boolean>> | undefined;
  readonly requestModels?: Readonly<Record<string, string>> | undefined;
  readonly responses: readonly MethodResponseRecord[];
  readonly integration?: IntegrationRecord | undefined;
};

export type MethodResponseRecord = {
  readonly statusCode: string;
  readonly responseParameters?: Readonly<Record<string, boolean>> | undefined;
  readonly responseModels?: Readonly<Record<string, string>> | undefined;
};

/** The verbs a method may have, in the order in which AWS's error names them. */
export const methodVerbs = ['GET', 'PUT', 'POST', 'DELETE', 'PATCH', 'OPTIONS', 'HEAD', 'ANY'] as const;
