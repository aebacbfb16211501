import { correctLambda } from './model-corrections-lambda.ts';
import { correctS3 } from './model-corrections-s3.ts';
import type { SourceModel } from './model-source.ts';

/** An enum in the order in which the service prints it, or one that the service does not check by its model. */
type EnumCorrection = { readonly printed: string } | { readonly uncheckedBecause: string };

/** Where AWS's answers, recorded between 2025-11 and 2026-02, differ from its published models. */
const corrections: Readonly<Record<string, Readonly<Record<string, EnumCorrection>>>> = {
  apigateway: {
    DocumentationPartType: {
      printed:
        'RESPONSE_BODY RESPONSE METHOD MODEL AUTHORIZER RESPONSE_HEADER RESOURCE PATH_PARAMETER REQUEST_BODY ' +
        'QUERY_PARAMETER API REQUEST_HEADER',
    },
    EndpointType: { printed: 'PRIVATE EDGE REGIONAL' },
    GatewayResponseType: {
      printed:
        'REQUEST_TOO_LARGE RESOURCE_NOT_FOUND AUTHORIZER_CONFIGURATION_ERROR MISSING_AUTHENTICATION_TOKEN ' +
        'BAD_REQUEST_BODY INVALID_SIGNATURE INVALID_API_KEY BAD_REQUEST_PARAMETERS AUTHORIZER_FAILURE UNAUTHORIZED ' +
        'INTEGRATION_TIMEOUT ACCESS_DENIED DEFAULT_4XX DEFAULT_5XX WAF_FILTERED QUOTA_EXCEEDED THROTTLED ' +
        'API_CONFIGURATION_ERROR UNSUPPORTED_MEDIA_TYPE INTEGRATION_FAILURE EXPIRED_TOKEN',
    },
    IntegrationType: { printed: 'HTTP MOCK AWS_PROXY HTTP_PROXY AWS' },
    Op: { printed: 'add remove move test replace copy' },
  },
  lambda: {
    EventSourcePosition: { printed: 'LATEST AT_TIMESTAMP TRIM_HORIZON' },
    InvokeMode: { printed: 'RESPONSE_STREAM BUFFERED' },
    RecursiveLoop: { printed: 'Terminate Allow' },
    Runtime: {
      uncheckedBecause:
        'each operation checks it itself, against a list of its own and with a wording of its own',
    },
  },
};

/** What differs in more than enums. */
const rewritten: Readonly<Record<string, (model: SourceModel) => SourceModel>> = {
  lambda: correctLambda,
  s3: correctS3,
};

/** Applies the corrections of a service. Throws when a model gained or lost a value since: the order must be recorded again. */
export function correctModel(service: string, model: SourceModel): SourceModel {
  return correctEnums(service, rewritten[service]?.(model) ?? model);
}

function correctEnums(service: string, model: SourceModel): SourceModel {
  const shapes: Record<string, Readonly<Record<string, unknown>>> = { ...model.shapes };
  for (const [name, correction] of Object.entries(corrections[service] ?? {})) {
    const { enum: values, ...shape } = shapes[name] ?? {};
    if (!Array.isArray(values)) throw new Error(`${service}.${name} has no enum to correct`);
    shapes[name] =
      'printed' in correction ? { ...shape, enum: reordered(name, values, correction.printed) } : shape;
  }
  return { ...model, shapes };
}

function reordered(name: string, values: readonly string[], printed: string): readonly string[] {
  const order = printed.split(' ');
  if ([...order].sort().join() !== [...values].sort().join())
    throw new Error(`${name} is now ${values.join(' ')}`);
  return order;
}
