/** What a method calls. A mock integration has neither `uri` nor, as a rule, `httpMethod`. */
export type IntegrationRecord = {
  readonly type: 'AWS_PROXY' | 'MOCK';
  readonly httpMethod?: string;
  readonly uri?: string;
  readonly connectionType?: string;
  readonly passthroughBehavior: PassthroughBehavior;
  readonly timeoutMs: number;
  readonly cacheNamespace: string;
  readonly cacheKeyParameters: readonly string[];
  /** By content type. */
  readonly requestTemplates?: Readonly<Record<string, string>>;
  readonly responses: readonly IntegrationResponseRecord[];
};

export type PassthroughBehavior = 'WHEN_NO_MATCH' | 'WHEN_NO_TEMPLATES' | 'NEVER';

/** What a client gets when the integration's status matches `selectionPattern`; without one, when nothing else matches. */
export type IntegrationResponseRecord = {
  readonly statusCode: string;
  readonly selectionPattern?: string;
  /** `method.response.header.X` → a mapping expression. */
  readonly responseParameters?: Readonly<Record<string, string>>;
  /** By content type. */
  readonly responseTemplates?: Readonly<Record<string, string>>;
};
