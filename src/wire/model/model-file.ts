/** The JSON under `models/`, as `scripts/generate-models.ts` writes it: botocore's words, without what nothing reads. */
export type ModelFile = {
  readonly metadata: {
    readonly apiVersion: string;
    readonly endpointPrefix: string;
    readonly protocol: string;
    readonly jsonVersion?: string;
    readonly signingName?: string;
    readonly targetPrefix?: string;
    readonly xmlNamespace?: string;
  };
  readonly operations: Readonly<Record<string, OperationEntry>>;
  readonly shapes: Readonly<Record<string, ShapeEntry>>;
};

export type OperationEntry = {
  readonly http: { readonly method: string; readonly requestUri: string; readonly responseCode?: number };
  readonly input?: Reference;
  readonly output?: Reference;
  readonly errors?: readonly string[];
  readonly deprecated?: boolean;
};

/** A use of a shape. Its traits override the shape's own. */
export type Reference = Traits & {
  readonly shape: string;
  readonly location?: 'uri' | 'querystring' | 'header' | 'headers' | 'statusCode';
  readonly locationName?: string;
  readonly idempotencyToken?: boolean;
  readonly resultWrapper?: string;
  readonly eventpayload?: boolean;
  readonly xmlAttribute?: boolean;
};

export type Traits = {
  readonly enum?: readonly string[];
  readonly min?: number;
  readonly max?: number;
  readonly pattern?: string;
  readonly sensitive?: boolean;
  readonly timestampFormat?: TimestampFormat;
  readonly flattened?: boolean;
};

export type XmlNamespace = { readonly prefix?: string; readonly uri: string };

export type TimestampFormat = 'unixTimestamp' | 'iso8601' | 'rfc822';

export type ShapeEntry = Traits & {
  readonly type: 'structure' | 'list' | 'map' | ScalarType;
  readonly members?: Readonly<Record<string, Reference>>;
  readonly required?: readonly string[];
  readonly payload?: string;
  readonly union?: boolean;
  readonly eventstream?: boolean;
  readonly unwrapped?: boolean;
  readonly xmlNamespace?: XmlNamespace;
  readonly exception?: boolean;
  readonly error?: { readonly code?: string; readonly httpStatusCode?: number };
  readonly member?: Reference;
  readonly key?: Reference;
  readonly value?: Reference;
};

export type ScalarType =
  | 'string'
  | 'integer'
  | 'long'
  | 'float'
  | 'double'
  | 'boolean'
  | 'timestamp'
  | 'blob';
