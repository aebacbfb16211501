import type { AwsError } from './aws-error.ts';
import { toSerializationException } from './dialect.ts';
import type { HttpResponse } from './http.ts';
import type { Match, Protocol, RequestHead } from './match/match.ts';
import type { ServiceModel } from './model/service-model.ts';
import { json } from './protocols/json.ts';
import type { Members, ProtocolCodec } from './protocols/protocol-codec.ts';
import { query } from './protocols/query.ts';
import { restJson } from './protocols/rest-json.ts';
import { restXml } from './protocols/rest-xml.ts';

/** The protocols Lambent speaks. A new one is a file beside these and a line here. */
export const codecs: Readonly<Record<Protocol, ProtocolCodec>> = {
  'rest-json': restJson,
  'rest-xml': restXml,
  'json-1.0': json('1.0'),
  'json-1.1': json('1.1'),
  query,
};

/** The operation's input, of the types its model says but not yet checked against its constraints. Throws `SerializationException`. */
export function parseInput(match: Match, head: RequestHead, body: Buffer): Members {
  try {
    return codecs[match.protocol].parseInput(match, head, body);
  } catch (error) {
    throw toSerializationException(match.operation, error);
  }
}

export function serializeOutput(match: Match, output: object, requestId: string): HttpResponse {
  return codecs[match.protocol].serializeOutput(match.operation, output as Members, requestId);
}

/** An error as its protocol and, if the service is known, its model's exception want it. */
export function serializeError(
  protocol: Protocol,
  model: ServiceModel | undefined,
  error: AwsError,
  requestId: string,
): HttpResponse {
  const response = codecs[protocol].serializeError(
    { error, model, shape: model?.exception(error.code) },
    requestId,
  );
  return { ...response, headers: [...response.headers, ...Object.entries(error.headers).flat()] };
}
