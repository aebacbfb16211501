/** What a method calls. A mock integration has neither `uri` nor, as a rule, `httpMethod`. */
export type IntegrationRecord = {
  readonly type: 'AWS_PROXY' | 'MOCK';
  readonly httpMethod?: string | undefined;
  readonly uri?: string | undefined;
  readonly connectionType?: string | undefined;
  readonly passthroughBehavior: PassthroughBehavior;
  readonly timeoutMs: number;
  readonly cacheNamespace: string;
  readonly cacheKeyParameters: readonly string[];
  /** By content type. */
  readonly requestTemplates?: Readonly<Record<string, string>> | undefined;
  readonly responses: readonly IntegrationResponseRecord[];
};

export type PassthroughBehavior = 'WHEN_NO_MATCH' | 'WHEN_NO_TEMPLATES' | 'NEVER';

/** What a client gets when the integration's status matches `selectionPattern`; without one, when nothing else matches. */
export type IntegrationResponseRecord = {
  readonly statusCode: string;
  readonly selectionPattern?: string | undefined;
  /** `method.response.header.X` → a mapping expression. */
  readonly responseParameters?: Readonly<Record<string, string>> | undefined;
  /** By content type. */
  readonly responseTemplates?: Readonly<Record<string, string>> | undefined;
};
