import { readJson } from '../codec/json-reader.ts';
import { writeJson } from '../codec/json-writer.ts';
import { parseJson } from '../codec/parse-json.ts';
import type { HttpResponse } from '../http.ts';
import type { OperationModel } from '../model/service-model.ts';
import { errorMembers, readErrorMembers } from './error-members.ts';
import { eventStreamBody, eventStreamOf, eventStreamType, initialResponse } from './event-messages.ts';
import type { Members, ProtocolCodec } from './protocol-codec.ts';

/** awsJson 1.0 and 1.1: a POST to `/`, the operation in `x-amz-target`, everything else in a JSON body. */
export function json(version: '1.0' | '1.1'): ProtocolCodec {
  const contentType = `application/x-amz-json-${version}`;
  const headers = (requestId: string) => ['x-amzn-RequestId', requestId, 'Content-Type', contentType];
  return {
    parseInput: ({ operation }, _head, body) =>
      operation.input ? (readJson(operation.input)(parseJson(body) ?? {}) as Members) : {},
    serializeOutput: (operation, output, requestId) =>
      streamedOutput(operation, output, requestId) ?? {
        status: 200,
        headers: headers(requestId),
        body: operation.output ? JSON.stringify(writeJson(operation.output)(output)) : '',
      },
    serializeError: (answer, requestId) => ({
      status: answer.error.status,
      headers: headers(requestId),
      body: JSON.stringify({ __type: answer.error.code, ...errorMembers(answer) }),
    }),
    serializeRequest: (operation, input) => ({
      method: 'POST',
      path: '/',
      query: '',
      headers: {
        'content-type': contentType,
        'x-amz-target': `${operation.service.targetPrefix}.${operation.name}`,
      },
      body: JSON.stringify(operation.input ? writeJson(operation.input)(input) : {}),
    }),
    parseOutput: (operation, { body }) =>
      operation.output ? (readJson(operation.output)(parseJson(body) ?? {}) as Members) : {},
    parseError: (model, response) => {
      const body = parseJson(response.body);
      const type =
        typeof body === 'object' && body !== null && '__type' in body ? String(body.__type) : 'UnknownError';
      const code = type.slice(type.indexOf('#') + 1);
      return { code, ...readErrorMembers(model.exception(code), body) };
    },
  };
}

function streamedOutput(
  { output: shape }: OperationModel,
  output: Members,
  requestId: string,
): HttpResponse | undefined {
  const stream = eventStreamOf(shape);
  if (shape === undefined || stream === undefined) return undefined;
  const rest = shape.members.filter((member) => member !== stream.member);
  const events = output[stream.member.name] as AsyncIterable<Members>;
  return {
    status: 200,
    headers: ['x-amzn-RequestId', requestId, 'Content-Type', eventStreamType],
    body: eventStreamBody(stream.shape, events, initialResponse(rest, output)),
  };
}
